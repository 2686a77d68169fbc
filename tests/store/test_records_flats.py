"""Flats with who lives there, what is open about them, and what their devices said: on both databases."""

from dataclasses import replace
from datetime import timedelta

from domain.alerts import AlertState, Disposition
from domain.answers import acknowledge, resolve
from domain.availability import Word
from domain.muting import Away, AwayKind
from domain.people import DeviceKind, Household, Resident
from store.records import Records
from store.records.flats import HeardDevice
from store.records.pages import Wanted
from store.records.registry import DeviceFacts
from tests.neighbourhood import (
    BUILDING,
    DOOR,
    GRID,
    MONITOR,
    MR_ZHOU,
    MRS_LIN,
    OTHER_BUILDING,
    STEWARD,
    WATCH,
    say_died,
)
from tests.store.alert_makers import heart_rate
from tests.store.two_communities import ELM, NOW, entry, settle

LATER, A_DAY = NOW + timedelta(minutes=1), timedelta(days=1)


def seen(records: Records, area: str, wanted: Wanted | None = None) -> dict[str, list[str]]:
    return {one.id: [who.id for who in one.residents] for one in records.flats.page(area, wanted or Wanted())}


def test_every_flat_below_an_area_is_there_with_who_lives_in_it(any_records: Records) -> None:
    settle(any_records)
    any_records.organisation.add_household(Household(id="a-empty", building=BUILDING, flat="101"), entry())
    any_records.organisation.add_resident(Resident(id="another", name="a", household="building-3-502"), entry())
    mine = {"a-empty": [], "building-3-502": ["another", MRS_LIN]}
    assert seen(any_records, BUILDING) == mine
    assert seen(any_records, GRID) == mine | {"building-5-101": [MR_ZHOU]}
    assert seen(any_records, ELM) == seen(any_records, "nowhere") == {}


def test_flats_come_a_page_at_a_time_with_one_more_to_say_that_there_are(any_records: Records) -> None:
    settle(any_records)
    assert list(seen(any_records, GRID, Wanted(limit=1))) == ["building-3-502", "building-5-101"]
    assert list(seen(any_records, GRID, Wanted(after="building-3-502", limit=1))) == ["building-5-101"]


def test_who_has_died_still_lives_in_the_list_and_who_is_erased_does_not(any_records: Records) -> None:
    settle(any_records)
    say_died(any_records, MRS_LIN, NOW, NOW)
    any_records.erasure.erase(MR_ZHOU, STEWARD, NOW)
    assert seen(any_records, GRID) == {"building-3-502": [MRS_LIN], "building-5-101": []}


def test_only_what_somebody_was_told_of_and_is_not_over_is_open(any_records: Records) -> None:
    settle(any_records)
    firing, pending, over = (heart_rate(None, 180, resident=one) for one in (MRS_LIN, MR_ZHOU, "somebody"))
    pending = replace(pending, alert=replace(pending.alert, state=AlertState.PENDING))
    done = resolve(over.alert, STEWARD, Disposition.REAL, LATER)
    taken = acknowledge(firing.alert, STEWARD, LATER)
    assert done
    assert taken
    any_records.alerts.commit([firing, pending, over, done], [], NOW)
    everybody = [MRS_LIN, MR_ZHOU, "somebody"]
    assert any_records.flats.open_alerts(everybody) == [firing.alert]
    any_records.alerts.commit([taken], [], LATER)
    assert any_records.flats.open_alerts(everybody) == [taken.alert]
    assert any_records.flats.open_alerts([MR_ZHOU]) == any_records.flats.open_alerts([]) == []


def test_devices_in_use_come_with_what_was_heard_of_them(any_records: Records) -> None:
    settle(any_records)
    said = DeviceFacts(device=WATCH, last_heard_at=LATER, battery=40, online=False, online_at=NOW)
    any_records.registry.hear([said])
    found = {one.id: one for one in any_records.flats.devices([MRS_LIN])}
    assert set(found) == {WATCH, MONITOR, DOOR}
    watch = any_records.registry.device(WATCH).device
    assert found[WATCH] == HeardDevice(
        WATCH, MRS_LIN, DeviceKind.WATCH, watch.power, "native", LATER, Word(online=False, at=NOW), 40
    )
    assert (found[DOOR].heard_at, found[DOOR].word, found[DOOR].dialect) == (None, None, "zigbee2mqtt")
    assert OTHER_BUILDING not in {one.resident for one in found.values()}


def test_what_was_resolved_since_is_found_and_devices_alerts_are_not(any_records: Records) -> None:
    settle(any_records)
    fired = heart_rate(None, 180, resident=MRS_LIN)
    technical = heart_rate(None, 180, resident=MR_ZHOU)
    technical = replace(technical, alert=replace(technical.alert, technical=True))
    for one in (fired, technical):
        done = resolve(one.alert, STEWARD, Disposition.REAL, LATER)
        assert done
        any_records.alerts.commit([one, done], [], LATER)
    everybody = [MRS_LIN, MR_ZHOU]
    assert [one.resident for one in any_records.flats.over_since(everybody, NOW)] == [MRS_LIN]
    assert any_records.flats.over_since([MR_ZHOU], NOW) == []
    assert any_records.flats.over_since(everybody, LATER + timedelta(minutes=1)) == []


def test_who_came_back_is_found_by_when(any_records: Records) -> None:
    settle(any_records)
    for resident, hours in ((MRS_LIN, 1), (MR_ZHOU, -1)):
        ends = NOW - timedelta(hours=hours)
        away = Away(id=resident, resident=resident, starts_at=NOW - A_DAY, ends_at=ends, kind=AwayKind.FAMILY, by="x")
        any_records.mutes.put_away(away, NOW - A_DAY)
    assert any_records.flats.back_since(NOW - A_DAY, NOW) == {MRS_LIN: NOW - timedelta(hours=1)}
    assert any_records.flats.back_since(NOW, NOW) == {}


def test_whose_devices_were_whose_is_told_for_many_at_once(any_records: Records) -> None:
    settle(any_records)
    found = any_records.flats.worn_by([MRS_LIN, MR_ZHOU, "nobody"])
    assert found["nobody"] == []
    assert {one: found[one] for one in (MRS_LIN, MR_ZHOU)} == {
        one: any_records.registry.worn_by(one) for one in (MRS_LIN, MR_ZHOU)
    }
