"""Houses to ask: `house` for tests that change something, `shared_house` for those that only look."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.logs import LogSettings, configure_logs
from tests.api.house import House, open_house


@pytest.fixture(scope="session", autouse=True)
def _plain_logs() -> None:
    configure_logs("api", LogSettings(log_level="WARNING"))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Open a house of one's own."""
    with open_house(tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def shared_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Open one house for a whole module."""
    with open_house(tmp_path_factory.mktemp("house")) as opened:
        yield opened
