"""What the line does besides receiving: filters, publications, its status, time passing, its end."""

import json
import threading
from datetime import UTC, datetime

import pytest

from mqtt.access import Address, BrokerAccess
from mqtt.message import Message
from tests.brokers import eventually, free_port, publish_all
from tests.mqtt.conftest import Broker
from tests.mqtt.station import Station

STATUS = "care/v1/service/+/status"


def nobody() -> BrokerAccess:
    return BrokerAccess(addresses=(Address(host="127.0.0.1", port=free_port()),))


def test_a_reconnect_with_its_session_brings_no_retained_message_again(broker: Broker) -> None:
    publish_all(broker.access("simulators"), [("care/v1/site/watch-0/status", b"online")], retain=True)
    with Station(broker.access("ingest"), filters=["care/v1/site/+/status"]).start_up() as station:
        station.holds([b"online"])
        broker.stop()
        broker.start()
        eventually(lambda: station.line.facts.reconnects == 1 and station.line.facts.healthy, what="the reconnect")
        publish_all(broker.access("simulators"), [("care/v1/site/watch-1/status", b"later")])
        station.holds([b"later"])
    assert [message.payload for message in station.messages] == [b"online", b"later"]


def test_filters_come_and_go_while_the_line_stands(broker: Broker) -> None:
    filters = ["care/v1/site/watch-1/readings"]
    with Station(broker.access("api"), filters=filters, clean_session=True).start_up() as station:
        station.line.add_filter("care/v1/site/watch-2/readings")
        station.line.remove_filter("care/v1/site/watch-1/readings")
        station.up()
        topics = [f"care/v1/site/watch-{n}/readings" for n in (1, 2)]
        publish_all(broker.access("simulators"), [(topic, topic) for topic in topics])
        station.holds([topics[1].encode()])
    assert topics[0].encode() not in station.payloads()


def test_a_line_without_filters_is_healthy_and_hears_nothing(broker: Broker) -> None:
    with Station(broker.access("api"), filters=[], clean_session=True).start_up() as station:
        publish_all(broker.access("simulators"), [("care/v1/site/watch-1/readings", b"1")])
    assert not station.messages


def test_what_is_published_while_a_batch_is_committed_goes_out(broker: Broker) -> None:
    def tell(batch: list[Message]) -> None:
        for message in batch:
            station.line.publish("care/v1/site/alerts/a1", b"alert for " + message.payload, retain=True)

    alerts = Station(broker.access("api"), filters=["care/v1/+/alerts/+"], client_id="wall")
    station = Station(broker.access("alerts"), handle=tell, client_id="alerts")
    with alerts.start_up(), station.start_up():
        publish_all(broker.access("simulators"), [("care/v1/site/watch-1/readings", b"180")])
        alerts.holds([b"alert for 180"])
        eventually(lambda: station.line.facts.unpublished == 0, what="the confirmation")


def test_what_is_published_without_a_broker_goes_out_once_there_is_one(broker: Broker) -> None:
    with Station(broker.access("ingest"), filters=["care/v1/+/alerts/+"], client_id="wall").start_up() as wall:
        pass
    broker.stop()
    with Station(broker.access("alerts"), client_id="alerts") as station:
        for n in range(30):
            station.line.publish("care/v1/site/alerts/a1", json.dumps(n))
        eventually(lambda: station.line.facts.last_error, what="an error that can be shown")
        assert station.line.facts.unpublished == 30
        broker.start()
        eventually(lambda: station.line.facts.unpublished == 0, what="the confirmations")
    with Station(broker.access("ingest"), filters=["care/v1/+/alerts/+"], client_id="wall") as wall:
        wall.holds(b"%d" % n for n in range(30))


def test_the_status_says_online_then_offline_at_a_clean_stop(broker: Broker) -> None:
    with Station(broker.access("api"), filters=[STATUS], client_id="wall").start_up() as wall:
        with Station(broker.access("ingest"), instance="ingest").start_up():
            wall.holds([b"online"])
        wall.holds([b"offline"])
    assert [message.payload for message in wall.messages] == [b"online", b"offline"]


def test_the_broker_says_offline_for_a_line_that_crashed(broker: Broker) -> None:
    def fail(_: list[Message]) -> None:
        raise ZeroDivisionError

    with Station(broker.access("api"), filters=[STATUS], client_id="wall").start_up() as wall:
        with Station(broker.access("ingest"), instance="ingest", handle=fail).start_up() as station:
            publish_all(broker.access("simulators"), [("care/v1/site/watch-1/readings", b"1")])
            assert station.ended()
        wall.holds([b"offline"])


def test_time_passes_in_the_same_thread_with_and_without_a_broker() -> None:
    ticks: list[tuple[int, datetime]] = []
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)

    def tick(now: datetime) -> None:
        ticks.append((threading.get_ident(), now))

    with Station(nobody(), idle=tick, tick=0.01, clock=lambda: noon):
        eventually(lambda: len(ticks) >= 5, what="five ticks")
    assert len({thread for thread, _ in ticks}) == 1
    assert {now for _, now in ticks} == {noon}


def test_a_fault_while_time_passes_ends_the_run() -> None:
    def fail(_: datetime) -> None:
        raise ZeroDivisionError

    with Station(nobody(), idle=fail) as station:
        assert station.ended()
    assert isinstance(station.error, ZeroDivisionError)


@pytest.mark.parametrize("host", ["127.0.0.1", "192.0.2.1"])
def test_a_line_that_reaches_nobody_says_so_and_stops_when_told(host: str) -> None:
    access = BrokerAccess(addresses=(Address(host=host, port=free_port()),))
    with Station(access) as station:
        eventually(lambda: station.line.facts.last_error, what="an error that can be shown")
        assert not station.line.facts.healthy


def test_two_programs_with_one_client_id_are_told_of_each_other(broker: Broker) -> None:
    first = Station(broker.access("ingest"), client_id="same").start_up()
    with first, Station(broker.access("ingest"), client_id="same"):
        eventually(lambda: "client id" in str(first.line.facts.last_error), what="the hint")


def test_time_passes_while_the_line_is_busy(broker: Broker) -> None:
    seen: list[int] = []

    def tick(_: datetime) -> None:
        seen.append(len(station.messages))

    station = Station(broker.access("ingest"), idle=tick, tick=0.0, batch_limit=10)
    with station.start_up():
        sent = [("care/v1/site/w1/readings", b"%d" % n) for n in range(500)]
        publish_all(broker.access("simulators"), sent)
        station.holds(payload for _, payload in sent)
    assert len([count for count in set(seen) if 0 < count < 500]) >= 10


def test_the_next_address_is_tried_when_one_does_not_answer(broker: Broker) -> None:
    access = broker.access("ingest")
    both = BrokerAccess(
        addresses=(*nobody().addresses, *access.addresses), username=access.username, password=access.password
    )
    with Station(both).start_up() as station:
        assert station.line.facts.broker == str(access.addresses[0])
