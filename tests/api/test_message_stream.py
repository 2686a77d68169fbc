"""What devices say, from a real broker to the staff who look after them, and to nobody else."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import orjson
import pytest

from api.live.message_stream import HOLDS
from api.live.topics import matches, topics_of
from devices import ALL_DIALECTS
from domain.access import Deed
from domain.people import Area, AreaKind, Person, Role
from mqtt.message import Message
from mqtt.topics import device_topic
from store.records.neighbourhood import Assignment, Neighbourhood
from tests.api.house import House, open_house
from tests.brokers import eventually, nats, publish_all
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY_STAFF,
    DAUGHTER,
    MRS_LIN,
    OFFICER,
    OTHER_STEWARD,
    OTHER_WATCH,
    SITE,
    STEWARD,
    STREET,
    WATCH,
)

PATH = "/api/v1/messages/stream"
HERS, HIS, NEW = (device_topic(SITE, one, "readings") for one in ("watch-lin", "watch-zhou", "watch-new"))
THERE = device_topic("mill-lane", "watch-1", "readings")
Events = Iterator[httpx2.ServerSentEvent]


@pytest.fixture(scope="module")
def live_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Open a house on a broker's line."""
    directory = tmp_path_factory.mktemp("live")
    with nats(directory / "broker") as broker, open_house(directory, broker.access("api")) as house:
        house.devices = broker.access("simulators")
        yield house


@contextmanager
def watching(house: House, person: str = COMMUNITY_STAFF, **query: str) -> Iterator[Events]:
    with house.as_(person).sse(PATH, params=query) as source:
        events = iter(source)
        ready = next(events)
        assert ready.event == "ready"
        if house.parts.line is not None:
            line = house.parts.line
            eventually(lambda: line.facts.subscribed and house.parts.hub.topics, what="the subscription")
        yield events


def publish(house: House, *messages: tuple[str, str]) -> None:
    assert house.devices is not None
    publish_all(house.devices, messages)


def let_come(house: House, *messages: tuple[str, bytes]) -> None:
    """Let messages arrive on the API's line."""
    now = house.clock()
    house.parts.hub.take([Message(topic, payload, now, False, False) for topic, payload in messages])  # noqa: FBT003


def said(event: httpx2.ServerSentEvent) -> dict[str, Any]:
    assert event.event == "message", event
    found: dict[str, Any] = orjson.loads(event.data)
    return found


def test_a_message_comes_as_it_was_published(live_house: House) -> None:
    with watching(live_house, device=WATCH) as events:
        publish(live_house, (HIS, "{}"), (HERS, '{"heart_rate": 900, "spo2": 97}'))
        found = said(next(events))
    assert (found["device"], found["claimed"], found["payload"]) == (WATCH, True, '{"heart_rate": 900, "spo2": 97}')
    assert [one["reason"] for one in found["refused"]] == ["implausible"]
    assert found["reports"][0]["values"] == {"spo2": 97}


def test_what_is_nobodys_on_ones_sites_is_watched_too(live_house: House) -> None:
    with watching(live_house) as events:
        publish(live_house, (THERE, '{"spo2": 90}'), (NEW, '{"spo2": 91}'), ("zigbee2mqtt/新门", '{"contact": true}'))
        found = [said(next(events)) for _ in range(2)]
    assert {one["device"]: one["claimed"] for one in found} == {f"{SITE}.watch-new": False, "zigbee2mqtt.新门": False}


def test_a_device_that_nobody_has_is_followed_by_its_id(live_house: House) -> None:
    with watching(live_house, device=f"{SITE}.watch-new") as events:
        publish(live_house, (HERS, '{"spo2": 90}'), (NEW, "no json"))
        assert said(next(events))["refused"][0]["reason"] == "not_json"


def test_the_broker_is_asked_only_while_somebody_watches(live_house: House) -> None:
    with watching(live_house, device=WATCH):
        assert set(live_house.parts.hub.topics) == {f"care/v1/{SITE}/watch-lin/+"}
    eventually(lambda: not live_house.parts.hub.topics, what="the end of the watching")


