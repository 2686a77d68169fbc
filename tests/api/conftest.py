"""Houses to ask: `house` for tests that change something, `shared_house` for those that only look."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.passwords import hash_password
from store.logs import LogSettings, configure_logs
from tests.api.house import House, open_house
from tests.api.oidc_house import BASE, CALLBACK, WORD, opened
from tests.api.oidc_provider import OpenProvider, running_provider
from tests.clocks import Clock
from tests.neighbourhood import STEWARD


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


@pytest.fixture
def provider() -> Iterator[OpenProvider]:
    """Run an OpenID provider of one's own."""
    with running_provider(Clock(), f"{BASE}{CALLBACK}") as running:
        yield running


@pytest.fixture
def known_house(tmp_path: Path, provider: OpenProvider) -> Iterator[House]:
    """Open a house that knows the provider; the steward has a password."""
    with opened(tmp_path, provider) as house:
        house.records.accounts.set_password(STEWARD, hash_password(WORD))
        provider.clock = house.clock
        yield house
