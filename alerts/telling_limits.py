"""How much one receiver is told: a rule that flaps, a flood of alerts. What is too much waits, and is told as one.

Nothing is dropped. SOS and falls always pass, and so do reminders and hand-overs. The memory is of the last ten
minutes; after a restart it is filled again from the outbox.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from domain.alerts import Alert
from domain.muting import happened
from domain.notifications import Notification, Reason
from domain.severity import Severity

WINDOW = timedelta(minutes=10)
FLAPPING = 3
"""Messages of one resident and rule to one receiver in the window; what is not critical leaves the last for what is."""
FLOOD = 20
"""Messages that are not critical to one receiver in the window."""

_ALWAYS = frozenset({Reason.REMINDER, Reason.HANDED_OVER, Reason.AGAIN, Reason.TEST})
_OURS = ("flapping:", "flood")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One message to one receiver, by however many channels; `at` may still be to come."""

    resident: str
    rule: str
    critical: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """It is too much now: until when it waits, and together with what."""

    until: datetime
    group: str


def too_much(told: Iterable[Told], one: Told, *, is_new: bool) -> Wait | None:
    """Give the wait of a message that is about to be told at `one.at`; None where it may go out at once.

    is_new  its receiver hears of this alert for the first time because others did not answer: it never counts as
            flapping
    """
    lately = [each for each in told if each.at > one.at - WINDOW]
    same = [each for each in lately if (each.resident, each.rule) == (one.resident, one.rule)]
    if not is_new:
        wait = _wait(same, one, FLAPPING if one.critical else FLAPPING - 1)
        if wait is not None:
            return Wait(until=wait, group=f"flapping:{one.resident}:{one.rule}")
    calm = [each for each in lately if not each.critical]
    wait = None if one.critical else _wait(calm, one, FLOOD)
    return Wait(until=wait, group="flood") if wait is not None else None


def _wait(lately: Sequence[Told], one: Told, most: int) -> datetime | None:
    """Give when there is room again for one more. What waits already takes no room from what is critical."""
    waiting = [each.at for each in lately if each.at > one.at]
    past = sorted(each.at for each in lately if each.at <= one.at)
    taken = len(past) + (0 if one.critical else len(set(waiting)))
    if taken < most:
        return None
    return min([*waiting, past[-most] + WINDOW] if len(past) >= most else waiting)


class ReceiverLimits:
    """Remembers what each receiver was told. What was not committed is not remembered: `begin`, `applied` …, `keep`."""

    def __init__(self) -> None:
        self._told: dict[str, list[Told]] = {}
        self._tried: list[tuple[str, str, Told]] = []

    def begin(self) -> None:
        """Begin a transaction: what was tried before and not kept never happened."""
        self._tried = []

    def applied(self, notifications: Sequence[Notification], alert: Alert, now: datetime) -> list[Notification]:
        """Put off what is too much for its receiver, by all of its channels alike."""
        return [one for those in _by_message(notifications) for one in self._applied(those, alert, now)]

    def keep(self, notifications: Iterable[Notification], now: datetime) -> None:
        """Remember those of the messages tried that were committed."""
        committed = {(one.alert, one.person) for one in notifications}
        for alert, person, told in self._tried:
            if (alert, person) in committed:
                self._remember(person, told, now)
        self._tried = []

    def recall(self, notifications: Iterable[Notification], alerts: Iterable[Alert], now: datetime) -> None:
        """Remember what was written in the last ten minutes, after a restart."""
        known = {alert.id: alert for alert in alerts}
        for one in notifications:
            alert = known.get(one.alert or "")
            if alert is None or one.reason in _ALWAYS or not _is_counted(one):
                continue
            at = one.not_before if one.group.startswith(_OURS) and one.not_before else one.created_at
            self._remember(one.person, _told(alert, at), now)

    def forget(self) -> None:
        """Forget all: our clock was set back, and what was told would seem to be still to come."""
        self._told, self._tried = {}, []

    def _applied(self, those: Sequence[Notification], alert: Alert, now: datetime) -> Sequence[Notification]:
        first = those[0]
        if happened(alert) or first.reason in _ALWAYS or not any(_is_counted(one) for one in those):
            return those
        one = _told(alert, now)
        so_far = [*self._told.get(first.person, ()), *(told for _, who, told in self._tried if who == first.person)]
        wait = too_much(so_far, one, is_new=first.reason is Reason.ESCALATED)
        self._tried.append((alert.id, first.person, replace(one, at=wait.until) if wait else one))
        return [_put_off(each, wait) for each in those] if wait else those

    def _remember(self, person: str, told: Told, now: datetime) -> None:
        lately = [one for one in self._told.get(person, ()) if one.at > now - WINDOW]
        if told.at <= now or told not in lately:
            lately.append(told)
        self._told[person] = lately


def _by_message(notifications: Sequence[Notification]) -> Iterator[list[Notification]]:
    for _, those in groupby(notifications, key=lambda one: (one.move, one.person)):
        yield list(those)


def _is_counted(one: Notification) -> bool:
    """Whether it costs its receiver a message of its own now: not what sleeps, is joined, or is a second channel."""
    return one.not_before is None or one.group.startswith(_OURS)


def _told(alert: Alert, at: datetime) -> Told:
    return Told(resident=alert.resident, rule=alert.rule, critical=alert.severity >= Severity.CRITICAL, at=at)


def _put_off(one: Notification, wait: Wait) -> Notification:
    turn = one.not_before - one.created_at if one.not_before is not None else timedelta(0)
    return replace(one, not_before=wait.until + turn, group=wait.group)
