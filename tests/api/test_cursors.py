"""Cursors: opaque, of one list only, and standing still while rows come and go."""

import base64
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.alert_pages import Place, page
from api.cursors import LONGEST, cursor, last_of
from domain.access import Deed
from domain.alerts import Alert
from domain.people import Device, DeviceKind
from store.records.audit import Entry
from tests.api.house import House
from tests.neighbourhood import COMMUNITY_STAFF, MR_ZHOU, MRS_LIN, OFFICER, SITE
from tests.store.alert_makers import NOW, heart_rate

ALERTS, DEVICES, MISSING = "/api/v1/alerts", "/api/v1/devices", "/api/v1/consents/missing"
RULES = ((142, "heart_rate_high"), (88, "spo2_low"), (190, "systolic_pressure_high"), (39.5, "body_temperature_high"))


def _alert(number: int, minute: int) -> Alert:
    return heart_rate(None, 180, NOW - timedelta(minutes=minute), f"resident-{number}").alert


class _List:
    """Alerts as the records give them: newest first, then by id."""

    def __init__(self, alerts: list[Alert]) -> None:
        self.alerts = alerts

    def find(self, before: datetime | None, limit: int) -> list[Alert]:
        rows = sorted(self.alerts, key=lambda one: (-one.started_at.timestamp(), one.id))
        return [one for one in rows if before is None or one.started_at < before][:limit]


MINUTES = st.lists(st.integers(0, 4), min_size=1, max_size=30)


@given(old=MINUTES, coming=st.lists(MINUTES, max_size=20), limit=st.integers(1, 7))
def test_while_alerts_are_added_each_old_one_is_shown_once(old: list[int], coming: list[list[int]], limit: int) -> None:
    there = [_alert(number, minute) for number, minute in enumerate(old)]
    rows, after, shown = _List(list(there)), None, list[str]()
    while True:
        found, place = page(rows.find, lambda _: True, after, limit)
        shown += [one.id for one in found]
        if place is None:
            break
        after = Place.read(last_of("alerts", cursor("alerts", str(place))))
        for minute in coming.pop() if coming else ():
            rows.alerts.append(_alert(len(rows.alerts), minute))
    assert len(shown) == len(set(shown))
    assert {one.id for one in there} <= set(shown)


def test_alerts_that_fire_meanwhile_hide_none_and_repeat_none(house: House) -> None:
    old = [house.fire(house.cast.watch, MRS_LIN, value, rule).id for value, rule in RULES]
    client, after, shown = house.as_(OFFICER), "", []
    for value, rule in (*RULES, (0, "")):
        answer = client.get(ALERTS, params={"limit": 1, "after": after}).json()
        shown += [one["id"] for one in answer["items"]]
        if (after := answer["next"]) is None:
            break
        house.fire(house.cast.other_watch, MR_ZHOU, value, rule)
    assert shown == old[::-1]


def test_devices_that_come_and_go_meanwhile_hide_none_and_repeat_none(house: House) -> None:
    registry, client = house.records.registry, house.as_(OFFICER)
    names = [f"{SITE}.watch-{number}" for number in (10, 20, 30, 40)]
    new = [f"{SITE}.watch-{number}" for number in (15, 25, 35)]
    for name in names:
        registry.add(Device(id=name, kind=DeviceKind.WATCH, site=SITE), house.clock())
        registry.assign(name, MRS_LIN, house.clock())
    whole = [one["id"] for one in client.get(DEVICES).json()["items"]]
    after, shown = "", []
    while after is not None:
        answer = client.get(DEVICES, params={"limit": 2, "after": after}).json()
        shown += [one["id"] for one in answer["items"]]
        after = answer["next"]
        if new:
            registry.add(Device(id=(name := new.pop()), kind=DeviceKind.WATCH, site=SITE), house.clock())
            registry.assign(name, MRS_LIN, house.clock())
    assert [one for one in shown if one in whole] == whole
    assert len(shown) == len(set(shown))


def test_a_page_goes_on_though_its_last_device_is_gone(house: House) -> None:
    client = house.as_(OFFICER)
    whole = [one["id"] for one in client.get(DEVICES).json()["items"]]
    first = client.get(DEVICES, params={"limit": 2}).json()
    retired = Entry(at=house.clock(), person=OFFICER, deed=Deed.KEEP_DEVICES, subject=f"device:{whole[1]}")
    house.records.registry.claims.retire(whole[1], house.clock(), (), [retired])
    rest = client.get(DEVICES, params={"after": first["next"]}).json()
    assert [one["id"] for one in rest["items"]] == whole[2:]


def test_a_long_chinese_name_has_a_cursor_that_is_taken(house: House) -> None:
    name = f"zigbee2mqtt.{'门' * 240}"
    registry = house.records.registry
    registry.add(Device(id=name, kind=DeviceKind.DOOR, site=SITE, dialect="zigbee2mqtt"), house.clock())
    registry.assign(name, MRS_LIN, house.clock())
    after = cursor("devices", name)
    assert 512 < len(after) <= LONGEST
    answer = house.as_(OFFICER).get(DEVICES, params={"after": after})
    assert (answer.status_code, answer.json()) == (200, {"items": [], "next": None})


FORGED = ["x", "AAAA", "W10", base64.urlsafe_b64encode(b'["devices", 7]').decode().rstrip("="), "%00", "x" * 3000]


@pytest.mark.parametrize("after", [*FORGED, cursor("residents", MRS_LIN), cursor("devices", "a")[:-3]])
@pytest.mark.parametrize("path", [ALERTS, DEVICES, MISSING])
def test_what_is_no_cursor_of_the_list_is_refused(shared_house: House, path: str, after: str) -> None:
    answer = shared_house.as_(COMMUNITY_STAFF).get(path, params={"after": after})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "query.after")


@pytest.mark.parametrize("said", ["yesterday", "1_", "_", "99999999999999999999_a", "1_a\x1f"])
def test_a_forged_place_is_refused(shared_house: House, said: str) -> None:
    answer = shared_house.as_(OFFICER).get(ALERTS, params={"after": cursor("alerts", said)})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "query.after")


def test_the_name_and_the_form_of_0_1_are_still_taken(house: House) -> None:
    alerts = [house.fire(house.cast.watch, MRS_LIN, value, rule) for value, rule in RULES]
    client, bare = house.as_(OFFICER), str(Place.of(alerts[2]))
    following = cursor("alerts", bare)
    for said in ({"cursor": bare}, {"cursor": following}, {"after": bare}, {"after": following}):
        answer = client.get(ALERTS, params=said).json()
        assert [one["id"] for one in answer["items"]] == [alerts[1].id, alerts[0].id]
    both = client.get(ALERTS, params={"cursor": bare, "after": following})
    assert (both.status_code, both.json()["errors"][0]["field"]) == (422, "query.cursor")
