"""What the line alone costs: receiving and acknowledging, from a backlog, with nothing done in between."""

import statistics
import tempfile
import time
from pathlib import Path

from mqtt.access import BrokerAccess
from mqtt.message import Message
from mqtt.subscriber import Subscriber
from mqtt.topics import all_readings, device_topic
from tests.brokers import mosquitto, nats, publish_all

MESSAGES = 20_000
RUNS = 3
PAYLOAD = (
    '{"ts": "2026-11-24T08:00:00.000+08:00", "seq": 1042, "heart_rate": 72, "spo2": 97,'
    ' "systolic_pressure": 128, "diastolic_pressure": 80}'
)


Row = tuple[str, float, str, float | None]


def bench_line_on_nats() -> list[Row]:
    """Measure our CPU per message with the embedded broker."""
    with tempfile.TemporaryDirectory() as directory, nats(Path(directory)) as broker:
        return _rows("NATS", broker.access("ingest"), broker.access("simulators"))


def bench_line_on_mosquitto() -> list[Row]:
    """Measure our CPU per message with Mosquitto."""
    with tempfile.TemporaryDirectory() as directory, mosquitto(Path(directory)) as broker:
        return _rows("Mosquitto", broker.access("ingest"), broker.access("simulators"))


def _rows(name: str, reader: BrokerAccess, writer: BrokerAccess) -> list[Row]:
    _drain(reader, 0)
    costs, rates = [], []
    for _ in range(RUNS):
        publish_all(writer, [(device_topic("s", f"d{n % 200}", "readings"), PAYLOAD) for n in range(MESSAGES)])
        cpu, wall = _drain(reader, MESSAGES)
        costs.append(cpu / MESSAGES * 1e6)
        rates.append(MESSAGES / wall)
    return [
        (f"receive and acknowledge, {name}, CPU a message", statistics.median(costs), "us", 20.0),
        (f"receive and acknowledge, {name}", statistics.median(rates), "messages/s", None),
    ]


def _drain(access: BrokerAccess, count: int) -> tuple[float, float]:
    """Take `count` messages out of the session; gives CPU and wall seconds, the connecting and the goodbye included."""
    left = count

    def take(batch: list[Message]) -> None:
        nonlocal left
        left -= len(batch)

    def look(_: object) -> None:
        if line.facts.healthy and left <= 0:
            line.stop()

    line = Subscriber(access, client_id="bench", filters=[all_readings()], handle=take, idle=look, tick=0.005)
    cpu, wall = time.process_time(), time.perf_counter()
    line.run()
    return time.process_time() - cpu, time.perf_counter() - wall
