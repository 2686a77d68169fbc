"""The embedded broker on a disk that is full, and has room again."""

from pathlib import Path

import pytest

from mqtt.broker import EmbeddedBroker
from tests.brokers import nats
from tests.disks import full, small_disk
from tests.mqtt.station import Station


def fill_up(broker: EmbeddedBroker) -> None:
    """Say on until the broker keeps nothing more (a block of its file has room at first)."""
    for _ in range(2_000):
        if not broker.takes_in():
            return
    pytest.fail("the broker never met the full disk")


def test_a_broker_that_met_a_full_disk_says_so_and_a_restart_mends_it(tmp_path: Path) -> None:
    reads = ["care/v1/#"]
    with (
        small_disk(tmp_path / "disk") as disk,
        nats(disk) as broker,
        Station(broker.access("ingest"), filters=reads).start_up(),
    ):
        assert broker.takes_in()
        with full(disk):
            fill_up(broker)
            assert broker.ready()
        broker.kill()
        broker.start()
        assert broker.takes_in()
