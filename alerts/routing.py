"""Whom to tell of a move, by what, and why: pure. The answer is the notifications themselves, reasons in them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from domain.alerts import Alert, AlertState, Move, MoveKind
from domain.escalation import DEFAULT_LADDERS
from domain.metrics import METRICS, MetricKind
from domain.moves import HISTORY
from domain.notifications import Channel, Notification, Reason, notification_id
from domain.people import AreaKind
from domain.severity import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """The people about one resident.

    responsible  ids of the people assigned to the resident's area of each kind
    relatives    ids of the relatives who asked to be told
    channels     of all of these, and of whoever was told before
    """

    responsible: Mapping[AreaKind, tuple[str, ...]]
    relatives: tuple[str, ...]
    channels: Mapping[str, tuple[Channel, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a decision hangs on: the alert after the move, the people about it, who was told of it before."""

    alert: Alert
    move: Move
    directory: Directory
    told: frozenset[str]

    @property
    def is_history(self) -> bool:
        """Told as something that was so: newer readings had overtaken it before anybody could be told."""
        over = self.alert.state is AlertState.RESOLVED
        return self.move.note == HISTORY or (over and (self.alert.late or self.alert.note == HISTORY))

    @property
    def ladder(self) -> list[AreaKind]:
        """Whose areas are told, step by step."""
        return [one.area for one in DEFAULT_LADDERS.policy(self.alert.severity, technical=self.alert.technical).steps]

    def at_step(self, step: int) -> tuple[str, ...]:
        """Give those who have to answer at this step of the ladder.

        After the last step nobody else comes: where nobody there can be told, it is the nearest area that has somebody.
        """
        last = len(self.ladder) - 1
        area = self.ladder[min(step, last)]
        people = self.directory.responsible.get(area, ())
        return people if step < last or self.reached(people) else self._nearest(area)

    def first_reached(self) -> tuple[str, ...]:
        """Give those of the first step that has somebody to tell: for what is over, and has no next step."""
        return next((people for step in range(len(self.ladder)) if (people := self.reached(self.at_step(step)))), ())

    def reached(self, people: Iterable[str]) -> tuple[str, ...]:
        """Give those of these who have a channel that is open for this alert."""
        return tuple(person for person in people if self.channels(person))

    def _nearest(self, area: AreaKind) -> tuple[str, ...]:
        place = _UPWARDS.index(area)
        further = (*_UPWARDS[place + 1 :], *reversed(_UPWARDS[:place]))
        them = (self.reached(self.directory.responsible.get(one, ())) for one in further)
        return next(filter(None, them), ())

    def channels(self, person: str) -> list[Channel]:
        """Give the channels that are open for this alert. What happened (SOS, fall) passes every severity."""
        alert = self.alert
        happened = alert.metric in METRICS and METRICS[alert.metric].kind is MetricKind.EVENT
        mine = self.directory.channels.get(person, ())
        return [one for one in mine if one.enabled and (happened or one.min_severity <= alert.severity)]


_Wanted = dict[str, Reason]
_UPWARDS = (AreaKind.BUILDING, AreaKind.GRID, AreaKind.COMMUNITY, AreaKind.STREET)


def route(alert: Alert, move: Move, directory: Directory, told: frozenset[str]) -> list[Notification]:
    """Give the notifications of `move`; `alert` is as it is after it, `told` are the people told of it before."""
    case = Case(alert=alert, move=move, directory=directory, told=told)
    wanted = _WANTED[move.kind](case) if move.kind in _WANTED else {}
    return [
        _notification(move, channel, reason) for person, reason in wanted.items() for channel in case.channels(person)
    ]


def is_told(move: Move) -> bool:
    """Whether anybody is told of a move of this kind."""
    return move.kind in _WANTED


def reaches_responsible(alert: Alert, move: Move, directory: Directory, notifications: Iterable[Notification]) -> bool:
    """Whether a notification of `move` goes to somebody who has to answer: relatives are told, they do not have to."""
    case = Case(alert=alert, move=move, directory=directory, told=frozenset())
    answering = {person for step in range(move.step + 1) for person in case.at_step(step)}
    return any(one.move == move.n and one.person in answering for one in notifications)


def needs_answer(alert: Alert, move: Move) -> bool:
    """Whether it is a move that somebody responsible must be told of."""
    return alert.state is AlertState.FIRING and is_told(move)


def _fired(case: Case) -> _Wanted:
    if case.is_history:
        return _history(case)
    is_over = case.alert.state is AlertState.RESOLVED
    people = case.first_reached() if is_over else case.at_step(case.move.step)
    return _each(people, Reason.FIRST) | _relatives(case, Reason.FIRST)


def _worsened(case: Case) -> _Wanted:
    if case.is_history and case.alert.state is AlertState.RESOLVED:
        return _history(case)
    reason = Reason.HISTORY if case.is_history else Reason.WORSENED
    people = [person for step in range(case.move.step + 1) for person in case.at_step(step)]
    return _each([*people, *sorted(case.told)], reason) | _relatives(case, reason)


def _escalated(case: Case) -> _Wanted:
    people = case.at_step(case.move.step)
    return {person: Reason.REPEATED if person in case.told else Reason.ESCALATED for person in people}


def _reminded(case: Case) -> _Wanted:
    return _each([case.alert.acknowledged_by], Reason.REMINDER) if case.alert.acknowledged_by else {}


_WANTED: dict[MoveKind, Callable[[Case], _Wanted]] = {
    MoveKind.FIRED: _fired,
    MoveKind.WORSENED: _worsened,
    MoveKind.ESCALATED: _escalated,
    MoveKind.REMINDED: _reminded,
}


def _history(case: Case) -> _Wanted:
    """Nobody is asked to answer, so there is no next step: the first that has somebody to tell is told."""
    alert = case.alert
    if alert.technical or alert.severity < Severity.CRITICAL:
        return {}
    return _each(case.first_reached(), Reason.HISTORY)


def _relatives(case: Case, reason: Reason) -> _Wanted:
    if case.alert.technical or case.alert.severity < Severity.WARNING:
        return {}
    return _each(case.directory.relatives, reason)


def _each(people: Iterable[str], reason: Reason) -> _Wanted:
    return dict.fromkeys(people, reason)


def _notification(move: Move, channel: Channel, reason: Reason) -> Notification:
    return Notification(
        id=notification_id(move.alert, move.n, channel.id),
        alert=move.alert,
        move=move.n,
        person=channel.person,
        channel=channel.id,
        reason=reason,
        created_at=move.at,
    )
