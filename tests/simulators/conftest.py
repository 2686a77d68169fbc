"""Both brokers, one after the other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mqtt.broker import EmbeddedBroker
from tests.brokers import RunningMosquitto, mosquitto, nats


@pytest.fixture(params=["nats", "mosquitto"])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EmbeddedBroker | RunningMosquitto]:
    """Run a broker on a free port."""
    with nats(tmp_path) if request.param == "nats" else mosquitto(tmp_path) as running:
        yield running
