"""The publishing connection: at least once across a broker's restart, and plain words from one that refuses."""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mqtt.broker import EmbeddedBroker
from mqtt.broker_users import DeviceUser, hash_password
from simulators.dialects import Message, availability
from simulators.errors import BadRequest, LineError
from simulators.line import WINDOW, Line
from simulators.lines import line_per_device, shared_line
from simulators.neighbourhood import synthetic
from tests.brokers import RunningMosquitto, eventually, free_port, mosquitto, nats
from tests.simulators.cast import MONDAY, WATCH, ZIGBEE_DOOR, listening, way_to


def _message(number: int) -> Message:
    topic = f"care/v1/lin-lane/watch-{number % 7}/readings"
    return Message(
        due=MONDAY + timedelta(seconds=number), sender="lin-lane.watch-lin", topic=topic, payload=b"%d" % number
    )


def test_what_is_published_is_confirmed_and_heard(broker: EmbeddedBroker | RunningMosquitto) -> None:
    with listening(broker.access("ingest"), "care/v1/+/+/readings") as heard:
        line = shared_line(way_to(broker.access("simulators")), client_id="simulators-test")
        for number in range(WINDOW + 500):
            assert line.publish(_message(number))
        assert line.drain() == 0
        line.close()
        eventually(lambda: len(heard) == WINDOW + 500, what="the last message")
    assert line.acknowledged == WINDOW + 500


def test_nothing_is_lost_while_the_broker_is_away(tmp_path: Path) -> None:
    with mosquitto(tmp_path) as broker:
        line = shared_line(way_to(broker.access("simulators")), client_id="simulators-test")
        broker.kill()
        eventually(lambda: not line.connected, what="the loss of the line")
        for number in range(50):
            line.publish(_message(number))
        broker.start()
        with listening(broker.access("ingest"), "care/v1/+/+/readings") as heard:
            assert line.drain(within=20) == 0
            line.close()
            eventually(lambda: heard or line.acknowledged == 50, what="the confirmation")
    assert line.acknowledged == 50


def test_a_full_window_waits_and_gives_up_when_stopped(tmp_path: Path) -> None:
    stop = threading.Event()
    with mosquitto(tmp_path) as broker:
        line = shared_line(way_to(broker.access("simulators")), client_id="simulators-test")
        broker.kill()
        eventually(lambda: not line.connected, what="the loss of the line")
        for number in range(WINDOW):
            assert line.publish(_message(number), stop)
        stop.set()
        assert not line.publish(_message(WINDOW), stop)
        line.close()


def test_the_second_address_serves_when_the_first_is_dead(broker: EmbeddedBroker | RunningMosquitto) -> None:
    access = way_to(broker.access("simulators"))
    line = Line(replace(access, addresses=(("127.0.0.1", free_port()), *access.addresses)), client_id="simulators-test")
    line.open()
    assert line.connected
    line.close()


def test_a_wrong_password_is_said_at_once(tmp_path: Path) -> None:
    with nats(tmp_path) as broker:
        access = replace(way_to(broker.access("simulators")), password="wrong")
        with pytest.raises(LineError, match="refused us: "):
            shared_line(access, client_id="simulators-test")


def test_a_broker_that_does_not_answer_is_named() -> None:
    port = free_port()
    access = replace(way_to(RunningMosquitto(directory=Path(), port=port).access("simulators")))
    with pytest.raises(LineError, match=f"127.0.0.1:{port}: .*refused"):
        Line(access, client_id="simulators-test").open(within=0.5)


def test_each_device_comes_with_its_own_credentials(tmp_path: Path) -> None:
    user = DeviceUser(
        username="watch", password_hash=hash_password("secret"), subjects=("care.v1.lin-lane.watch-lin.>",)
    )
    with nats(tmp_path, [user]) as broker, listening(broker.access("ingest"), "care/v1/+/+/+") as heard:
        access = replace(way_to(broker.access("simulators")), username=None, password=None)
        lines = line_per_device(access, (WATCH,), {WATCH.name: ("watch", "secret")}, now=MONDAY)
        lines.publish(availability(WATCH, "online", due=MONDAY))
        assert lines.drain() == 0
        lines.close()
        eventually(lambda: [message.topic for message in heard] == ["care/v1/lin-lane/watch-lin/status"], what="online")


def test_a_device_that_breaks_off_leaves_its_last_will(broker: EmbeddedBroker | RunningMosquitto) -> None:
    with listening(broker.access("ingest"), "care/v1/+/+/status", "zigbee2mqtt/bridge/state") as heard:
        lines = line_per_device(way_to(broker.access("simulators")), (WATCH, ZIGBEE_DOOR), {}, now=MONDAY)
        for line in lines._lines.values():
            line._client._sock_close()
        eventually(lambda: len(heard) >= 2, what="the last wills")
        lines.close()
    assert {message.payload for message in heard} == {b"offline", b'{"state":"offline"}'}


def test_a_line_whose_thread_has_ended_says_so(tmp_path: Path) -> None:
    with mosquitto(tmp_path) as broker:
        line = shared_line(way_to(broker.access("simulators")), client_id="simulators-test")
        line.close()
        with pytest.raises(LineError, match="the connection's thread has ended"):
            line.publish(_message(1))


def test_too_many_connections_are_refused_before_the_first(tmp_path: Path) -> None:
    access = way_to(RunningMosquitto(directory=tmp_path, port=free_port()).access("simulators"))
    with pytest.raises(BadRequest, match="3000 connections are more than 1000"):
        line_per_device(access, synthetic(1000, site="here"), {}, now=MONDAY)
