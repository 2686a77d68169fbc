"""English."""

from datetime import date

from api.reports.words import Words
from domain.people import DeviceKind
from domain.severity import Severity
from domain.week_alerts import Ended
from domain.week_vitals import Against
from domain.weeks import State

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def _day(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1][:3]}"


def _span(first: date, last: date) -> str:
    begin = f"{first.day} {_MONTHS[first.month - 1]}" + (f" {first.year}" if first.year != last.year else "")
    return f"{begin} – {last.day} {_MONTHS[last.month - 1]} {last.year}"


def _lasted(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.0f} h" if seconds < 48 * 3600 else f"{seconds / 86400:.0f} days"


ENGLISH = Words(
    language="en",
    labels={
        "title": "The week at home",
        "vitals": "Vital signs",
        "metric": "Measured",
        "middle": "Median",
        "range": "Low – high",
        "days": "Read on",
        "days_of": "{days} days",
        "usual": "Usual",
        "before": "Week before",
        "each_day": "Day by day",
        "chart_says": "Line: lowest to highest of the day. Dot: its median. Pale band: what is usual.",
        "no_vitals": "No vital signs were read this week.",
        "home": "Each day at home",
        "day": "Day",
        "opened": "Door opened",
        "times": "{count} ×",
        "first_last": "First – last",
        "steps": "Steps",
        "moved": "Moved about",
        "hours": "{hours} h",
        "no_home": "Nothing was heard of doors and activity this week.",
        "alerts": "Alerts and what became of them",
        "no_alerts": "No alerts this week.",
        "when": "When",
        "what": "What",
        "answered": "Answered by, after",
        "nobody": "by nobody",
        "ended": "How it ended",
        "answer_middle": "Median time to an answer: {lasted}.",
        "more_alerts": "{count} earlier ones are not listed.",
        "devices": "Devices",
        "no_devices": "No devices are registered.",
        "heard_days": "heard on {days} days",
        "not_heard": "not heard this week",
        "no_gaps": "heard all week",
        "silent": "silent since {since}",
        "not_worn": "not worn since {since}",
        "until": ", until {until}",
        "still": ", and still is",
        "people": "Who is responsible",
        "nobody_responsible": "Nobody is registered for this building now: ask the community office.",
        "left_out": "The resident has not agreed to show you: {kinds}.",
        "vital_signs": "vital signs",
        "activity": "doors and activity",
        "kind_alerts": "alerts",
        "kind_devices": "devices",
        "foot": "This report is no diagnosis and Banister is not a medical device. Ask a doctor about complaints; "
        "in an emergency call 120.",
        "made": "Made at {at}",
        "alerts_none": "no alerts",
        "alerts_one": "1 alert",
        "alerts_some": "{count} alerts",
        "alerts_critical": "{alerts}, {critical} of them critical",
        "all_usual": "all readings were as usual",
        "judged_usual": "what can be compared was as usual",
        "differs": "not as usual: {metrics}",
        "not_judged": "too few readings yet to know what is usual",
        "missing": "no readings on {days} days",
        "list": ", ",
    },
    metrics={
        "heart_rate": "Heart rate",
        "spo2": "Blood oxygen",
        "systolic_pressure": "Systolic pressure",
        "diastolic_pressure": "Diastolic pressure",
        "body_temperature": "Temperature",
        "respiratory_rate": "Breathing rate",
        "glucose": "Glucose",
        "weight": "Weight",
    },
    units={"/min": "/min", "%": "%", "mm[Hg]": "mmHg", "Cel": "°C", "mmol/L": "mmol/L", "kg": "kg"},
    severities={Severity.INFO: "info", Severity.WARNING: "warning", Severity.CRITICAL: "critical"},
    ended={
        Ended.REAL: "real, looked after",
        Ended.FALSE_ALARM: "false alarm",
        Ended.TEST: "a test",
        Ended.DEVICE_FAULT: "a device's fault",
        Ended.AWAY: "away from home",
        Ended.BY_ITSELF: "ended by itself",
        Ended.OPEN: "not over yet",
    },
    against={
        Against.USUAL: "usual",
        Against.HIGHER: "higher than usual",
        Against.LOWER: "lower than usual",
        Against.UNKNOWN: "not known yet",
    },
    devices={DeviceKind.WATCH: "Watch", DeviceKind.MONITOR: "Monitor", DeviceKind.DOOR: "Door sensor"},
    rules={
        "sos": "Call for help",
        "fall": "Possible fall",
        "heart_rate_unusual": "Heart rate not as usual",
        "systolic_pressure_rise": "Blood pressure rising fast",
        "news2_high": "Early warning score high",
        "door_left_open": "Door left open",
        "door_night_exit": "Out at night and not back",
        "door_opened_at_night": "Door opened at night",
        "door_opened_often": "Door opened often at night",
        "door_not_opened": "Door not opened for long",
        "door_not_opened_by": "Door not opened in the morning",
        "door_out_not_back": "Out and not back",
        "pressure_expected": "Blood pressure not measured",
        "unanswered": "An alert that nobody answered",
    },
    sides={"above": " high", "below": " low"},
    lead={
        State.OPEN: "Something is not over yet",
        State.SERIOUS: "There was something critical this week",
        State.ALERTS: "There were alerts this week",
        State.DIFFERENT: "This week was not quite as usual",
        State.PATCHY: "Not everything is known of this week",
        State.CALM: "A calm week",
        State.UNKNOWN: "Nothing was received this week",
    },
    colon=": ",
    join="; ",
    stop=".",
    day=_day,
    span=_span,
    lasted=_lasted,
)
