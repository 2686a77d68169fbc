"""What decoding costs."""

import time
from datetime import UTC, datetime

from devices import decode

RUNS = 100
MESSAGES = 500
NOW = datetime(2026, 11, 24, 0, 0, 1, tzinfo=UTC)
VITALS = (
    b'{"ts":"2026-11-24T08:00:00.000+08:00","seq":1042,"heart_rate":72,"spo2":97,'
    b'"systolic_pressure":128,"diastolic_pressure":80}'
)
CONTACT = b'{"battery":100,"contact":false,"linkquality":160,"voltage":3015}'

Row = tuple[str, float, str, float | None]


def bench_decode() -> list[Row]:
    """Measure CPU per message: four vital signs, time and counter; a door; a payload that is broken."""
    return [
        ("decode, four vital signs", _cost("care/v1/lin-lane/watch-lin/readings", VITALS), "us", 8.0),
        ("decode, Zigbee2MQTT door", _cost("zigbee2mqtt/door", CONTACT), "us", None),
        ("decode, broken JSON", _cost("care/v1/lin-lane/watch-lin/readings", VITALS[:-1]), "us", None),
    ]


def _cost(topic: str, payload: bytes) -> float:
    """Give the least of many short runs, in us a message: what else runs here only adds."""
    runs = []
    for _ in range(RUNS):
        began = time.process_time()
        for _ in range(MESSAGES):
            decode(topic, payload, NOW)
        runs.append((time.process_time() - began) / MESSAGES * 1e6)
    return min(runs)
