"""English."""

from datetime import datetime

from alerts.texts_words import Words
from domain.notifications import Reason
from domain.people import AreaKind, DeviceKind
from domain.severity import Severity

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _moment(local: datetime, now: datetime) -> str:
    clock = f"{local:%H:%M}"
    return clock if local.date() == now.date() else f"{local.day} {_MONTHS[local.month - 1]} {clock}"


def _ago(seconds: float) -> str:
    minutes = int(seconds // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    return f"{minutes // 60} h ago" if minutes < 48 * 60 else f"{minutes // (24 * 60)} days ago"


ENGLISH = Words(
    language="en",
    severities={Severity.INFO: "Info", Severity.WARNING: "Warning", Severity.CRITICAL: "Critical"},
    technical="Device",
    metrics={
        "heart_rate": "heart rate",
        "spo2": "blood oxygen",
        "systolic_pressure": "systolic pressure",
        "diastolic_pressure": "diastolic pressure",
        "body_temperature": "body temperature",
        "respiratory_rate": "respiratory rate",
        "glucose": "blood glucose",
        "weight": "weight",
        "steps": "steps",
        "battery": "battery",
        "door": "door",
        "motion": "motion",
        "worn": "worn",
        "consciousness": "consciousness",
        "oxygen": "supplemental oxygen",
    },
    units={
        "/min": "/min",
        "%": "%",
        "mm[Hg]": " mmHg",
        "Cel": " °C",
        "mmol/L": " mmol/L",
        "kg": " kg",
        "{steps}": " steps",
        "": "",
    },
    events={"sos": "pressed the SOS button", "fall": "may have fallen", "tamper": "device was tampered with"},
    devices={
        DeviceKind.WATCH: "health watch",
        DeviceKind.MONITOR: "vital-sign monitor",
        DeviceKind.DOOR: "door magnet",
    },
    answerers={
        AreaKind.BUILDING: "the building's steward",
        AreaKind.GRID: "the grid officer",
        AreaKind.COMMUNITY: "the community's staff",
        AreaKind.STREET: "the street's duty officer",
    },
    tags={
        Reason.WORSENED: " (worse)",
        Reason.AGAIN: " (once more)",
        Reason.ESCALATED: " (escalated)",
        Reason.REPEATED: " (told again)",
        Reason.REMINDER: " (please close)",
        Reason.HANDED_OVER: " (handed over to you)",
        Reason.HISTORY: " (history)",
    },
    reasons={
        Reason.FIRST: "",
        Reason.WORSENED: "It is worse than before.",
        Reason.AGAIN: "Somebody answered, and it came once more: perhaps nobody is there yet. Please make sure now.",
        Reason.ESCALATED: "No answer yet from {unanswered}: please take it.",
        Reason.REPEATED: "Still no answer from {unanswered}; you are told again.",
        Reason.HANDED_OVER: "Handed over: this alert is yours now.",
        Reason.REMINDER: "You answered, and nothing was said since: please make sure and say what it was.",
        Reason.HISTORY: "An upload from the past; newer readings are there. For your knowledge, no answer needed.",
        Reason.TEST: "This is a test.",
    },
    history_open="An upload from the past says that it was worse; the alert is still open and needs an answer.",
    kind_vital="vital signs",
    kind_device="device",
    kind_activity="activity at home",
    kind_duty="duty",
    kinds={"sos": "SOS", "fall": "fall"},
    value="{metric} {value}",
    upper="{what}, at or past the upper limit of {limit}",
    lower="{what}, at or past the lower limit of {limit}",
    limit="{what}, at or past the limit of {limit}",
    source="{what} (from: {source})",
    silent="no data from the {device}",
    rose="{metric} {value}, up from {start} within {within}",
    fell="{metric} {value}, down from {start} within {within}",
    unusual="{metric} {value} ({usual} usually at this hour)",
    score="NEWS2 score of at least {score} ({known} of 7 known)",
    points="{metric} {points}",
    score_hint="Points: {parts}. A triage hint, not validated for watches at home, and no diagnosis.",
    listing=", ",
    clock="the device's clock is off by {span}",
    gaps="{missed} reports missing within {within}",
    expected="no reading of {metric} yet today",
    not_worn="the watch has not been worn for {hours} h",
    doors={
        "not_opened": "the door has not been opened for {hours} h",
        "not_opened_by": "the door has not been opened yet today",
        "opened_at_night": "the door was opened at night",
        "left_open": "the door has been open for {minutes} min",
        "opened_often": "the door was opened {count} times tonight",
        "out_and_not_back": "went out, and no sign of coming back for {hours} h",
    },
    systems={
        "unanswered": "alerts that nobody answered, up to the end of the ladder",
        "nobody_on_duty": "nobody is on duty here",
        "no_working_channel": "whoever is on duty has no channel that works",
        "building_silent": "the building's devices fell silent together ({count} of {of}): power or network",
        "gateway_down": "the gateway is offline: no data from its devices",
    },
    nobody_soon="nobody will be on duty here in {in_hours} h, for {hours} h",
    spans=("{n} days", "{n} h", "{n} min"),
    seconds="{n} s",
    sources={},
    who_where="{who} ({where})",
    since="Since {moment} ({ago})",
    happened="At {moment} ({ago})",
    last_heard="Last heard of: {moment} ({ago})",
    measured="Measured {ago} ({moment}): not how it is now",
    contact="Key: {key_holder}; phone: {phone}",
    acknowledge="I am on it (answer here): {link}",
    group_title="{count} messages",
    group_more="… and {count} more",
    device="Device: {device}",
    note="Note: {note}",
    test_title="Test message · Banister",
    test_body="Hello {receiver}, this is a test. That you read it says that this channel works; no answer needed.",
    colon=": ",
    separator=", ",
    moment=_moment,
    ago=_ago,
)
