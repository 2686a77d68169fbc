"""Large messages on the embedded broker: what Zigbee2MQTT tells of a whole house, and a day's buffers at once."""

import threading
from pathlib import Path

from mqtt.message import Message
from tests.brokers import eventually, nats, publish_all
from tests.mqtt.station import Station

BUFFERS = 1_600
"""Of 60 KB each: more than the server keeps for a slow reader unless it is told to."""


def test_a_large_message_of_the_zigbee_bridge_cuts_nobody_off(tmp_path: Path) -> None:
    said = [("zigbee2mqtt/bridge/devices", b"x" * 1_500_000), ("zigbee2mqtt/door", b"door")]
    with nats(tmp_path) as broker, Station(broker.access("ingest"), filters=["zigbee2mqtt/#"]).start_up() as station:
        publish_all(broker.access("simulators"), said)
        station.holds([b"door"])


def test_a_days_buffers_wait_for_a_slow_store_without_cutting_the_line(tmp_path: Path) -> None:
    held, seen = threading.Event(), set[str]()

    def slow(batch: list[Message]) -> None:
        held.wait(30)
        seen.update(message.topic for message in batch)

    said = [(f"care/v1/site/d{n}/readings", b"x" * 60_000) for n in range(BUFFERS)]
    with nats(tmp_path) as broker, Station(broker.access("ingest"), handle=slow).start_up() as station:
        publish_all(broker.access("simulators"), said)
        held.set()
        eventually(lambda: len(seen) == BUFFERS, within=60, what="every buffer")
        assert station.line.facts.reconnects == 0