def test_staff_of_one_building_watch_no_other_buildings_devices(house: House) -> None:
    hers = Neighbourhood(
        people=(Person(id="staff-3", name="马丽", role=Role.STAFF),),
        assignments=(Assignment(person="staff-3", area=BUILDING),),
    )
    house.records.neighbourhood.load(hers, house.clock())
    with watching(house, "staff-3") as events:
        let_come(house, (HIS, b'{"spo2": 90}'), (HERS, b'{"spo2": 91}'))
        assert said(next(events))["device"] == WATCH
    assert house.as_("staff-3").get(PATH, params={"device": OTHER_WATCH}).status_code == 404


def test_what_a_bridge_tells_of_its_network_is_not_shown(house: House) -> None:
    with watching(house) as events:
        info = b'{"config": {"advanced": {"network_key": [1, 2, 3]}}}'
        let_come(house, ("zigbee2mqtt/bridge/info", info), (HERS, b'{"spo2": 91}'))
        assert said(next(events))["device"] == WATCH


def test_more_than_an_eye_can_read_is_counted(house: House) -> None:
    total, shown, dropped = 40 * HOLDS, 0, 0
    with watching(house, device=WATCH) as events:
        let_come(house, *[(HERS, b'{"spo2": 90}')] * total)
        while shown + dropped < total:
            event = next(events)
            shown += event.event == "message"
            dropped += orjson.loads(event.data)["count"] if event.event == "dropped" else 0
    assert shown + dropped == total
    assert 0 < shown < total / 2 < dropped


def test_a_look_is_on_record_once_a_stream(house: House) -> None:
    with watching(house, OFFICER) as events:
        let_come(house, (HERS, b'{"spo2": 90}'), (HERS, b'{"spo2": 91}'))
        assert [said(next(events))["payload"] for _ in range(2)] == ['{"spo2": 90}', '{"spo2": 91}']
    assert house.looks(MRS_LIN).count((OFFICER, "see_readings", True)) == 1
    assert (OFFICER, "keep_devices", True) in house.looks("messages")


@pytest.mark.parametrize("person", [DAUGHTER, STEWARD, OTHER_STEWARD])
def test_families_and_stewards_watch_nothing(house: House, person: str) -> None:
    assert house.as_(person).get(PATH).status_code == 403
    assert house.client().get(PATH).status_code == 401


@pytest.mark.parametrize("device", ["mill-lane.watch-1", "zigbee2mqtt.#", f"{SITE}.+", "care"])
def test_what_is_no_device_of_ones_own_is_not_found(house: House, device: str) -> None:
    mill = Area(id="mill-lane", kind=AreaKind.COMMUNITY, name="磨坊社区", parent=STREET, site="mill-lane")
    house.records.neighbourhood.load(Neighbourhood(areas=(mill,)), house.clock())
    assert house.as_(OFFICER).get(PATH, params={"device": device}).status_code == 404


def test_a_key_needs_both_deeds(house: House) -> None:
    key = house.with_key(COMMUNITY_STAFF, Deed.KEEP_DEVICES)
    assert key.get(PATH, params={"device": WATCH}).status_code == 404


@pytest.mark.parametrize(
    ("filter_", "topic", "fits"),
    [
        ("a/b", "a/b", True),
        ("a/+", "a/b", True),
        ("a/+", "a/b/c", False),
        ("a/#", "a", True),
        ("a/#", "a/b/c", True),
        ("a/#", "b", False),
        ("a/+/c", "a/x/c", True),
        ("a/b", "a/b/", False),
    ],
)
def test_filters_fit_topics_as_a_broker_says(filter_: str, topic: str, *, fits: bool) -> None:
    assert matches(filter_, topic) is fits


def test_every_dialect_says_where_its_devices_speak() -> None:
    assert topics_of("lin-lane.watch-1", ALL_DIALECTS) == ["care/v1/lin-lane/watch-1/+"]
    assert topics_of("zigbee2mqtt.门", ALL_DIALECTS) == ["zigbee2mqtt/门", "zigbee2mqtt/门/availability"]
    theengs = next(one.base for one in ALL_DIALECTS if one.name == "theengs")
    assert topics_of(f"{theengs}.aabbccddeeff", ALL_DIALECTS) == [f"{theengs}/+/BTtoMQTT/AABBCCDDEEFF"]
