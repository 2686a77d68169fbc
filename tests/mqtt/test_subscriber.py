"""At least once, on both brokers: what was published is handed over, in order, and acknowledged after the commit."""

import threading
from datetime import datetime

import pytest

from domain.errors import StoreAway
from mqtt.message import Message
from tests.brokers import eventually, publish_all
from tests.mqtt.conftest import Broker
from tests.mqtt.station import Station

POISON = [b"", b"\xff\xfe\x00", b'{"heart_rate": NaN}', b"[" * 20_000, b"\0" * 60_000]


def readings(start: int, count: int) -> list[tuple[str, bytes]]:
    return [(f"care/v1/site/watch-{n % 7}/readings", b"%d" % n) for n in range(start, start + count)]


def payloads(messages: list[tuple[str, bytes]]) -> list[bytes]:
    return [payload for _, payload in messages]


def test_messages_are_handed_over_in_the_order_of_publishing(broker: Broker) -> None:
    sent = readings(0, 3000)
    with Station(broker.access("ingest")).start_up() as station:
        publish_all(broker.access("simulators"), sent)
        station.holds(payloads(sent))
    assert [message.payload for message in station.messages if not message.duplicate] == payloads(sent)
    assert [message.topic for message in station.messages[:2]] == [topic for topic, _ in sent[:2]]


def test_a_session_keeps_what_is_published_while_nobody_listens(broker: Broker) -> None:
    sent = readings(0, 500)
    with Station(broker.access("ingest")).start_up():
        pass
    publish_all(broker.access("simulators"), sent)
    with Station(broker.access("ingest")) as station:
        station.holds(payloads(sent))
    assert not any(message.retained for message in station.messages)


def test_an_acknowledged_message_does_not_come_again(broker: Broker) -> None:
    with Station(broker.access("ingest")).start_up() as station:
        publish_all(broker.access("simulators"), readings(0, 10))
        station.holds(payloads(readings(0, 10)))
    publish_all(broker.access("simulators"), readings(10, 1))
    with Station(broker.access("ingest")) as station:
        station.holds([b"10"])
    assert station.payloads() == {b"10"}


def test_an_exception_ends_the_run_and_nothing_of_its_batch_is_acknowledged(broker: Broker) -> None:
    def fail(_: list[Message]) -> None:
        raise ZeroDivisionError("a fault of ours")

    with Station(broker.access("ingest"), handle=fail).start_up() as station:
        publish_all(broker.access("simulators"), readings(0, 5))
        assert station.ended()
    assert isinstance(station.error, ZeroDivisionError)
    assert not station.line.facts.connected
    with Station(broker.access("ingest")) as again:
        again.holds(payloads(readings(0, 5)))


def test_poison_is_handed_over_untouched_and_its_neighbours_land(broker: Broker) -> None:
    poison = [("care/v1/site/watch-0/readings", payload) for payload in POISON]
    with Station(broker.access("ingest")).start_up() as station:
        publish_all(broker.access("simulators"), [*readings(0, 20), *poison, *readings(20, 20)])
        station.holds([*payloads(readings(0, 40)), *POISON])


def test_a_retained_message_is_marked_as_history_and_a_live_one_is_not(broker: Broker) -> None:
    topic = "care/v1/site/watch-0/readings"
    publish_all(broker.access("simulators"), [(topic, b"old")], retain=True)
    with Station(broker.access("ingest")).start_up() as station:
        station.holds([b"old"])
        publish_all(broker.access("simulators"), [(topic, b"new")])
        station.holds([b"new"])
    assert {message.payload: message.retained for message in station.messages} == {b"old": True, b"new": False}


def test_a_store_that_is_away_makes_the_line_let_go_and_nothing_is_lost(broker: Broker) -> None:
    probed = threading.Event()

    def probe() -> None:
        probed.set()
        if station.store_away.is_set():
            raise OSError("still full")

    station = Station(broker.access("ingest"), probe=probe)
    station.store_away.set()
    with station.start_up():
        publish_all(broker.access("simulators"), readings(0, 50))
        eventually(lambda: station.line.facts.let_go_since and probed.is_set(), what="letting go")
        publish_all(broker.access("simulators"), readings(50, 50))
        facts = station.line.facts
        assert (facts.connected, facts.acked, facts.healthy) == (False, 0, False)
        station.store_away.clear()
        station.holds(payloads(readings(0, 100)))
    assert station.line.facts.let_go_since is None


def test_a_store_that_is_away_while_time_passes_makes_the_line_let_go_too(broker: Broker) -> None:
    away = threading.Event()

    def tick(_: datetime) -> None:
        if away.is_set():
            raise StoreAway("no records")

    with Station(broker.access("ingest"), idle=tick, tick=0.01).start_up() as station:
        away.set()
        eventually(lambda: not station.line.facts.connected, what="letting go")
        assert station.line.facts.let_go_reason == "no records"
        away.clear()
        station.up()
        assert station.line.facts.let_go_reason is None


def test_a_commit_that_outlives_its_connection_acknowledges_nothing(broker: Broker) -> None:
    held, release = threading.Event(), threading.Event()

    def hold(_: list[Message]) -> None:
        if not held.is_set():
            held.set()
            release.wait(20)

    with Station(broker.access("ingest"), handle=hold).start_up() as station:
        publish_all(broker.access("simulators"), readings(0, 1))
        assert held.wait(10)
        broker.stop()
        broker.start()
        publish_all(broker.access("simulators"), readings(1, 1))
        release.set()
        eventually(lambda: len(station.messages) >= 3, what="the second coming of the first message")
    assert sorted(message.payload for message in station.messages) == [b"0", b"0", b"1"]


@pytest.mark.parametrize("count", [1, 1000, 1001])
def test_batches_end_at_their_limit_and_lose_nothing_there(broker: Broker, count: int) -> None:
    sizes: list[int] = []
    with Station(broker.access("ingest")).start_up():
        pass
    publish_all(broker.access("simulators"), readings(0, count))
    station = Station(broker.access("ingest"), handle=lambda batch: sizes.append(len(batch)), batch_limit=100)
    with station:
        station.holds(payloads(readings(0, count)))
    assert sum(sizes) >= count
    assert max(sizes) <= 100
