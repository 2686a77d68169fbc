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
        Reason.ESCALATED: " (escalated)",
        Reason.REPEATED: " (told again)",
        Reason.REMINDER: " (please close)",
        Reason.HANDED_OVER: " (handed over to you)",
        Reason.HISTORY: " (history)",
    },
    reasons={
        Reason.FIRST: "",
        Reason.WORSENED: "It is worse than before.",
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
    kinds={"sos": "SOS", "fall": "fall"},
    value="{metric} {value}",
    upper="{what}, at or past the upper limit of {limit}",
    lower="{what}, at or past the lower limit of {limit}",
    limit="{what}, at or past the limit of {limit}",
    source="{what} (from: {source})",
    silent="no data from the {device}",
    who_where="{who} ({where})",
    since="Since {moment} ({ago})",
    happened="At {moment} ({ago})",
    last_heard="Last heard of: {moment} ({ago})",
    measured="Measured {ago} ({moment}): not how it is now",
    contact="Key: {key_holder}; phone: {phone}",
    device="Device: {device}",
    note="Note: {note}",
    test_title="Test message · Banister",
    test_body="Hello {receiver}, this is a test. That you read it says that this channel works; no answer needed.",
    colon=": ",
    separator=", ",
    moment=_moment,
    ago=_ago,
)
