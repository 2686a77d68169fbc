"""Both kinds of connection over TLS, and a certificate that is not trusted."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from simulators.errors import LineError
from simulators.lines import shared_line
from simulators.load import Load, run
from simulators.settings import Access
from tests.brokers import free_port, mosquitto
from tests.certificates import certify


@pytest.fixture
def secured(tmp_path: Path) -> Iterator[Access]:
    """Give the way to a Mosquitto with a certificate, and to the authority that vouches for it."""
    certify(tmp_path, "IP:127.0.0.1")
    port = free_port()
    extra = f"listener {port} 127.0.0.1\ncertfile {tmp_path}/cert.pem\nkeyfile {tmp_path}/key.pem\n"
    with mosquitto(tmp_path, extra):
        yield Access(addresses=(("127.0.0.1", port),), tls=True, ca=tmp_path / "ca.pem")


def test_a_load_goes_over_tls(secured: Access) -> None:
    result = run(secured, Load(devices=20, messages=5000, duration=60))
    assert (result.messages, result.unacknowledged) == (5000, 0)


def test_life_goes_over_tls(secured: Access) -> None:
    line = shared_line(secured, client_id="simulators-test")
    assert line.connected
    line.close()


def test_a_certificate_that_nobody_vouches_for_is_refused(secured: Access) -> None:
    with pytest.raises(LineError, match="certificate verify failed"):
        run(replace(secured, ca=None), Load(devices=1, messages=1, duration=1))
