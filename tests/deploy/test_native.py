"""The stack of compose.yaml, started natively, does what it is for: a pulse of 180 becomes one alert."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import pytest

from mqtt.access import Address, BrokerAccess
from mqtt.greeting import lets_in
from tests.brokers import eventually, publish_all
from tests.deploy.native import Stack, stack, status_of
from tests.deploy.postgres import postgres_as_in_compose

pytestmark = pytest.mark.xdist_group("stack")


@pytest.fixture(scope="module", params=["nats", "mosquitto"])
def up(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Everything that `docker compose up` would run, with the example neighbourhood and one device's own user."""
    laid = stack(tmp_path_factory.mktemp(request.param))
    with postgres_as_in_compose(laid.ports["postgres"], "banister", laid.secret("postgres")):
        try:
            laid.start("broker-users")
            laid.start_nats() if request.param == "nats" else laid.start_mosquitto()
            (laid.folder / "imported").write_text(laid.once("import"), encoding="utf-8")
            (laid.folder / "credential").write_text(laid.credential("lin-lane.watch-lin"), encoding="utf-8")
            for name in ("ingest", "alerts", "api"):
                laid.start(name)
            yield laid
        finally:
            laid.stop()


@pytest.fixture
def ready(up: Stack) -> Stack:
    """Give the same, once it says that it is ready."""
    up.wait(lambda: status_of(up.ports["http"], "/readyz") == 200, "/readyz is 200")
    return up


def _as_the_device(up: Stack) -> BrokerAccess:
    said = (up.folder / "credential").read_text(encoding="utf-8")
    password = re.search(r"^password (\S+)", said, re.MULTILINE)
    assert password is not None
    address = Address(host="127.0.0.1", port=up.ports["broker"])
    device = BrokerAccess(addresses=(address,), username="lin-lane/watch-lin", password=password[1])
    eventually(lambda: lets_in(device), what="the device's login")
    return device


@contextmanager
def _as_steward(up: Stack) -> Iterator[httpx2.Client]:
    printed = (up.folder / "imported").read_text(encoding="utf-8")
    password = re.search(r"^\s*wang\s+(\S+)", printed, re.MULTILINE)
    assert password is not None
    with httpx2.Client(base_url=f"http://127.0.0.1:{up.ports['http']}", timeout=20) as client:
        assert client.post("/api/v1/session", json={"login": "wang", "password": password[1]}).status_code == 200
        own = {"old_password": password[1], "new_password": "a word of his own"}
        assert client.put("/api/v1/me/password", json=own).status_code == 204
        yield client


def _alerts(client: httpx2.Client) -> list[dict[str, object]]:
    found: list[dict[str, object]] = client.get("/api/v1/alerts", params={"resident": "lin-xiuying"}).json()["items"]
    return found


@pytest.mark.parametrize("service", ["ingest", "alerts", "api"])
def test_each_service_is_healthy_by_the_check_of_its_container(ready: Stack, service: str) -> None:
    ready.wait(lambda: ready.healthy(service), f"{service} is healthy")


def test_a_pulse_of_180_becomes_one_alert(ready: Stack) -> None:
    reading = ("care/v1/lin-lane/watch-lin/readings", json.dumps({"heart_rate": 180}))
    publish_all(_as_the_device(ready), [reading, reading])
    with _as_steward(ready) as steward:
        ready.wait(lambda: _alerts(steward), "the alert")
        publish_all(_as_the_device(ready), [reading])
        latest = "/api/v1/residents/lin-xiuying/readings/latest"
        ready.wait(lambda: '"heart_rate"' in steward.get(latest).text, "the reading")
        assert [alert["severity"] for alert in _alerts(steward)] == ["critical"]
