"""Both kinds of connection over TLS, and a certificate that is not trusted."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from simulators.errors import LineError
from simulators.lines import shared_line
from simulators.load import Load, run
from simulators.settings import Access
from tests.brokers import free_port, mosquitto
from tests.programs import need

_OURSELVES = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")


@pytest.fixture
def secured(tmp_path: Path) -> Iterator[Access]:
    """Give the way to a Mosquitto whose certificate is signed by itself."""
    key, certificate, port = tmp_path / "key.pem", tmp_path / "certificate.pem", free_port()
    files = ("-keyout", str(key), "-out", str(certificate))
    request = (need("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *files, *_OURSELVES)
    subprocess.run(request, check=True, capture_output=True)
    extra = f"listener {port} 127.0.0.1\ncertfile {certificate}\nkeyfile {key}\n"
    with mosquitto(tmp_path, extra):
        yield Access(addresses=(("127.0.0.1", port),), tls=True, ca=certificate)


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
