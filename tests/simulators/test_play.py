"""A whole performance over a real broker, by a clock that need not wait."""

import threading
from dataclasses import replace
from datetime import timedelta

from devices import decode
from domain.readings import Report
from mqtt.broker import EmbeddedBroker
from simulators.lines import shared_line
from simulators.play import Stage, play
from simulators.requests import tellings, wanted
from simulators.timeline import Timeline
from tests.brokers import RunningMosquitto, eventually
from tests.simulators.cast import EVERYTHING, MONDAY, LeapingClock, listening, street, way_to


def _performed(running: EmbeddedBroker | RunningMosquitto, *, backfill: timedelta, lasts: timedelta) -> list[Report]:
    told = tellings([wanted("sos@5m", EVERYTHING)], seed=1, start=MONDAY)
    line = shared_line(way_to(running.access("simulators")), client_id="simulators-test")
    stage = Stage(lines=line, clock=LeapingClock(MONDAY), stop=threading.Event())
    with listening(running.access("ingest"), "care/v1/+/+/+", "zigbee2mqtt/+", "zigbee2mqtt/+/+") as heard:
        left = play(replace(street(), tellings=told), Timeline(origin=MONDAY), stage, backfill=backfill, lasts=lasts)
        line.close()
        assert left == 0
        eventually(lambda: len(heard) == line.acknowledged, what="the last message")
    return [report for message in heard for report in decode(message.topic, message.payload, MONDAY).reports]


def test_a_street_lives_its_past_then_its_present(broker: EmbeddedBroker | RunningMosquitto) -> None:
    reports = _performed(broker, backfill=timedelta(hours=20), lasts=timedelta(minutes=10))
    watch = [report for report in reports if report.device == "lin-lane.watch-lin"]
    assert [report.seq for report in watch] == list(range(1, len(watch) + 1))
    assert len(watch) == 20 * 60 + 10 + 3
    assert len([report for report in watch if "sos" in report.values]) == 3


def test_a_stopped_performance_says_goodbye(broker: EmbeddedBroker | RunningMosquitto) -> None:
    stop = threading.Event()
    line = shared_line(way_to(broker.access("simulators")), client_id="simulators-test")
    stage = Stage(lines=line, clock=LeapingClock(MONDAY), stop=stop, tell=lambda _message: stop.set())
    with listening(broker.access("ingest"), "care/v1/+/+/status") as heard:
        play(street(), Timeline(origin=MONDAY), stage, backfill=timedelta(0))
        line.close()
        eventually(lambda: {message.payload for message in heard} == {b"offline"}, what="the farewells")
