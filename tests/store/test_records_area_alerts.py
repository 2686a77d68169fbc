"""Alerts about areas are found, told and counted like those about residents; ladders that stand still are found."""

from dataclasses import replace
from datetime import timedelta

from domain.alerts import AlertState, Disposition
from domain.answers import acknowledge, resolve
from domain.subjects import area_subject
from store.records import Records
from tests.neighbourhood import BUILDING, COMMUNITY, GRID, MRS_LIN, OTHER_BUILDING, STEWARD, STREET, cast, console
from tests.store.alert_makers import NOW, about, heart_rate, told

LATER, MINUTE = NOW + timedelta(hours=1), timedelta(minutes=1)


def test_areas_find_alerts_about_themselves_and_those_below(any_records: Records) -> None:
    cast(any_records, NOW)
    building, grid = about(BUILDING), about(GRID, NOW + MINUTE)
    hers = heart_rate(None, 180, NOW + 2 * MINUTE)
    any_records.alerts.commit([building, grid, hers], [], NOW)
    find = any_records.alerts.find
    assert find(areas=[STREET]) == find(areas=[GRID]) == [hers.alert, grid.alert, building.alert]
    assert find(areas=[BUILDING]) == [hers.alert, building.alert]
    assert find(areas=[OTHER_BUILDING]) == []
    assert find(residents=[area_subject(GRID)]) == [grid.alert]


def test_an_alert_about_an_area_lives_like_any(any_records: Records) -> None:
    fired = about(BUILDING)
    any_records.alerts.commit([fired], [told(fired)], NOW)
    assert any_records.alerts.open() == [fired.alert]
    [conflict] = any_records.alerts.commit([about(BUILDING, LATER)], [], LATER)
    assert conflict.found == fired.alert
    over = resolve(fired.alert, STEWARD, Disposition.REAL, LATER)
    assert over
    assert any_records.alerts.commit([over], [], LATER) == []
    assert any_records.alerts.covering(area_subject(BUILDING), "building_silent", NOW) == over.alert


def test_a_message_about_an_area_says_which_and_names_no_resident(any_records: Records) -> None:
    cast(any_records, NOW, console(STEWARD))
    places = {BUILDING: ("林荫社区", "第一网格", "3 号楼"), COMMUNITY: ("林荫社区",), STREET: ("柳荫街道",), "gone": ()}
    for area, place in places.items():
        fired = about(area)
        any_records.alerts.commit([fired], [told(fired)], NOW)
        message = any_records.outbox.message(told(fired), "https://banister.example")
        assert (message.alert, message.place, message.timezone) == (fired.alert, place, "Asia/Shanghai")
        assert (message.resident_name, message.key_holder, message.resident_phone) == ("", "", "")


def test_what_explains_the_value_changes_with_it_and_what_is_no_number_is_left_out(any_records: Records) -> None:
    fired = heart_rate(None, 120)
    usual = replace(fired, alert=replace(fired.alert, facts={"usual": 72.0, "spread": float("nan")}))
    any_records.alerts.commit([usual], [], NOW)
    assert any_records.alerts.alert(fired.alert.id).facts == {"usual": 72.0}
    higher = heart_rate(fired.alert, 125, LATER)
    assert higher.moves == ()
    any_records.alerts.commit([replace(higher, alert=replace(higher.alert, facts={"usual": 71.0}))], [], LATER)
    assert any_records.alerts.alert(fired.alert.id).facts == {"usual": 71.0}


def test_ladders_that_stand_still_are_found(any_records: Records) -> None:
    changes = [heart_rate(None, 180, NOW + n * MINUTE, resident=f"resident-{n}") for n in range(4)]
    due = (None, NOW - MINUTE, NOW - 2 * MINUTE, NOW + MINUTE)
    changes = [replace(one, alert=replace(one.alert, due_at=at)) for one, at in zip(changes, due, strict=True)]
    any_records.alerts.commit(changes, [], NOW)
    stalled = any_records.alerts.stalled(NOW, MINUTE)
    assert stalled == [changes[0].alert, changes[2].alert]


def test_only_what_fires_or_is_acknowledged_can_stand_still(any_records: Records) -> None:
    fired, pending = heart_rate(None, 180), heart_rate(None, 180, resident="somebody")
    pending = replace(pending, alert=replace(pending.alert, state=AlertState.PENDING, due_at=None))
    over = resolve(heart_rate(None, 180, LATER, resident="other").alert, STEWARD, Disposition.REAL, LATER)
    taken = acknowledge(fired.alert, STEWARD, NOW)
    assert over
    assert taken
    late = [replace(over, based_on=0), pending]
    any_records.alerts.commit([fired, taken, *late], [], NOW)
    assert taken.alert.due_at
    assert any_records.alerts.stalled(taken.alert.due_at, MINUTE) == []
    assert any_records.alerts.stalled(taken.alert.due_at + 2 * MINUTE, MINUTE) == [taken.alert]
    assert taken.alert.resident == MRS_LIN
