"""Alerts and moves are committed together, once, or told as conflicts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.alerts import AlertState, Disposition
from domain.answers import acknowledge, resolve
from domain.errors import NotFound
from domain.notifications import DeliveryState
from store.records import Records
from tests.neighbourhood import BUILDING, GRID, MR_ZHOU, MRS_LIN, OTHER_BUILDING, cast
from tests.store.alert_makers import NOW, heart_rate, told

LATER = NOW + timedelta(minutes=1)


def test_a_committed_alert_is_read_back_as_it_was(any_records: Records) -> None:
    fired = heart_rate(None, 180)
    assert any_records.alerts.commit([fired], [told(fired)], NOW) == []
    assert any_records.alerts.open() == [fired.alert] == [any_records.alerts.alert(fired.alert.id)]
    assert tuple(any_records.alerts.timeline(fired.alert.id)) == fired.moves
    assert [one.notification for one in any_records.outbox.of_alert(fired.alert.id)] == [told(fired)]


def test_the_same_new_alert_twice_is_a_conflict_and_is_told_once(any_records: Records) -> None:
    fired = heart_rate(None, 180)
    any_records.alerts.commit([fired], [told(fired)], NOW)
    [conflict] = any_records.alerts.commit([fired], [told(fired)], LATER)
    assert (conflict.change, conflict.found) == (fired, fired.alert)
    assert any_records.outbox.counts()[DeliveryState.WAITING] == 1


def test_a_second_open_alert_of_one_rule_is_a_conflict_that_names_the_first(any_records: Records) -> None:
    first, second = heart_rate(None, 180), heart_rate(None, 180, LATER)
    any_records.alerts.commit([first], [], NOW)
    [conflict] = any_records.alerts.commit([second], [told(second)], LATER)
    assert conflict.found == first.alert
    assert any_records.outbox.of_alert(second.alert.id) == []


def test_a_change_of_an_older_version_is_left_out_and_the_rest_is_committed(any_records: Records) -> None:
    fired, other = heart_rate(None, 120), heart_rate(None, 180, resident=MR_ZHOU)
    any_records.alerts.commit([fired], [], NOW)
    taken = acknowledge(fired.alert, "steward-wang", LATER)
    worse = heart_rate(fired.alert, 180, LATER)
    assert taken
    assert any_records.alerts.commit([taken], [], LATER) == []
    [conflict] = any_records.alerts.commit([worse, other], [told(worse), told(other)], LATER)
    assert conflict.found == taken.alert
    assert any_records.alerts.alert(other.alert.id) == other.alert
    assert any_records.outbox.counts()[DeliveryState.WAITING] == 1


def test_after_a_conflict_later_changes_of_the_same_alert_are_left_out_too(any_records: Records) -> None:
    fired = heart_rate(None, 120)
    any_records.alerts.commit([fired], [], NOW)
    taken = acknowledge(fired.alert, "steward-wang", LATER)
    assert taken
    any_records.alerts.commit([taken], [], LATER)
    worse = heart_rate(fired.alert, 180, LATER)  # based on version 1, which is no longer there
    over = resolve(worse.alert, "steward-wang", Disposition.REAL, LATER)  # based on version 2, which is another's
    assert over
    assert len(any_records.alerts.commit([worse, over], [told(worse), told(over)], LATER)) == 2
    assert any_records.alerts.alert(fired.alert.id) == taken.alert


def test_several_moves_of_one_alert_are_committed_in_one_go(any_records: Records) -> None:
    fired = heart_rate(None, 120)
    worse = heart_rate(fired.alert, 180, LATER)
    over = resolve(worse.alert, "steward-wang", Disposition.REAL, LATER)
    assert over
    again = heart_rate(None, 120, LATER + timedelta(hours=1))
    assert any_records.alerts.commit([fired, worse, over, again], [], LATER) == []
    assert [move.n for move in any_records.alerts.timeline(fired.alert.id)] == [1, 2, 3]
    assert any_records.alerts.open() == [again.alert]


def test_a_change_of_numbers_alone_touches_numbers_alone(any_records: Records) -> None:
    fired = heart_rate(None, 120)
    any_records.alerts.commit([fired], [], NOW)
    any_records.alerts.hasten(fired.alert.id, LATER)
    higher = heart_rate(fired.alert, 125, LATER)
    assert (higher.moves, any_records.alerts.commit([higher], [], LATER)) == ((), [])
    found = any_records.alerts.alert(fired.alert.id)
    assert found == replace(higher.alert, due_at=LATER)


def test_a_change_of_numbers_of_an_older_version_is_a_conflict(any_records: Records) -> None:
    fired = heart_rate(None, 120)
    any_records.alerts.commit([fired], [], NOW)
    taken = acknowledge(fired.alert, "steward-wang", LATER)
    assert taken
    any_records.alerts.commit([taken], [], LATER)
    [conflict] = any_records.alerts.commit([heart_rate(fired.alert, 125, LATER)], [], LATER)
    assert conflict.found == taken.alert


def test_due_gives_what_is_due_by_now_longest_due_first(any_records: Records) -> None:
    first, second = heart_rate(None, 180), heart_rate(None, 180, LATER, resident=MR_ZHOU)
    any_records.alerts.commit([second, first], [], NOW)
    assert any_records.alerts.due(NOW) == []
    assert any_records.alerts.due(NOW + timedelta(hours=1)) == [first.alert, second.alert]
    assert any_records.alerts.due(NOW + timedelta(hours=1), limit=1) == [first.alert]


def test_due_of_some_sites_is_not_kept_from_them_by_those_of_others(any_records: Records) -> None:
    mine, other = heart_rate(None, 180, LATER), heart_rate(None, 180, resident=MR_ZHOU)
    other = replace(other, alert=replace(other.alert, site="elsewhere"))
    any_records.alerts.commit([mine, other], [], NOW)
    moment = NOW + timedelta(hours=1)
    assert any_records.alerts.due(moment, 1) == [other.alert]
    assert any_records.alerts.due(moment, 1, sites={mine.alert.site}) == [mine.alert]


@pytest.mark.parametrize(("sites", "moved"), [((), 1), (("lin-lane",), 1), (("elsewhere",), 0)])
def test_deadlines_come_forward_where_our_clock_was_set_back(
    any_records: Records, sites: tuple[str, ...], moved: int
) -> None:
    fired, hour = heart_rate(None, 180), timedelta(hours=1)
    any_records.alerts.commit([fired], [], NOW)
    assert any_records.alerts.bring_forward(hour, sites) == moved
    due_at = any_records.alerts.alert(fired.alert.id).due_at
    assert fired.alert.due_at
    assert due_at == fired.alert.due_at - hour * moved


def test_hasten_makes_only_a_firing_alert_due(any_records: Records) -> None:
    fired = heart_rate(None, 180)
    any_records.alerts.commit([fired], [], NOW)
    assert any_records.alerts.hasten(fired.alert.id, NOW)
    assert not any_records.alerts.hasten(fired.alert.id, NOW)
    taken = acknowledge(any_records.alerts.alert(fired.alert.id), "steward-wang", LATER)
    assert taken
    any_records.alerts.commit([taken], [], LATER)
    assert not any_records.alerts.hasten(fired.alert.id, LATER)


def test_an_alert_covers_its_time_also_when_it_is_over(any_records: Records) -> None:
    fired = heart_rate(None, 180)
    over = resolve(fired.alert, "steward-wang", Disposition.FALSE_ALARM, LATER)
    assert over
    any_records.alerts.commit([fired, over], [], LATER)
    covering = any_records.alerts.covering
    rule = fired.alert.rule
    assert covering(MRS_LIN, rule, NOW) == covering(MRS_LIN, rule, LATER) == over.alert
    assert covering(MRS_LIN, rule, NOW - timedelta(microseconds=1)) is None
    assert covering(MRS_LIN, rule, LATER + timedelta(microseconds=1)) is None
    assert covering(MR_ZHOU, rule, NOW) is None


def test_alerts_are_found_by_all_that_is_said(any_records: Records) -> None:
    cast(any_records, NOW)
    hers, his = heart_rate(None, 180), heart_rate(None, 180, LATER, resident=MR_ZHOU)
    any_records.alerts.commit([hers, his], [], NOW)
    find = any_records.alerts.find
    assert find() == [his.alert, hers.alert]
    assert (
        find(limit=1) == find(residents=[MR_ZHOU]) == find(since=LATER) == find(areas=[OTHER_BUILDING]) == [his.alert]
    )
    assert find(before=LATER) == find(areas=[BUILDING]) == [hers.alert]
    assert find(areas=[GRID], states=[AlertState.FIRING], technical=False) == [his.alert, hers.alert]
    assert find(states=[AlertState.RESOLVED]) == find(technical=True) == find(areas=[]) == find(residents=[]) == []


def test_an_unknown_alert_is_not_found(any_records: Records) -> None:
    with pytest.raises(NotFound):
        any_records.alerts.alert("nothing")
    assert any_records.alerts.alerts(["nothing"]) == []
