"""Ladders as data: which one holds, and what its steps are."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.escalation import DEFAULT_LADDERS, NOBODY_YET, EscalationPolicy, EscalationStep, Receivers, ladders
from domain.people import AreaKind
from domain.rosters import Duty
from domain.severity import Severity

CRITICAL = DEFAULT_LADDERS.policy(Severity.CRITICAL, technical=False)
AREAS = ("building-3", "grid-1", "lin-lane", "street")


def _policy(area: str | None, minutes: int) -> EscalationPolicy:
    return replace(CRITICAL, id=f"of-{area}", area=area, repeat=timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("policies", "minutes"),
    [
        ((), 10),
        ((_policy(None, 1),), 1),
        ((_policy("street", 2), _policy(None, 1)), 2),
        ((_policy("building-3", 3), _policy("street", 2)), 3),
        ((_policy("street", 2), _policy("building-3", 3)), 3),
        ((_policy("building-9", 4), _policy(None, 1)), 1),
        ((replace(_policy("building-3", 5), steps=()),), 10),
    ],
)
def test_the_nearest_policy_holds_and_what_is_missing_is_the_default(
    policies: tuple[EscalationPolicy, ...], minutes: int
) -> None:
    chosen = ladders(policies, AREAS)
    assert chosen.policy(Severity.CRITICAL, technical=False).repeat == timedelta(minutes=minutes)
    assert chosen.policy(Severity.WARNING, technical=True) == DEFAULT_LADDERS.policy(Severity.WARNING, technical=True)


def test_the_default_ladder_goes_to_steward_then_deputy_and_officer_then_community_then_street() -> None:
    steps = [{(one.area, one.duty) for one in step.receivers} for step in CRITICAL.steps]
    assert steps == [
        {(AreaKind.BUILDING, Duty.PRIMARY)},
        {(AreaKind.BUILDING, Duty.DEPUTY), (AreaKind.GRID, Duty.PRIMARY)},
        {(AreaKind.COMMUNITY, Duty.PRIMARY)},
        {(AreaKind.STREET, Duty.PRIMARY)},
    ]


def test_the_first_step_comes_after_nobody_and_the_last_after_itself() -> None:
    assert [CRITICAL.next_step(step) for step in (NOBODY_YET, 0, 2, 3)] == [0, 1, 3, 3]
    assert [CRITICAL.is_last(step) for step in (NOBODY_YET, 0, 2, 3)] == [False, False, False, True]


def test_a_step_that_a_newer_version_took_away_is_its_last() -> None:
    shorter = replace(CRITICAL, steps=CRITICAL.steps[:2])
    assert (shorter.is_last(3), shorter.next_step(3), shorter.wait_after(3)) == (True, 1, CRITICAL.repeat)


def test_a_step_is_called_by_the_highest_area_that_is_told() -> None:
    receivers = tuple(Receivers(area=area) for area in (AreaKind.BUILDING, AreaKind.COMMUNITY, AreaKind.GRID))
    assert EscalationStep(receivers=receivers, after=timedelta(0)).area is AreaKind.COMMUNITY
