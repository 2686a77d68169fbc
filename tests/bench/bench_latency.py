"""From a device's publish to the steward's webhook, with ingest and alerts as real processes beside a steady load.

A thousand alerts are open all the while: calls for help of half of the watches that make up the load, which only a
person ends. So every second message is of somebody in trouble, and takes the long way through the rules.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from domain.notifications import Channel, ChannelKind
from mqtt.broker import EmbeddedBroker
from store.opening import open_readings
from store.records import open_records
from store.records.opening import records_url
from store.settings import StoreSettings
from tests.bench.villages import SITE, village
from tests.brokers import eventually
from tests.end_to_end.houses import Hook, House, hook

DEVICES = 2_000
RATE = 1_000
PROBES = 200
OPEN = 1_000
EVERY_SECONDS = 0.1
WARM_UP_SECONDS = 3.0
MEDIAN_LIMIT_MS, P99_LIMIT_MS = 10.0, 50.0


def bench_publish_to_webhook() -> list[tuple[str, float, str, float | None]]:
    """Milliseconds from publish to the webhook's receipt at 1,000 messages a second, for 200 alerts one by one."""
    with (
        tempfile.TemporaryDirectory() as folder,
        hook() as receiver,
        latency_house(Path(folder), receiver) as house,
        line_of(house) as line,
    ):
        with load(house):
            times = probe(house, receiver, line, first=DEVICES)
        _call_for_help(line, house, receiver)
        with load(house):
            open_times = probe(house, receiver, line, first=DEVICES + PROBES)
        held = len(house.records.alerts.open())
    assert held >= OPEN, f"{held} alerts were open at the end"
    return [*_rows(times, ""), *_rows(open_times, f", {OPEN:,} alerts open")]


def _rows(times: list[float], more: str) -> list[tuple[str, float, str, float | None]]:
    name = f"publish to webhook at {RATE:,} messages/s{more}"
    return [
        (f"{name}, median", median(times), "ms", MEDIAN_LIMIT_MS),
        (f"{name}, p99", quantiles(times, n=100)[98], "ms", P99_LIMIT_MS),
    ]


@contextmanager
def latency_house(data_dir: Path, receiver: Hook) -> Iterator[House]:
    """Start a house with its services; its steward is told by `receiver`."""
    settings = StoreSettings(data_dir=data_dir)
    with open_records(records_url(settings)) as records, closing(open_readings(settings)) as readings:
        channel = Channel(id="hook", person="steward", kind=ChannelKind.WEBHOOK, target=receiver.url)
        village(records, DEVICES + 2 * PROBES, channels=(channel,))
        house = House(data_dir=data_dir, records=records, readings=readings, broker=EmbeddedBroker(data_dir))
        house.start("ingest", "alerts")
        yield house
        house.supervisor.stop()


@contextmanager
def load(house: House, rate: int = RATE) -> Iterator[None]:
    """Publish healthy readings of `DEVICES` watches at `rate` from a process of its own."""
    seconds = int(WARM_UP_SECONDS + PROBES * EVERY_SECONDS + 30)
    bounds = ("--devices", str(DEVICES), "--rate", str(rate), "--messages", str(rate * seconds), "--site", SITE)
    command = [sys.executable, "-m", "simulators", "--load", *bounds, "--duration", f"{seconds}s"]
    environment = {"BANISTER_DATA_DIR": str(house.data_dir), "PATH": "/usr/bin:/bin"}
    load = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        time.sleep(WARM_UP_SECONDS)
        yield
    finally:
        load.terminate()
        load.wait(10)


@contextmanager
def line_of(house: House) -> Iterator[paho.Client]:
    """Give a line to its broker."""
    access = house.broker.access("simulators")
    client = paho.Client(CallbackAPIVersion.VERSION2)
    client.username_pw_set(access.username, access.password)
    client.connect(access.addresses[0].host, access.addresses[0].port)
    client.loop_start()
    eventually(client.is_connected)
    yield client
    client.disconnect()
    client.loop_stop()


def _call_for_help(line: paho.Client, house: House, receiver: Hook) -> None:
    """Let a thousand people press their buttons, and wait until the steward was told of all of them."""
    before = len(receiver.times)
    for number in range(1, OPEN + 1):
        payload = f'{{"ts": "{datetime.now(UTC).isoformat()}", "sos": true}}'
        line.publish(f"care/v1/{SITE}/watch-{number:06}/readings", payload, qos=1)
    eventually(lambda: len(receiver.times) >= before + OPEN, within=60, what="every call")
    house.supervisor.watch()


def probe(house: House, receiver: Hook, line: paho.Client, *, first: int, many: int = PROBES) -> list[float]:
    """Let one resident after another have a pulse of 180; give the milliseconds until each was told."""
    before, sent = len(receiver.times), {}
    for number in range(first + 1, first + many + 1):
        house.supervisor.watch()
        sent[number] = time.perf_counter()
        payload = f'{{"ts": "{datetime.now(UTC).isoformat()}", "heart_rate": 180}}'
        line.publish(f"care/v1/{SITE}/watch-{number:06}/readings", payload, qos=1)
        time.sleep(EVERY_SECONDS)
    eventually(lambda: len(receiver.times) >= before + many, within=30, what="every webhook")
    received = _received(receiver)
    return [(received[f"{SITE}.watch-{number:06}"] - at) * 1000 for number, at in sent.items()]


def _received(receiver: Hook) -> dict[str, float]:
    """Give when each device's alert was told first."""
    return {body["data"]["alert"]["device"]: receiver.first_at[key] for key, body in receiver.bodies.items()}
