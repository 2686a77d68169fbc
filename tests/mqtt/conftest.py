"""Both brokers that people run, each started once and used by many tests."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest

from mqtt.access import BrokerAccess
from tests.brokers import start_mosquitto, start_nats


class Broker(Protocol):
    """What the tests need of either."""

    def access(self, user: str) -> BrokerAccess: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...


STARTS: dict[str, Callable[[Path], Broker]] = {"nats": start_nats, "mosquitto": start_mosquitto}


@pytest.fixture(params=sorted(STARTS))
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Broker]:
    """Start a fresh broker of each kind."""
    running = STARTS[request.param](tmp_path)
    yield running
    running.stop()
