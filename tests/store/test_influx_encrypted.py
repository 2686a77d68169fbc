"""InfluxDB behind https: written, cut in time, and refused where nobody vouches for it."""

import ssl
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.errors import StoreAway
from store.influx_readings import InfluxReadings
from tests.certificates import certify
from tests.store.influx_stand_in import StandIn, problem, stand_in
from tests.store.readings_contract import pulses


@pytest.fixture
def server(tmp_path: Path) -> Iterator[StandIn]:
    certify(tmp_path, "IP:127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with stand_in(context) as one:
        yield one


@pytest.fixture
def store(server: StandIn) -> Iterator[InfluxReadings]:
    with InfluxReadings(url=server.url, token="t", org="o", bucket="b", keep={}, timeout=timedelta(seconds=1)) as one:
        yield one


@pytest.fixture
def trusted(tmp_path: Path, server: StandIn, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """Let this machine trust the authority, in the way that OpenSSL knows."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return server


def test_readings_are_written_by_https(store: InfluxReadings, trusted: StandIn) -> None:
    assert store.append(pulses([60, 61])).readings == 2
    assert len(trusted.lines()) == 2


def test_an_answer_that_drips_by_https_is_cut(store: InfluxReadings, trusted: StandIn) -> None:
    trusted.answer, trusted.drip = lambda _: problem(503, "x" * 20_000), 10
    began = time.monotonic()
    with pytest.raises(StoreAway):
        store.append(pulses([60]))
    assert time.monotonic() - began < 50  # all of it would take a hundred seconds


def test_a_server_that_nobody_vouches_for_gets_nothing(store: InfluxReadings, server: StandIn) -> None:
    with pytest.raises(StoreAway, match="certificate"):
        store.append(pulses([60]))
    assert server.asked == []
