"""The process: ends in time though streams are open, and ends with an error when a thread has died."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest

from api.callers import COOKIE
from store.records import open_records, records_url
from store.settings import StoreSettings
from tests.api.house import House
from tests.brokers import eventually, free_port, nats
from tests.neighbourhood import STEWARD, cast


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """Give a data directory with the cast in it and an embedded broker on it."""
    with nats(tmp_path), open_records(records_url(StoreSettings(data_dir=tmp_path))) as records:
        cast(records, datetime.now(UTC))
        yield tmp_path


@contextlib.contextmanager
def running(data: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("BANISTER_")},
        "BANISTER_DATA_DIR": str(data),
        "BANISTER_HTTP_PORT": str(port),
    }
    with (data / "api.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "api"], env=environment, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        eventually(lambda: answers(address), what="the API")
        yield process, address
    finally:
        process.kill()
        process.wait(10)


def answers(address: str) -> bool:
    try:
        return httpx2.get(f"{address}/healthz", timeout=1).is_success
    except httpx2.TransportError:
        return False


def test_it_ends_within_two_seconds_though_streams_are_open(data: Path) -> None:
    with open_records(records_url(StoreSettings(data_dir=data))) as records:
        token = records.accounts.open_session(STEWARD, datetime.now(UTC), timedelta(hours=1))
    with running(data) as (process, address), contextlib.ExitStack() as streams:
        client = streams.enter_context(httpx2.Client(base_url=address, cookies={COOKIE: token}))
        for path in ("/api/v1/alerts/stream", "/api/v1/residents/lin-xiuying/stream"):
            events = streams.enter_context(client.sse(path, timeout=10))
            assert next(iter(events)).event == "ready"
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert time.monotonic() - begun < 2


def test_it_is_on_the_line_and_says_so(data: Path) -> None:
    with running(data) as (_, address):
        eventually(lambda: httpx2.get(f"{address}/readyz").json()["facts"]["line"]["connected"], what="the line")


def test_the_death_of_a_thread_ends_the_server_with_an_error(house: House) -> None:
    house.parts.feed._records = None  # type: ignore[assignment]  # breaks its next round
    eventually(lambda: house.parts.feed.died, what="the death")
    eventually(lambda: house.server is not None and house.server.failed, what="the end")
    eventually(lambda: not answers(house.address), what="the silence")


def test_what_is_missing_is_told_in_one_line(tmp_path: Path) -> None:
    environment = {**os.environ, "BANISTER_DATA_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-m", "api"], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
