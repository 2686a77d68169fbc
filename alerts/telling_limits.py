"""How much one receiver is told: a rule that flaps, a flood of alerts. What is too much waits, and is told as one.

Nothing is dropped. SOS and falls always pass, and so do reminders and hand-overs. The memory is of the last ten
minutes; after a restart it is filled again from the outbox.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from alerts.telling_waits import put_off
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
    """One message to one receiver, by however many channels; `at` may still be to come, for a `group` of them."""

    critical: bool
    at: datetime
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """It is too much now: until when it waits, and together with what."""

    until: datetime
    group: str


def flapping(same: Sequence[Told], one: Told) -> datetime | None:
    """Give until when a message waits after those of the same resident and rule; None: it may go out at once."""
    return _room(same, one, FLAPPING if one.critical else FLAPPING - 1)


def flooding(calm: Sequence[Told], one: Told) -> datetime | None:
    """Give until when it waits after all that was not critical; None: it may go out at once."""
    return None if one.critical else _room(calm, one, FLOOD)


def _room(told: Sequence[Told], one: Told, most: int) -> datetime | None:
    """Give when there is room again for one more. What waits already takes no room from what is critical."""
    waiting = {each.at for each in told if each.at > one.at}
    past = sorted(each.at for each in told if one.at - WINDOW < each.at <= one.at)
    if len(past) + (0 if one.critical else len(waiting)) < most:
        return None
    return min([*waiting, past[-most] + WINDOW] if len(past) >= most else waiting)


class Memory:
    """What one receiver was told lately: by resident and rule, and all that was not critical; on top of `below`."""

    def __init__(self, below: "Memory | None" = None) -> None:
        self._below = below
        self._same: dict[tuple[str, str], list[Told]] = {}
        self.calm: list[Told] = below.calm if below is not None else []

    def wait(self, alert: Alert, one: Told, *, is_new: bool) -> Wait | None:
        """Give the wait of a message about this alert that is about to be told; None where it may go out at once.

        is_new  its receiver hears of this alert for the first time because others did not answer: that never counts
                as flapping
        """
        until = None if is_new else flapping(self.same_as(alert), one)
        if until is not None:
            return Wait(until=until, group=f"flapping:{alert.resident}:{alert.rule}")
        until = flooding(self.calm, one)
        return Wait(until=until, group="flood") if until is not None else None

    def note(self, alert: Alert, told: Told, now: datetime) -> None:
        """Note one message. What waits together is one."""
        self._same[alert.resident, alert.rule] = _noted(self.same_as(alert), told, now)
        if not told.critical:
            self.calm = _noted(self.calm, told, now)

    def forget(self, now: datetime) -> None:
        """Forget the rules that said nothing lately."""
        self._same = {key: those for key, those in self._same.items() if those[-1].at > now - WINDOW}

    def same_as(self, alert: Alert) -> Sequence[Told]:
        """Give what was told of the same resident and rule."""
        own = self._same.get((alert.resident, alert.rule))
        if own is None and self._below is not None:
            return self._below.same_as(alert)
        return own or ()


def _noted(those: Sequence[Told], told: Told, now: datetime) -> list[Told]:
    lately = [one for one in those if one.at > now - WINDOW]
    return lately if told.group and told in lately else [*lately, told]


class ReceiverLimits:
    """Remembers what each receiver was told. What was not committed is not remembered: `begin`, `applied` …, `keep`."""

    def __init__(self) -> None:
        self._known: dict[str, Memory] = defaultdict(Memory)
        self._tried: dict[str, Memory] = {}
        self._said: list[tuple[Alert, str, Told]] = []
        self._swept_at: datetime | None = None

    def begin(self) -> None:
        """Begin a transaction: what was tried before and not kept never happened."""
        self._tried, self._said = {}, []

    def applied(self, notifications: Sequence[Notification], alert: Alert, now: datetime) -> list[Notification]:
        """Put off what is too much for its receiver, by all of its channels alike."""
        return [one for those in _by_message(notifications) for one in self._applied(those, alert, now)]

    def keep(self, notifications: Iterable[Notification], now: datetime) -> None:
        """Remember those of the messages tried that were committed."""
        committed = {(one.alert, one.person) for one in notifications}
        for alert, person, told in self._said:
            if (alert.id, person) in committed:
                self._known[person].note(alert, told, now)
        self.begin()
        self._sweep(now)

    def recall(self, notifications: Iterable[Notification], alerts: Iterable[Alert], now: datetime) -> None:
        """Remember what was written in the last ten minutes, after a restart."""
        known = {alert.id: alert for alert in alerts}
        for one in notifications:
            alert = known.get(one.alert or "")
            if alert is None or one.reason in _ALWAYS or not _is_counted(one):
                continue
            waits = one.group.startswith(_OURS) and one.not_before is not None
            told = _told(alert, one.not_before if waits and one.not_before else one.created_at)
            self._known[one.person].note(alert, replace(told, group=one.group) if waits else told, now)

    def forget(self) -> None:
        """Forget all: our clock was set back, and what was told would seem to be still to come."""
        self._known.clear()
        self.begin()

    def _applied(self, those: Sequence[Notification], alert: Alert, now: datetime) -> Sequence[Notification]:
        first = those[0]
        if happened(alert) or first.reason in _ALWAYS or not any(_is_counted(one) for one in those):
            return those
        if first.person not in self._tried:
            self._tried[first.person] = Memory(self._known[first.person])
        memory, one = self._tried[first.person], _told(alert, now)
        wait = memory.wait(alert, one, is_new=first.reason is Reason.ESCALATED)
        told = replace(one, at=wait.until, group=wait.group) if wait else one
        memory.note(alert, told, now)
        self._said.append((alert, first.person, told))
        return [put_off(each, wait.until, wait.group) for each in those] if wait else those

    def _sweep(self, now: datetime) -> None:
        if self._swept_at is None or not timedelta(0) <= now - self._swept_at < WINDOW:
            self._swept_at = now
            for memory in self._known.values():
                memory.forget(now)


def _by_message(notifications: Sequence[Notification]) -> Iterator[list[Notification]]:
    for _, those in groupby(notifications, key=lambda one: (one.move, one.person)):
        yield list(those)


def _is_counted(one: Notification) -> bool:
    """Whether it costs its receiver a message of its own now: not what sleeps, is joined, or is a second channel."""
    return one.not_before is None or one.group.startswith(_OURS)


def _told(alert: Alert, at: datetime) -> Told:
    return Told(critical=alert.severity >= Severity.CRITICAL, at=at)
