"""Whom to tell of a move, by what, and why: pure. The answer is the notifications themselves, reasons in them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from domain.alerts import Alert, AlertState, Move, MoveKind
from domain.answers import handed_to
from domain.escalation import DEFAULT_LADDERS, EscalationPolicy, Ladders
from domain.hours import LocalHours
from domain.moves import HISTORY
from domain.muting import happened
from domain.notifications import Channel, Notification, Reason, notification_id
from domain.people import AreaKind
from domain.rosters import Duty
from domain.rules import RuleKind
from domain.severity import Severity
from domain.time_rules import SystemWatch

TURN = timedelta(seconds=60)
"""So long a critical message has on a channel of lower rank, before the next rank's is due."""
CALM_TURN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """The people about one resident or area.

    responsible  ids of those on duty for the area of each kind, by duty
    posted       ids of those who have a post there, on duty or not
    relatives    ids of the relatives who asked to be told
    channels     of all of these, and of whoever was told before
    quiet        their quiet hours, in `timezone`
    building     the lowest area
    ladders      the policies that hold
    """

    responsible: Mapping[tuple[AreaKind, Duty], tuple[str, ...]]
    relatives: tuple[str, ...]
    channels: Mapping[str, tuple[Channel, ...]]
    posted: Mapping[AreaKind, tuple[str, ...]] = field(default_factory=dict)
    quiet: Mapping[str, LocalHours | None] = field(default_factory=dict)
    timezone: str = "Asia/Shanghai"
    building: str = ""
    ladders: Ladders = DEFAULT_LADDERS

    def on_duty(self, kind: AreaKind) -> tuple[str, ...]:
        """Give all on duty for the area of this kind, those who answer first."""
        return tuple(person for duty in Duty for person in self.responsible.get((kind, duty), ()))


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
    def is_urgent(self) -> bool:
        """Critical, or something that happened."""
        return self.alert.severity >= Severity.CRITICAL or happened(self.alert)

    @property
    def is_for_everybody(self) -> bool:
        """A ladder came to its end: everybody is told at once, by all they have."""
        return self.alert.kind is RuleKind.SYSTEM and self.alert.metric == SystemWatch.UNANSWERED.value

    @property
    def policy(self) -> EscalationPolicy:
        """Its ladder."""
        return self.directory.ladders.policy(self.alert.severity, technical=self.alert.technical)

    def at_step(self, step: int) -> tuple[str, ...]:
        """Give those who have to answer at this step of the ladder.

        After the last step nobody else comes: where nobody there can be told, it is the nearest area that has somebody.
        """
        if self.is_for_everybody:
            people = tuple(dict.fromkeys(one for kind in _UPWARDS for one in self.directory.on_duty(kind)))
            return people if self.reached(people) else self._nearest(AreaKind.COMMUNITY)
        last = len(self.policy.steps) - 1
        wanted = self.policy.steps[min(step, last)]
        by_receivers = (self.directory.responsible.get((one.area, one.duty), ()) for one in wanted.receivers)
        people = tuple(dict.fromkeys(person for those in by_receivers for person in those))
        return people if step < last or self.reached(people) else self._nearest(wanted.area)

    def up_to(self, step: int) -> list[str]:
        """Give those of this step and of all before it."""
        return [person for one in range(step + 1) for person in self.at_step(one)]

    def first_reached(self) -> tuple[str, ...]:
        """Give those of the first step that has somebody to tell: for what is over, and has no next step."""
        steps = range(len(self.policy.steps))
        return next((people for step in steps if (people := self.reached(self.at_step(step)))), ())

    def reached(self, people: Iterable[str]) -> tuple[str, ...]:
        """Give those of these who have a channel that is open for this alert."""
        return tuple(person for person in people if self.channels(person))

    def _nearest(self, area: AreaKind) -> tuple[str, ...]:
        """Give those of the nearest area that has somebody on duty; of an urgent alert even those who are off duty."""
        place = _UPWARDS.index(area)
        by_nearness = (area, *_UPWARDS[place + 1 :], *reversed(_UPWARDS[:place]))
        them = [self.reached(self.directory.on_duty(one)) for one in by_nearness]
        if self.is_urgent and not any(them):
            them = [self.reached(self.directory.posted.get(one, ())) for one in by_nearness]
        return next(filter(None, them), ())

    def channels(self, person: str) -> list[Channel]:
        """Give the channels that are open for this alert. What happened (SOS, fall) passes every severity."""
        passes = happened(self.alert)
        mine = self.directory.channels.get(person, ())
        return [one for one in mine if one.enabled and (passes or one.min_severity <= self.alert.severity)]


