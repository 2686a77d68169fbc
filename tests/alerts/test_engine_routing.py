"""Whom to tell and why: one table over moves, states and people."""

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.routing import TOLD, answering, route
from alerts.routing_case import Directory
from domain.alerts import Alert, AlertState, Move, MoveKind
from domain.moves import HISTORY
from domain.notifications import Channel, ChannelKind
from domain.people import AreaKind
from domain.rosters import Duty
from domain.rules import RuleKind
from domain.severity import Severity
from tests.domain.making import NOW, firing, sos

INFO, WARNING, CRITICAL = Severity.INFO, Severity.WARNING, Severity.CRITICAL
PEOPLE = ("wang", "deng", "zhao", "li", "chen", "daughter")
PRIMARY, DEPUTY = Duty.PRIMARY, Duty.DEPUTY


def _channel(person: str, **changed: object) -> Channel:
    return replace(Channel(id=f"{person}-c", person=person, kind=ChannelKind.CONSOLE), **changed)  # type: ignore[arg-type]  # test data


DIRECTORY = Directory(
    responsible={
        (AreaKind.BUILDING, PRIMARY): ("wang",),
        (AreaKind.BUILDING, DEPUTY): ("deng",),
        (AreaKind.GRID, PRIMARY): ("zhao",),
        (AreaKind.COMMUNITY, PRIMARY): ("li",),
        (AreaKind.STREET, PRIMARY): ("chen",),
    },
    relatives=("daughter",),
    channels={person: (_channel(person),) for person in PEOPLE},
)


def _move(kind: MoveKind, *, step: int = 0, note: str = "") -> Move:
    alert = firing()
    return Move(alert=alert.id, n=2, kind=kind, at=NOW, severity=WARNING, by="alerts", step=step, note=note)


def _alert(severity: Severity = CRITICAL, *, state: AlertState = AlertState.FIRING, technical: bool = False) -> Alert:
    return replace(firing(), severity=severity, state=state, technical=technical, acknowledged_by="wang")


def _said(alert: Alert, move: Move, *told: str, directory: Directory = DIRECTORY) -> list[str]:
    return [f"{one.person} {one.reason}" for one in route(alert, move, directory, frozenset(told))]


FIRED, WORSENED, ESCALATED = MoveKind.FIRED, MoveKind.WORSENED, MoveKind.ESCALATED


@pytest.mark.parametrize(
    ("alert", "move", "told", "expected"),
    [
        (_alert(), _move(FIRED), (), ["wang first", "daughter first"]),
        (_alert(INFO), _move(FIRED), (), ["wang first"]),
        (_alert(technical=True), _move(FIRED), (), ["li first"]),
        (_alert(), _move(WORSENED), ("wang",), ["wang worsened", "daughter worsened"]),
        (
            _alert(),
            _move(WORSENED, step=1),
            ("li",),
            ["wang worsened", "deng worsened", "zhao worsened", "li worsened", "daughter worsened"],
        ),
        (_alert(), _move(WORSENED, note=HISTORY), ("wang",), ["wang history", "daughter history"]),
        (_alert(), _move(ESCALATED, step=1), ("wang",), ["deng escalated", "zhao escalated"]),
        (_alert(), _move(ESCALATED), (), ["wang first", "daughter first"]),
        (_alert(), _move(ESCALATED, step=3), ("chen",), ["chen repeated"]),
        (_alert(technical=True), _move(ESCALATED), ("li",), ["li repeated"]),
        (_alert(), _move(MoveKind.REMINDED), ("wang", "zhao"), ["wang reminder"]),
        (_alert(), _move(MoveKind.AGAIN), ("wang",), ["wang again", "daughter again"]),
        (_alert(), _move(MoveKind.HANDED_OVER, note="wang to deng: on leave"), ("wang",), ["deng handed_over"]),
        *[(_alert(), _move(kind), ("wang",), []) for kind in MoveKind if kind not in TOLD],
    ],
)
def test_who_is_told_why(alert: Alert, move: Move, told: tuple[str, ...], expected: list[str]) -> None:
    assert _said(alert, move, *told) == expected


@pytest.mark.parametrize(
    ("severity", "technical", "expected"),
    [(CRITICAL, False, ["wang history"]), (WARNING, False, []), (CRITICAL, True, [])],
)
def test_history_is_told_to_the_steward_where_it_was_critical(
    *,
    severity: Severity,
    technical: bool,
    expected: list[str],
) -> None:
    over = replace(_alert(severity, state=AlertState.RESOLVED, technical=technical), note=HISTORY)
    assert _said(over, _move(FIRED)) == expected


