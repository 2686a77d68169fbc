"""The facts of an alert in the words of one language, before they are put in order. Pure."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from alerts.texts_words import Words
from domain.alerts import Alert
from domain.escalation import DEFAULT_LADDERS
from domain.metrics import METRICS
from domain.moves import HISTORY, NOBODY
from domain.notifications import Message, Reason
from domain.people import DeviceKind
from domain.readings import LATE_AFTER
from domain.severity import Severity

_SILENT = "_silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What may be said. `kind` is all that a group is told of what happened; `late_age` is empty for fresh readings."""

    severity: Severity
    technical: bool
    reason: Reason
    is_open: bool
    who: str
    place: tuple[str, ...]
    what: str
    what_and_limit: str
    kind: str
    when: str
    late_age: str
    unanswered: str
    key_holder: str
    phone: str
    device: str
    note: str
    link: str


def facts_of(message: Message, alert: Alert, words: Words, now: datetime) -> Facts:
    """Gather them; severity and value are those of the move that is told, where there is one."""
    reason = message.notification.reason
    what = _what(message, alert, words)
    age = words.ago((now - _measured_at(message, alert)).total_seconds())
    return Facts(
        severity=message.move.severity if message.move else alert.severity,
        technical=alert.technical,
        reason=reason,
        is_open=alert.is_open,
        who=message.resident_name,
        place=message.place,
        what=what,
        what_and_limit=_with_source(_with_limit(message, alert, what, words), alert, words),
        kind=words.kinds.get(alert.metric, words.kind_device if alert.technical else words.kind_vital),
        when=_when(message, alert, words, now),
        late_age=age if _is_late(message, alert, now) else "",
        unanswered=_unanswered(message, alert, words),
        key_holder=message.key_holder,
        phone=message.resident_phone,
        device=alert.device,
        note=_note(message),
        link=message.link,
    )


def number(value: float, metric: str, words: Words) -> str:
    """Say a value with its unit: at most one decimal, states by their stored word."""
    known = METRICS.get(metric)
    if known is None:
        return f"{value:g}"
    if known.states:
        return known.states.get(int(value), f"{value:g}")
    shown = f"{value:.1f}".removesuffix(".0")
    return f"{shown}{words.units[known.unit]}"


def _what(message: Message, alert: Alert, words: Words) -> str:
    if alert.metric in words.events:
        return words.events[alert.metric]
    if alert.rule.endswith(_SILENT):
        kind = alert.rule.removesuffix(_SILENT)
        return words.silent.format(device=words.devices[DeviceKind(kind)] if kind in set(DeviceKind) else kind)
    name = words.metrics.get(alert.metric, alert.metric or alert.rule)
    value = _value(message, alert)
    return name if value is None else words.value.format(metric=name, value=number(value, alert.metric, words))


def _value(message: Message, alert: Alert) -> float | None:
    moved = message.move.value if message.move else None
    return alert.value if moved is None else moved


def _limit(message: Message, alert: Alert) -> float | None:
    moved = message.move.limit if message.move else None
    return alert.limit if moved is None else moved


def _with_limit(message: Message, alert: Alert, what: str, words: Words) -> str:
    limit = _limit(message, alert)
    if limit is None:
        return what
    form = _side(alert.rule, words)
    return form.format(what=what, limit=number(limit, alert.metric, words))


def _side(rule: str, words: Words) -> str:
    if rule.endswith("_high"):
        return words.upper
    return words.lower if rule.endswith("_low") else words.limit


def _with_source(what: str, alert: Alert, words: Words) -> str:
    if alert.limit is None or not alert.limit_source:
        return what
    return words.source.format(what=what, source=alert.limit_source)


def _measured_at(message: Message, alert: Alert) -> datetime:
    told = message.move.observed_at if message.move else None
    return told or alert.started_at


def _note(message: Message) -> str:
    """Give what a person wrote; our own notes stand for what is said in other words, or is nothing to a receiver."""
    note = message.move.note if message.move else ""
    return "" if note in {HISTORY, NOBODY} else note


def _when(message: Message, alert: Alert, words: Words, now: datetime) -> str:
    late = _is_late(message, alert, now)
    at = _measured_at(message, alert) if late else alert.started_at
    zone = ZoneInfo(message.timezone)
    return _form(alert, words, late=late).format(
        moment=words.moment(at.astimezone(zone), now.astimezone(zone)), ago=words.ago((now - at).total_seconds())
    )


def _is_late(message: Message, alert: Alert, now: datetime) -> bool:
    """Whether it is told of how things were: also an alert that began late is of now, once live readings came."""
    if message.notification.reason is Reason.HISTORY:
        return True
    return alert.late and now - _measured_at(message, alert) > LATE_AFTER


def _form(alert: Alert, words: Words, *, late: bool) -> str:
    """Choose a sentence. What happened is never called past: a call for help that comes late still waits."""
    if alert.metric in words.events:
        return words.happened
    if alert.rule.endswith(_SILENT):
        return words.last_heard
    return words.measured if late else words.since


def _unanswered(message: Message, alert: Alert, words: Words) -> str:
    """Name who was told before and has not answered: the step below for an escalation, the same for a repetition."""
    steps = DEFAULT_LADDERS.policy(alert.severity, technical=alert.technical).steps
    step = message.move.step if message.move else alert.step
    if message.notification.reason is Reason.ESCALATED:
        step -= 1
    return words.answerers[steps[max(0, min(step, len(steps) - 1))].area]
