"""A store that takes longer for a batch than the broker waits for its acknowledgement."""

import threading
from collections import Counter
from pathlib import Path

from mqtt.message import Message
from tests.brokers import eventually, nats, publish_all
from tests.mqtt.station import Station

COUNT = 4_000


def test_what_comes_again_while_a_slow_store_works_does_not_drown_it(tmp_path: Path) -> None:
    taken, never = Counter[bytes](), threading.Event()

    def slow(batch: list[Message]) -> None:
        never.wait(3)
        taken.update(message.payload for message in batch)

    with nats(tmp_path) as broker:
        with Station(broker.access("ingest")).start_up():
            pass
        publish_all(broker.access("simulators"), [("care/v1/site/w/readings", b"%d" % n) for n in range(COUNT)])
        with Station(broker.access("ingest"), handle=slow).start_up() as station:
            eventually(lambda: len(taken) == COUNT, within=60, what="every message")
            eventually(lambda: station.line.facts.duplicates, what="a duplicate")
        assert taken.total() < 2 * COUNT
