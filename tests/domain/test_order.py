"""Readings that overtake each other: the alerts follow the order in which it was observed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.alerts import Alert, Change, MoveKind
from domain.moves import HISTORY
from domain.order import Log, taken
from domain.rules import ThresholdRule
from domain.settling import OVERTAKEN, PART_OF, settle
from domain.severity import Severity
from tests.domain.making import NOW, seen, threshold

CLEAR, BETWEEN, MILD, SEVERE = 70.0, 97.0, 110.0, 140.0
VALUES = st.sampled_from([CLEAR, CLEAR, CLEAR, BETWEEN, None, MILD, MILD, SEVERE])
GAPS = st.sampled_from([10, 30, 60, 90, 120, 130, 300, 1300])
DELAYS = st.lists(st.sampled_from([0, 0, 5, 61, 125, 300, 600]), min_size=1, max_size=2)
"""Seconds to each arrival: twice where it comes twice."""
DAYS = st.lists(st.tuples(VALUES, GAPS, DELAYS), max_size=40)
RULES = st.builds(
    threshold, hold=st.sampled_from([timedelta(0), timedelta(minutes=3)]), in_a_row=st.sampled_from([1, 1, 2, 3])
)
Sight = tuple[float, float | None, float]
"""When it comes, its value, when it was observed: seconds."""


@dataclass(slots=True)
class Follower:
    """What the engine does, in a few lines, for a rule that keeps all in mind."""

    rule: ThresholdRule
    log: Log = field(default_factory=lambda: Log(since=NOW))
    alerts: dict[str, Alert] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)

    def see(self, value: float | None, seconds: float) -> None:
        """Take one reading."""
        sight = seen(self.rule, value, seconds)
        after = taken(self.log, self.rule, sight)
        if after is not None:
            self.log, changes = settle(after, sight, NOW, _covered)
            self.changes += changes
            self.alerts |= {change.alert.id: change.alert for change in changes}


def _covered(_moment: datetime) -> bool:
    return False


def _day(day: Sequence[tuple[float | None, float, list[float]]]) -> list[Sight]:
    """Give the day as it comes, and after it minutes of calm that came in order."""
    sights: list[Sight] = []
    observed = 0.0
    for value, gap, delays in day:
        observed += gap
        sights += [(observed + delay, value, observed) for delay in delays]
    calm = [(observed + 1300 + 60 * i, CLEAR, observed + 1300 + 60 * i) for i in range(4)]
    return sorted(sights, key=lambda one: one[0]) + calm


def _told(rule: ThresholdRule, sights: Sequence[Sight]) -> Follower:
    follower = Follower(rule)
    for _, value, seconds in sights:
        follower.see(value, seconds)
    return follower


def _sum(follower: Follower) -> list[tuple[object, ...]]:
    """Give what a day comes to; what is a part of another alert is in that one."""
    whole = [one for one in follower.alerts.values() if not one.note.startswith(PART_OF)]
    return sorted((one.started_at, one.severity, one.worst, one.state) for one in whole)


@given(rule=RULES, day=DAYS)
@settings(max_examples=200, deadline=None)
def test_any_order_and_any_number_of_copies_end_in_the_alerts_of_the_sorted_day(
    rule: ThresholdRule, day: list[tuple[float | None, float, list[float]]]
) -> None:
    sights = _day(day)
    assert _sum(_told(rule, sights)) == _sum(_told(rule, sorted(sights, key=lambda one: one[2])))


@given(rule=RULES, day=DAYS)
@settings(deadline=None)
def test_while_it_is_breached_an_alert_is_open_and_never_two(
    rule: ThresholdRule, day: list[tuple[float | None, float, list[float]]]
) -> None:
    follower, newest = Follower(rule), -1.0
    for _, value, seconds in _day(day):
        follower.see(value, seconds)
        still_open = sum(one.is_open for one in follower.alerts.values())
        assert still_open <= 1
        if seconds > newest and value in {MILD, SEVERE}:
            assert still_open
        newest = max(newest, seconds)


@given(rule=RULES, day=DAYS)
@settings(deadline=None)
def test_moves_count_on(rule: ThresholdRule, day: list[tuple[float | None, float, list[float]]]) -> None:
    follower = Follower(rule)
    versions: dict[str, int] = {}
    for _, value, seconds in _day(day):
        before = len(follower.changes)
        follower.see(value, seconds)
        for change in follower.changes[before:]:
            assert change.based_on == versions.get(change.alert.id, 0)
            versions[change.alert.id] = change.alert.version


@given(rule=RULES, day=DAYS)
@settings(deadline=None)
def test_every_breach_that_is_worth_an_alert_was_told_when_it_was_here(
    rule: ThresholdRule, day: list[tuple[float | None, float, list[float]]]
) -> None:
    follower = _told(rule, _day(day))
    fired = {change.alert.id for change in follower.changes for move in change.moves if move.kind is MoveKind.FIRED}
    for one in _told(rule, sorted(_day(day), key=lambda one: one[2])).alerts.values():
        if one.fired_at is not None:
            assert any(other.id in fired and one.covers(other.started_at) for other in follower.alerts.values())


def test_an_overtaken_breach_that_clear_readings_have_ended_is_told_as_it_was() -> None:
    follower = Follower(threshold())
    for value, seconds in ((MILD, 0), (CLEAR, 60), (CLEAR, 180), (CLEAR, 400), (CLEAR, 520)):
        follower.see(value, seconds)
    follower.see(SEVERE, 300)
    change = follower.changes[-1]
    assert [move.kind for move in change.moves] == [MoveKind.FIRED, MoveKind.RESOLVED]
    assert (change.moves[0].note, change.moves[0].value) == (HISTORY, SEVERE)
    assert (change.alert.note, change.alert.ended_at) == (OVERTAKEN, NOW + timedelta(seconds=520))


def test_an_overtaken_breach_that_is_not_over_yet_is_told_as_live() -> None:
    follower = Follower(threshold())
    follower.see(CLEAR, 60)
    follower.see(SEVERE, 0)
    (move,) = follower.changes[-1].moves
    assert (move.kind, move.note, move.value) == (MoveKind.FIRED, "", SEVERE)
    follower.see(CLEAR, 180)
    assert not follower.changes[-1].alert.is_open


def test_overtaken_readings_count_for_the_hold_and_for_the_row() -> None:
    for rule in (threshold(hold=timedelta(minutes=3)), threshold(in_a_row=3)):
        follower = Follower(rule)
        for seconds in (0, 200, 100):
            follower.see(MILD, seconds)
        assert [move.kind for one in follower.changes for move in one.moves] == [MoveKind.PENDING, MoveKind.FIRED]


def test_a_clear_reading_between_makes_two_alerts_of_one() -> None:
    follower = Follower(threshold())
    for value, seconds in ((SEVERE, 0), (CLEAR, 180), (MILD, 200), (CLEAR, 30)):
        follower.see(value, seconds)
    first, second = follower.alerts.values()
    assert (first.is_open, first.ended_at) == (False, NOW + timedelta(seconds=180))
    assert (second.is_open, second.started_at, second.severity) == (
        True,
        NOW + timedelta(seconds=200),
        Severity.WARNING,
    )


def test_a_breach_between_makes_one_alert_of_two_and_tells_nobody() -> None:
    follower = Follower(threshold())
    for value, seconds in ((MILD, 0), (CLEAR, 60), (CLEAR, 180), (MILD, 200)):
        follower.see(value, seconds)
    told = sum(len(change.moves) for change in follower.changes)
    follower.see(MILD, 170)
    first, second = follower.alerts.values()
    assert first.note == f"{PART_OF}{second.id}"
    assert second.started_at == NOW
    assert sum(len(change.moves) for change in follower.changes) == told


def test_an_alert_that_ended_too_early_is_not_opened_again_but_the_next_breach_is_told() -> None:
    follower = Follower(threshold())
    for value, seconds in ((MILD, 0), (CLEAR, 60), (CLEAR, 180), (MILD, 170)):
        follower.see(value, seconds)
    assert not any(one.is_open for one in follower.alerts.values())
    follower.see(MILD, 240)
    first, second = follower.alerts.values()
    assert (second.is_open, second.started_at) == (True, NOW)
    assert first.note == f"{PART_OF}{second.id}"
