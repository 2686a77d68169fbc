"""Everything is killed while a minute of readings comes three times, shuffled: nothing is lost, nothing told twice."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from domain.alerts import Alert
from mqtt.broker import EmbeddedBroker
from store.opening import open_readings
from store.records import open_records, records_url
from store.settings import StoreSettings
from tests.brokers import publish_all
from tests.end_to_end.houses import Hook, House, hook
from tests.end_to_end.minute import EXPECTED, Said, minute, rows, settle

ROUNDS = 3
SLICES = 6
KILLED = ("ingest", "alerts", "broker")


@pytest.fixture
def receiver() -> Iterator[Hook]:
    with hook() as one:
        yield one


@pytest.fixture
def house(tmp_path: Path, receiver: Hook) -> Iterator[House]:
    settings = StoreSettings(data_dir=tmp_path)
    with open_records(records_url(settings)) as records:
        readings = open_readings(settings)
        one = House(data_dir=tmp_path, records=records, readings=readings, broker=EmbeddedBroker(tmp_path))
        settle(records, receiver.url)
        one.start("ingest", "alerts")
        yield one
        one.supervisor.stop()
        readings.close()


@pytest.mark.parametrize("seed", [1, 2])
def test_three_shuffled_minutes_under_kills_end_as_one_sorted_minute(house: House, receiver: Hook, seed: int) -> None:
    dice = random.Random(seed)
    said = minute(datetime.now(UTC) - timedelta(seconds=90))
    for _ in range(ROUNDS):
        _publish_under_kills(house, said, dice)
    house.until(lambda: rows(house.readings, said) == {(one.device, one.metric, one.at): one.value for one in said})
    house.until(lambda: len(receiver.bodies) >= len(EXPECTED), what="the messages")
    _settled(house)

    assert all(house.supervisor.restarts.get(name, 0) >= ROUNDS for name in KILLED)
    assert {(alert.resident, alert.rule, alert.severity.word) for alert in _alerts(house)} == EXPECTED
    assert len(_alerts(house)) == len(EXPECTED)
    assert len(receiver.bodies) == len(EXPECTED), "each alert is told once, by one idempotency key"


def _publish_under_kills(house: House, said: list[Said], dice: random.Random) -> None:
    """Publish all of it in slices, shuffled; kill somebody after each. A slice that a kill cuts short comes again."""
    shuffled = dice.sample(said, len(said))
    size = -(-len(shuffled) // SLICES)
    for number, start in enumerate(range(0, len(shuffled), size)):
        messages = [(one.topic, json.dumps(one.payload)) for one in shuffled[start : start + size]]
        house.until(house.broker.ready, what="the broker")
        publish_all(house.broker.access("simulators"), messages)
        house.kill(KILLED[number % len(KILLED)])
        house.supervisor.watch()


def _alerts(house: House) -> list[Alert]:
    return house.records.alerts.find(limit=100)


def _settled(house: House) -> None:
    """Wait until both services have taken everything that the broker holds for them, and nothing waits to be sent."""
    for name in ("ingest", "alerts"):
        house.until(partial(house.subscribed, name), what=name)
    before: list[object] = []

    def quiet() -> bool:
        """Nothing has come for some looks in a row: the lines' counts stand still past the broker's ack_wait."""
        now = [house.line_of(name).get("received") for name in ("ingest", "alerts")]
        before.append(now)
        return len(before) > 100 and all(one == now for one in before[-80:])

    house.until(quiet, what="quiet lines")
