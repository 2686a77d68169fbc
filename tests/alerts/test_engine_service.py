"""The service as it runs: a broker, a database, `python -m alerts`, signals."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alerts.engine_service import filters_for, instance_of
from devices import ALL_DIALECTS, NATIVE_ONLY
from domain.notifications import DeliveryState
from mqtt.broker import EmbeddedBroker
from store.records import Records, open_records
from tests.brokers import eventually, nats, publish_all
from tests.neighbourhood import MRS_LIN, STEWARD, cast, console

READINGS = "care/v1/lin-lane/watch-lin/readings"


class House:
    """A broker, records with the cast, and the service as a program."""

    def __init__(self, folder: Path, broker: EmbeddedBroker, records: Records) -> None:
        self.folder, self.broker, self.records = folder, broker, records
        cast(records, datetime.now(UTC), console(STEWARD))

    @contextmanager
    def service(self) -> Iterator["subprocess.Popen[bytes]"]:
        """Run `python -m alerts` until it is told to end."""
        records = f"sqlite:///{self.folder}/service.sqlite"
        environment = {"BANISTER_DATA_DIR": str(self.folder), "BANISTER_RECORDS_URL": records, "PATH": "/usr/bin:/bin"}
        program = subprocess.Popen([sys.executable, "-m", "alerts"], env=environment)
        try:
            eventually(lambda: self._is_ready(program.pid), what="the service is on the line")
            yield program
        finally:
            program.kill()
            program.wait()

    def publish(self, *rates: int) -> None:
        """Let Mrs Lin's watch say these pulses now."""
        said = [(READINGS, json.dumps({"ts": datetime.now(UTC).isoformat(), "heart_rate": rate})) for rate in rates]
        publish_all(self.broker.access("banister"), said)

    def sent(self) -> int:
        """Count the messages that were sent."""
        return self.records.outbox.counts().get(DeliveryState.SENT, 0)

    def _is_ready(self, pid: int) -> bool:
        told = {one.name: one.facts for one in self.records.services.all()}
        facts = told.get("alerts", {})
        return facts.get("pid") == pid and bool(facts["line"]["connected"] and facts["line"]["subscribed"])


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Give a house without a service yet."""
    with nats(tmp_path) as broker, open_records(f"sqlite:///{tmp_path}/service.sqlite") as records:
        yield House(tmp_path, broker, records)


def test_a_pulse_of_180_reaches_the_stewards_console(house: House) -> None:
    with house.service():
        house.publish(72, 180)
        eventually(lambda: house.sent() == 1, what="the steward is told")


def test_a_service_killed_and_started_again_tells_once(house: House) -> None:
    with house.service() as first:
        house.publish(180)
        eventually(house.records.alerts.open, what="the alert is committed")
        first.kill()
    house.publish(180, 181, 182)
    with house.service():
        eventually(lambda: house.records.alerts.open()[0].value == 182, what="the rest was judged")
        eventually(lambda: house.sent() == 1, what="the steward is told")
    assert len(house.records.alerts.find(residents=[MRS_LIN])) == 1


def test_a_terminated_service_ends_well_and_soon(house: House) -> None:
    with house.service() as program:
        begun = time.monotonic()
        program.send_signal(signal.SIGTERM)
        assert program.wait(10) == 0
        assert time.monotonic() - begun < 5


def test_a_worker_of_some_sites_listens_to_those_only() -> None:
    assert filters_for(NATIVE_ONLY, frozenset({"b", "a"}))[:2] == ("care/v1/a/+/readings", "care/v1/b/+/readings")
    assert "zigbee2mqtt/#" in " ".join(filters_for(ALL_DIALECTS, frozenset({"a"})))
    assert instance_of(frozenset({"b", "a"})) == "alerts-a-b"


def test_a_worker_of_all_sites_listens_to_all() -> None:
    assert "care/v1/+/+/readings" in filters_for(NATIVE_ONLY, frozenset())
    assert instance_of(frozenset()) == "alerts"