_Wanted = dict[str, Reason]
_UPWARDS = (AreaKind.BUILDING, AreaKind.GRID, AreaKind.COMMUNITY, AreaKind.STREET)


def route(alert: Alert, move: Move, directory: Directory, told: frozenset[str]) -> list[Notification]:
    """Give the notifications of `move`; `alert` is as it is after it, `told` are the people told of it before."""
    case = Case(alert=alert, move=move, directory=directory, told=told)
    wanted = _WANTED[move.kind](case) if move.kind in _WANTED else {}
    return [one for person, reason in wanted.items() for one in _by_rank(case, person, reason)]


def is_told(move: Move) -> bool:
    """Whether anybody is told of a move of this kind."""
    return move.kind in _WANTED


def answering(alert: Alert, move: Move, directory: Directory, notifications: Iterable[Notification]) -> set[str]:
    """Give those told of `move` who have to answer: relatives are told, they do not have to."""
    those = {one.person for one in notifications if one.move == move.n}
    if not those or move.kind is MoveKind.REMINDED:
        return those
    return those & set(Case(alert=alert, move=move, directory=directory, told=frozenset()).up_to(move.step))


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
    return _each([*case.up_to(case.move.step), *sorted(case.told)], reason) | _relatives(case, reason)


def _escalated(case: Case) -> _Wanted:
    """Tell a step; the first one is news to whoever had not heard: the alert was muted when it fired."""
    is_first = case.move.step <= 0
    reason = Reason.FIRST if is_first else Reason.ESCALATED
    wanted = {one: Reason.REPEATED if one in case.told else reason for one in case.at_step(case.move.step)}
    unheard = [] if case.told or not is_first else _relatives(case, Reason.FIRST)
    return wanted | {one: Reason.FIRST for one in unheard if one not in wanted}


def _reminded(case: Case) -> _Wanted:
    """Remind whoever is on it; where their duty has ended meanwhile, whoever is on duty now as well."""
    by = case.alert.acknowledged_by
    if by is None:
        return {}
    present = any(by in case.directory.on_duty(kind) for kind in _UPWARDS)
    return _each([by, *(() if present else case.first_reached())], Reason.REMINDER)


def _again(case: Case) -> _Wanted:
    """Tell that it happened once more: whoever is on it, and all who were told."""
    on_it = [case.alert.acknowledged_by] if case.alert.acknowledged_by else []
    return _each([*on_it, *case.up_to(case.move.step)], Reason.AGAIN) | _relatives(case, Reason.AGAIN)


def _handed_over(case: Case) -> _Wanted:
    to = handed_to(case.move)
    return _each([to], Reason.HANDED_OVER) if to and case.alert.is_open else {}


_WANTED: dict[MoveKind, Callable[[Case], _Wanted]] = {
    MoveKind.FIRED: _fired,
    MoveKind.WORSENED: _worsened,
    MoveKind.AGAIN: _again,
    MoveKind.ESCALATED: _escalated,
    MoveKind.REMINDED: _reminded,
    MoveKind.HANDED_OVER: _handed_over,
}
TOLD = frozenset(_WANTED)
"""The kinds of moves that somebody is told of."""


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


def _by_rank(case: Case, person: str, reason: Reason) -> list[Notification]:
    """Tell by the channels of the lowest rank at once, by those of each higher one a turn later."""
    open_ones = case.channels(person)
    ranks = sorted({one.rank for one in open_ones})
    turn = TURN if case.is_urgent else CALM_TURN
    if case.is_for_everybody:
        return [_notification(case.move, replace(one, rank=0), reason, timedelta(0)) for one in open_ones]
    waits = {rank: turn * place for place, rank in enumerate(ranks)}
    return [_notification(case.move, one, reason, waits[one.rank]) for one in open_ones]


def _notification(move: Move, channel: Channel, reason: Reason, wait: timedelta) -> Notification:
    return Notification(
        id=notification_id(move.alert, move.n, channel.id),
        alert=move.alert,
        move=move.n,
        person=channel.person,
        channel=channel.id,
        reason=reason,
        created_at=move.at,
        not_before=move.at + wait if wait else None,
        rank=channel.rank,
    )
