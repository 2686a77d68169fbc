"""The stream of one resident's readings, from a real broker to the browser."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import httpx2
import orjson
import pytest

from api.live.hub import SEAT_HOLDS, Hub, Seat
from api.live.topics import topic_of
from devices import dialects_of
from domain.readings import Report
from mqtt.message import Message
from mqtt.topics import device_topic
from tests.api.house import House, open_house
from tests.brokers import eventually, nats, publish_all
from tests.neighbourhood import DAUGHTER, MR_ZHOU, MRS_LIN, SITE, STEWARD

HERS = f"/api/v1/residents/{MRS_LIN}/stream"
WATCH_TOPIC = device_topic(SITE, "watch-lin", "readings")
OTHER_TOPIC = device_topic(SITE, "watch-zhou", "readings")
Events = Iterator[httpx2.ServerSentEvent]


@pytest.fixture(scope="module")
def live_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Open a house on a broker's line."""
    directory = tmp_path_factory.mktemp("live")
    with nats(directory / "broker") as broker, open_house(directory, broker.access("api")) as house:
        house.devices = broker.access("simulators")
        yield house


@contextmanager
def looking(house: House, person: str = DAUGHTER, last_id: str | None = None) -> Iterator[Events]:
    headers = {"Last-Event-ID": last_id} if last_id is not None else {}
    with house.as_(person).sse(HERS, headers=headers) as source:
        events = iter(source)
        assert next(events).event == "ready"
        line = house.parts.line
        if line is not None:
            eventually(lambda: house.parts.hub.topics and line.facts.subscribed, what="the subscription")
        yield events


def publish(house: House, *messages: tuple[str, str]) -> None:
    assert house.devices is not None
    publish_all(house.devices, messages)


def values(event: httpx2.ServerSentEvent) -> dict[str, float]:
    found: dict[str, float] = orjson.loads(event.data)["values"]
    return found


def test_a_reading_comes_as_it_is_published(live_house: House) -> None:
    with looking(live_house) as events:
        publish(live_house, (WATCH_TOPIC, '{"heart_rate": 73}'))
        assert values(next(events)) == {"heart_rate": 73}


def test_another_residents_reading_does_not_come(live_house: House) -> None:
    with looking(live_house) as events:
        publish(live_house, (OTHER_TOPIC, '{"heart_rate": 99}'), (WATCH_TOPIC, '{"heart_rate": 74}'))
        assert values(next(events)) == {"heart_rate": 74}


def test_the_broker_is_asked_only_while_somebody_looks(live_house: House) -> None:
    with looking(live_house), looking(live_house, STEWARD):
        assert set(live_house.parts.hub.topics) == {
            WATCH_TOPIC,
            device_topic(SITE, "monitor-lin", "readings"),
            "zigbee2mqtt/林家大门",
        }
    eventually(lambda: not live_house.parts.hub.topics, what="the end of the looking")


def test_what_was_missed_comes_first_out_of_the_store(house: House) -> None:
    begun = house.clock() - timedelta(minutes=10)
    for minute in range(3):
        house.measure(house.cast.watch, begun + timedelta(minutes=minute), heart_rate=70 + minute, spo2=97)
    with looking(house, last_id=millis(begun)) as events:
        missed = [next(events), next(events)]
    assert [values(event) for event in missed] == [{"heart_rate": 71, "spo2": 97}, {"heart_rate": 72, "spo2": 97}]
    assert missed[1].id == millis(begun + timedelta(minutes=2))


def test_what_came_to_the_store_late_is_caught_up_with(house: House) -> None:
    begun = house.clock() - timedelta(minutes=10)
    with looking(house, last_id=millis(begun)) as events:
        house.measure(house.cast.watch, begun + timedelta(minutes=1), heart_rate=71)
        assert values(next(events)) == {"heart_rate": 71}


def test_a_device_that_goes_to_somebody_else_ends_the_stream(house: House) -> None:
    with looking(house) as events:
        house.records.registry.assign(house.cast.watch.id, MR_ZHOU, house.clock())
        assert list(events) == []


def test_an_upload_from_before_the_hand_over_is_not_shown_to_the_new_family(live_house: House) -> None:
    now, registry = live_house.clock(), live_house.records.registry
    for minutes, wearer in ((7, MR_ZHOU), (5, MRS_LIN)):
        registry.assign(live_house.cast.monitor.id, wearer, now - timedelta(minutes=minutes))
    topic = device_topic(SITE, "monitor-lin", "readings")
    with looking(live_house) as events:
        for before, value in ((6, 60), (2, 75)):
            ts = millis(now - timedelta(minutes=before))
            publish(live_house, (topic, f'{{"ts": {ts}, "heart_rate": {value}}}'))
        assert values(next(events)) == {"heart_rate": 75}


def test_an_id_from_the_future_means_from_now_on(house: House) -> None:
    with house.as_(DAUGHTER).sse(HERS, headers={"Last-Event-ID": "9999999999999"}) as source:
        assert int(next(iter(source)).id) <= int(millis(house.clock()))


def test_logging_out_ends_the_stream(house: House) -> None:
    with looking(house) as events:
        house.records.accounts.close_sessions(DAUGHTER)
        assert list(events) == []


def test_a_stream_that_does_not_keep_up_is_sent_away(house: House) -> None:
    hub, watch = Hub(), house.cast.watch

    async def fall_behind() -> Seat:
        with hub.seat([watch]) as seat:
            for number in range(SEAT_HOLDS + 50):
                payload = f'{{"seq": {number}, "heart_rate": 70}}'.encode()
                hub.take([Message(WATCH_TOPIC, payload, house.clock(), retained=False, duplicate=False)])
            return seat

    seat = asyncio.run(fall_behind())
    assert seat.behind
    assert len(seat.take()) == SEAT_HOLDS


def test_a_door_is_looked_at_below_the_base_that_is_set(house: House) -> None:
    hub = Hub(dialects_of(["native", "zigbee2mqtt=home/zigbee"]))
    door = replace(house.cast.door, id="home/zigbee.door")

    async def look() -> list[Report]:
        with hub.seat([door]) as seat:
            (topic,) = hub.topics
            hub.take([Message(topic, b'{"contact": false}', house.clock(), retained=False, duplicate=False)])
            return seat.take()

    (report,) = asyncio.run(look())
    assert report.values == {"door": 1}


def test_what_a_gateway_hears_is_looked_at_whichever_gateway_it_is(house: House) -> None:
    hub = Hub(dialects_of(["native", "theengs=east"]))
    door = replace(house.cast.door, id="east.582d34601075", dialect="theengs")

    async def look() -> list[Report]:
        with hub.seat([door]) as seat:
            assert hub.topics == {"east/+/BTtoMQTT/582D34601075"}
            heard = [f"east/{gateway}/BTtoMQTT/582D34601075" for gateway in ("OMG_hall", "OMG_stairs")]
            said = b'{"type":"CTMO","open":true}'
            hub.take([Message(topic, said, house.clock(), retained=False, duplicate=False) for topic in heard])
            return seat.take()

    reports = asyncio.run(look())
    assert [report.values for report in reports] == [{"door": 1}, {"door": 1}]


def test_every_dialect_has_its_topic(house: House) -> None:
    assert topic_of(house.cast.door) == "zigbee2mqtt/林家大门"
    assert topic_of(house.cast.watch) == WATCH_TOPIC


def millis(moment: datetime) -> str:
    return str(round(moment.timestamp() * 1000))
