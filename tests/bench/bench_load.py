"""How fast the simulators' load mode publishes, and what it costs, on the embedded broker."""

import tempfile
from pathlib import Path

from simulators.load import Load, run
from simulators.settings import Settings
from tests.brokers import nats

MESSAGES = 300_000
LEAST_PER_SECOND = 20_000.0


def bench_load() -> list[tuple[str, float, str, float | None]]:
    """Messages a second of one process, all of them acknowledged (QoS 1)."""
    with tempfile.TemporaryDirectory() as folder, nats(Path(folder)):
        access = Settings(mqtt_url=None, data_dir=Path(folder)).access()
        done = run(access, Load(devices=20_000, messages=MESSAGES, duration=60))
    assert done.unacknowledged == 0
    return [
        ("load: published and acknowledged, 20,000 devices", done.per_second, "messages/s", LEAST_PER_SECOND),
        ("load: CPU a message", done.cpu_us_per_message, "us", None),
    ]
