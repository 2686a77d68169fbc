"""The facts of an alert in the words of one language, before they are put in order. Pure."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from alerts.texts_kinds import Told, explanation, has_limit, is_event, kind_of, limit_form, what
from alerts.texts_numbers import number
from alerts.texts_words import Words
from domain.alerts import Alert
from domain.escalation import DEFAULT_LADDERS
from domain.moves import HISTORY, NOBODY
from domain.notifications import Message, Reason
from domain.readings import LATE_AFTER
from domain.rules import RuleKind
from domain.severity import Severity
from domain.subjects import area_of

_MUTED = "muted:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What may be said. `kind` is all that a group is told of what happened; `late_age` is empty for fresh readings."""

    severity: Severity
    technical: bool
    reason: Reason
    is_open: bool
    about_somebody: bool
    who: str
    place: tuple[str, ...]
    what: str
    what_and_limit: str
    explanation: str
    kind: str
    when: str
    late_age: str
    unanswered: str
    key_holder: str
    phone: str
    device: str
    note: str
    link: str
    acknowledge_link: str


def facts_of(message: Message, alert: Alert, words: Words, now: datetime) -> Facts:
    """Gather them; severity and value are those of the move that is told, where there is one."""
    reason = message.notification.reason
    told = Told(alert=alert, value=_value(message, alert), words=words)
    said = what(told)
    age = words.ago((now - _measured_at(message, alert)).total_seconds())
    return Facts(
        severity=message.move.severity if message.move else alert.severity,
        technical=alert.technical,
        reason=reason,
        is_open=alert.is_open,
        about_somebody=area_of(alert.resident) is None,
        who=message.resident_name,
        place=message.place,
        what=said,
        what_and_limit=_with_source(_with_limit(message, alert, said, words), alert, words),
        explanation=explanation(told),
        kind=kind_of(alert, words),
        when=_when(message, alert, words, now),
        late_age=age if _is_late(message, alert, now) else "",
        unanswered=_unanswered(message, alert, words),
        key_holder=message.key_holder,
        phone=message.resident_phone,
        device=alert.device,
        note=_note(message),
        link=message.link,
        acknowledge_link=message.acknowledge_link,
    )


def _value(message: Message, alert: Alert) -> float | None:
    moved = message.move.value if message.move else None
    return alert.value if moved is None else moved


def _limit(message: Message, alert: Alert) -> float | None:
    moved = message.move.limit if message.move else None
    return alert.limit if moved is None else moved


def _with_limit(message: Message, alert: Alert, said: str, words: Words) -> str:
    limit = _limit(message, alert)
    if limit is None or not has_limit(alert):
        return said
    return limit_form(alert, words).format(what=said, limit=number(limit, alert.metric, words))


def _with_source(said: str, alert: Alert, words: Words) -> str:
    if alert.limit is None or not alert.limit_source:
        return said
    return words.source.format(what=said, source=words.sources.get(alert.limit_source, alert.limit_source))


def _measured_at(message: Message, alert: Alert) -> datetime:
    told = message.move.observed_at if message.move else None
    return told or alert.started_at


def _note(message: Message) -> str:
    """Give what a person wrote; our own notes stand for what is said in other words, or is nothing to a receiver."""
    note = message.move.note if message.move else ""
    return "" if note in {HISTORY, NOBODY} or note.startswith(_MUTED) else note


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
    if is_event(alert):
        return words.happened
    if alert.kind is RuleKind.ABSENCE:
        return words.last_heard
    return words.measured if late else words.since


def _unanswered(message: Message, alert: Alert, words: Words) -> str:
    """Name who was told before and has not answered: the step below for an escalation, the same for a repetition."""
    steps = DEFAULT_LADDERS.policy(alert.severity, technical=alert.technical).steps
    step = message.move.step if message.move else alert.step
    if message.notification.reason is Reason.ESCALATED:
        step -= 1
    return words.answerers[steps[max(0, min(step, len(steps) - 1))].area]