def test_history_goes_to_the_first_area_that_has_somebody() -> None:
    over = replace(_alert(state=AlertState.RESOLVED), late=True)
    channels = {"li": (_channel("li"),)}
    assert _said(over, _move(FIRED), directory=replace(DIRECTORY, channels=channels)) == ["li history"]


@pytest.mark.parametrize(("least", "severity", "heard"), [(CRITICAL, WARNING, False), (WARNING, WARNING, True)])
def test_a_channel_for_worse_things_is_left_alone(*, least: Severity, severity: Severity, heard: bool) -> None:
    directory = replace(DIRECTORY, channels={"wang": (_channel("wang", min_severity=least),)})
    assert bool(_said(_alert(severity), _move(FIRED), directory=directory)) is heard


def test_an_sos_passes_every_severity_but_no_channel_that_is_switched_off() -> None:
    alert = replace(firing(sos(), 1), severity=INFO)
    channels = (_channel("wang", min_severity=CRITICAL), _channel("wang", id="off", enabled=False))
    directory = replace(DIRECTORY, channels={"wang": channels})
    assert [one.channel for one in route(alert, _move(FIRED), directory, frozenset())] == ["wang-c"]


def test_a_person_with_two_channels_is_told_by_both_once() -> None:
    channels = (_channel("wang"), _channel("wang", id="wang-mail", kind=ChannelKind.EMAIL))
    directory = replace(DIRECTORY, channels={"wang": channels}, relatives=("wang",))
    those = route(_alert(), _move(FIRED), directory, frozenset())
    assert [one.channel for one in those] == ["wang-c", "wang-mail"]
    assert len({one.id for one in those}) == 2


def test_the_same_move_by_the_same_channel_is_the_same_message() -> None:
    once, again = (route(_alert(), _move(FIRED), DIRECTORY, frozenset()) for _ in range(2))
    assert once == again
    assert once != route(_alert(), replace(_move(FIRED), n=3), DIRECTORY, frozenset())


def test_a_relative_alone_is_not_somebody_who_answers() -> None:
    channels = {"daughter": (_channel("daughter"),)}
    directory = replace(DIRECTORY, channels=channels)
    those = route(_alert(), _move(FIRED), directory, frozenset())
    assert those
    assert not answering(_alert(), _move(FIRED), directory, those)


def test_a_reminder_goes_to_whoever_is_on_it_and_to_the_present_duty_where_theirs_has_ended() -> None:
    taken = replace(_alert(), acknowledged_by="sun")
    directory = replace(DIRECTORY, channels={**DIRECTORY.channels, "sun": (_channel("sun"),)})
    assert _said(taken, _move(MoveKind.REMINDED), directory=directory) == ["sun reminder", "wang reminder"]


@pytest.mark.parametrize(("severity", "turns"), [(CRITICAL, [0, 60, 120]), (WARNING, [0, 300, 600])])
def test_channels_of_higher_ranks_take_turns(severity: Severity, turns: list[float]) -> None:
    ranks = (0, 1, 4)
    off = _channel("wang", id="off", rank=0, enabled=False)
    directory = replace(
        DIRECTORY, channels={"wang": (off, *(_channel("wang", id=f"c{rank}", rank=rank + 1) for rank in ranks))}
    )
    those = route(_alert(severity), _move(FIRED), directory, frozenset())
    assert [one.rank for one in those] == [1, 2, 5]
    assert [((one.not_before or NOW) - NOW) / timedelta(seconds=1) for one in those] == turns


def test_a_ladder_that_nobody_answered_is_told_to_everybody_by_all_they_have_at_once() -> None:
    raised = replace(_alert(), kind=RuleKind.SYSTEM, metric="unanswered")
    two = (_channel("li"), _channel("li", id="li-mail", rank=3))
    those = route(raised, _move(FIRED), replace(DIRECTORY, channels={**DIRECTORY.channels, "li": two}), frozenset())
    assert [one.channel for one in those] == ["wang-c", "deng-c", "zhao-c", "li-c", "li-mail", "chen-c", "daughter-c"]
    assert {(one.not_before, one.rank) for one in those} == {(None, 0)}


@pytest.mark.parametrize(("severity", "told"), [(CRITICAL, ["wang escalated"]), (WARNING, [])])
def test_where_nobody_at_all_is_on_duty_a_critical_alert_is_told_to_whoever_has_a_post(
    severity: Severity, told: list[str]
) -> None:
    off_duty = replace(DIRECTORY, responsible={}, posted={AreaKind.BUILDING: ("wang",)})
    assert _said(_alert(severity), _move(ESCALATED, step=3), directory=off_duty) == told
