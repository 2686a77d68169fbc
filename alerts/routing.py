"""Whom to tell of a move, by what, and why: pure. The answer is the notifications themselves, reasons in them."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta

from alerts.routing_case import UPWARDS, Case, Directory
from domain.alerts import Alert, AlertState, Move, MoveKind
from domain.answers import handed_to
from domain.notifications import Channel, Notification, Reason, notification_id
from domain.severity import Severity

TURN = timedelta(seconds=60)
"""So long a critical message has on a channel of lower rank, before the next rank's is due."""
CALM_TURN = timedelta(minutes=5)


_Wanted = dict[str, Reason]


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
    people = [*case.on_it, *case.up_to(max(case.move.step, 0)), *case.still_told()]
    return _each(people, reason) | _relatives(case, reason)


def _escalated(case: Case) -> _Wanted:
    """Tell a step; the first one is news to whoever had not heard: the alert was muted when it fired."""
    is_first = case.move.step <= 0
    reason = Reason.FIRST if is_first else Reason.ESCALATED
    wanted = {one: Reason.REPEATED if one in case.told else reason for one in case.at_step(case.move.step)}
    unheard = _relatives(case, Reason.FIRST).keys() - case.told if is_first else set[str]()
    return wanted | {one: Reason.FIRST for one in sorted(unheard) if one not in wanted}


def _reminded(case: Case) -> _Wanted:
    """Remind whoever is on it; where their duty has ended or nothing reaches them, whoever is on duty now as well."""
    if not case.on_it:
        return {}
    present = any(one in case.directory.on_duty(kind) for kind in UPWARDS for one in case.reached(case.on_it))
    return _each([*case.on_it, *(() if present else case.first_reached())], Reason.REMINDER)


def _again(case: Case) -> _Wanted:
    """Tell that it happened once more: whoever is on it, and all who were told."""
    return _each([*case.on_it, *case.up_to(case.move.step)], Reason.AGAIN) | _relatives(case, Reason.AGAIN)


def _handed_over(case: Case) -> _Wanted:
    """Tell whoever took it over; where nothing reaches them, whoever is on duty."""
    to = handed_to(case.move)
    if to is None or not case.alert.is_open:
        return {}
    return _each(case.reached([to]) or case.first_reached(), Reason.HANDED_OVER)


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
