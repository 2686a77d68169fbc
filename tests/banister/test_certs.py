"""`banister certs`: what it makes holds a real broker's line, and nothing that vouches for others is ever lost."""

import os
import stat
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from typer.testing import CliRunner, Result

from banister.certs import certify
from banister.certs_expiry import certificates
from banister.cli import app
from banister.doctor import Level
from domain.errors import BadInput
from mqtt.access import BrokerAccess, parse_url
from mqtt.greeting import lets_in
from tests.brokers import RunningMosquitto, eventually, mosquitto
from tests.mqtt.station import Station
from tests.programs import need

NOW = datetime.now(UTC).replace(microsecond=0)
BAD_NAMES = [
    *("", " ", "https://broker", "broker:8883", "broker/x", "[::1]", "*.home.example", "-a", "a..b", "a_b", "broker\n"),
    *("256.1.1.1", "1.2.3", "::", "fe80::1%eth0", "林.example", "a" * 64, ".".join(["a" * 60] * 5)),
]
FILES = ("ca.crt", "ca.key", "server.crt", "server.key")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "tls"


def run(folder: Path, *hosts: str, days: int = 365) -> Result:
    named = [part for host in hosts for part in ("--host", host)]
    return CliRunner().invoke(app, ["certs", "--out", str(folder), *named, "--days", str(days)])


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def certificate(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def access(broker: RunningMosquitto, folder: Path, host: str = "127.0.0.1") -> BrokerAccess:
    return parse_url(f"mqtts://ingest@{host}:{broker.port}?ca={folder}/ca.crt")


def encrypted(folder: Path) -> str:
    return f"certfile {folder}/server.crt\nkeyfile {folder}/server.key\n"


@pytest.fixture
def broker(tmp_path: Path, folder: Path) -> Iterator[RunningMosquitto]:
    assert run(folder, "127.0.0.1").exit_code == 0
    with mosquitto(tmp_path, encrypted(folder)) as running:
        yield running


def test_a_client_that_knows_the_ca_is_let_in(broker: RunningMosquitto, folder: Path) -> None:
    assert lets_in(access(broker, folder))


def test_a_host_that_the_certificate_does_not_name_is_refused(broker: RunningMosquitto, folder: Path) -> None:
    with Station(access(broker, folder, host="localhost")) as station:
        eventually(lambda: "certificate" in str(station.line.facts.last_error), what="the refusal")
    assert run(folder, "127.0.0.1", "localhost").exit_code == 0
    broker.stop()
    broker.start()
    assert lets_in(access(broker, folder, host="localhost"))


def test_a_client_of_another_ca_is_refused(broker: RunningMosquitto, folder: Path, tmp_path: Path) -> None:
    assert run(tmp_path / "other", "127.0.0.1").exit_code == 0
    with Station(access(broker, tmp_path / "other")) as station:
        eventually(lambda: "certificate" in str(station.line.facts.last_error), what="the refusal")
        assert not station.line.facts.connected


@pytest.mark.parametrize("host", ["broker.home.example", "192.0.2.10", "2001:db8::7"])
def test_a_strict_client_accepts_each_name_and_address(folder: Path, host: str) -> None:
    certify(folder, ["broker.home.example", "192.0.2.10", "2001:db8::7"], 365, NOW)
    check = "-verify_hostname" if "example" in host else "-verify_ip"
    strict = [need("openssl"), "verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", "ca.crt", check]
    assert subprocess.run([*strict, host, "server.crt"], cwd=folder, check=False, capture_output=True).returncode == 0
    wrong = "elsewhere.example" if "example" in host else "192.0.2.11"
    assert subprocess.run([*strict, wrong, "server.crt"], cwd=folder, check=False, capture_output=True).returncode


def test_keys_are_readable_by_their_owner_only(folder: Path) -> None:
    before = os.umask(0)
    try:
        certify(folder, ["broker"], 365, NOW)
    finally:
        os.umask(before)
    modes = {name: stat.S_IMODE((folder / name).stat().st_mode) for name in FILES}
    assert modes == {"ca.crt": 0o644, "ca.key": 0o600, "server.crt": 0o644, "server.key": 0o600}
    assert set(held(folder)) == set(FILES), "nothing half-made is left"


def test_the_second_run_renews_the_server_certificate_only(folder: Path) -> None:
    first = certify(folder, ["broker"], 10, NOW)
    before = held(folder)
    second = certify(folder, ["broker"], 365, NOW + timedelta(days=9))
    after = held(folder)
    assert {name for name in FILES if before[name] != after[name]} == {"server.crt"}
    assert (first.new_authority, second.new_authority) == (True, False)
    assert second.server_until == NOW + timedelta(days=9 + 365)
    assert certificate(folder / "server.crt").not_valid_after_utc == second.server_until
    certificate(folder / "server.crt").verify_directly_issued_by(certificate(folder / "ca.crt"))


def test_the_authority_holds_ten_years_and_no_certificate_outlives_it(folder: Path) -> None:
    made = certify(folder, ["broker"], 365, NOW)
    assert made.authority_until == NOW + timedelta(days=3650)
    late = certify(folder, ["broker"], 365, NOW + timedelta(days=3600))
    assert late.server_until == late.authority_until == made.authority_until


@pytest.mark.parametrize("gone", ["ca.key", "ca.crt"])
def test_half_an_authority_is_never_made_anew(folder: Path, gone: str) -> None:
    certify(folder, ["broker"], 365, NOW)
    (folder / gone).unlink()
    before = held(folder)
    with pytest.raises(BadInput, match=rf"{gone} is missing"):
        certify(folder, ["broker"], 365, NOW)
    assert held(folder) == before


def test_the_key_of_another_authority_is_refused(folder: Path, tmp_path: Path) -> None:
    certify(folder, ["broker"], 365, NOW)
    certify(tmp_path / "other", ["broker"], 365, NOW)
    (folder / "ca.key").write_bytes((tmp_path / "other" / "ca.key").read_bytes())
    before = held(folder)
    said = run(folder, "broker")
    assert said.exit_code == 1
    assert "is not the key of" in said.stderr
    assert held(folder) == before


@pytest.mark.parametrize("name", FILES[:2] + FILES[3:])
def test_a_file_that_cannot_be_read_is_told_and_kept(folder: Path, name: str) -> None:
    certify(folder, ["broker"], 365, NOW)
    (folder / name).write_text("-----BEGIN nothing-----\n")
    before = held(folder)
    with pytest.raises(BadInput, match=name):
        certify(folder, ["broker"], 365, NOW)
    assert held(folder) == before


def test_a_servers_certificate_and_an_expired_one_are_no_authority(folder: Path) -> None:
    certify(folder, ["broker"], 365, NOW)
    with pytest.raises(BadInput, match="has expired"):
        certify(folder, ["broker"], 365, NOW + timedelta(days=3651))
    for end in ("crt", "key"):
        (folder / f"ca.{end}").write_bytes((folder / f"server.{end}").read_bytes())
    with pytest.raises(BadInput, match="no authority's certificate"):
        certify(folder, ["broker"], 365, NOW)


@pytest.mark.parametrize("host", BAD_NAMES)
def test_a_bad_name_is_told_and_nothing_is_made(folder: Path, host: str) -> None:
    said = run(folder, "broker", host)
    assert said.exit_code == 1
    assert "--host" in said.stderr
    assert not folder.exists()


def test_a_name_given_twice_stands_once(folder: Path) -> None:
    certify(folder, ["Broker", "broker", "::1", "0:0::1"], 365, NOW)
    names = certificate(folder / "server.crt").extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["broker"]
    assert len(names.get_values_for_type(x509.IPAddress)) == 1


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said = run(tmp_path / "file", "broker")
    assert said.exit_code == 1
    assert "File exists" in said.stderr


def test_the_command_says_what_to_do_and_until_when(folder: Path) -> None:
    said = run(folder, "::1", days=30).stdout
    assert f"BANISTER_MQTT_URL=mqtts://USER@[::1]:8883?ca={folder}/ca.crt" in said
    for name in ("ca.crt", "server.crt"):
        assert f"until {certificate(folder / name).not_valid_after_utc:%Y-%m-%d}" in said
    for line in encrypted(folder).splitlines():
        assert line in said


def test_the_doctor_warns_thirty_days_before_either_expires(broker: RunningMosquitto, folder: Path) -> None:
    def levels(days: int) -> list[Level]:
        return [one.level for one in certificates(access(broker, folder), NOW + timedelta(days=days))]

    assert levels(300) == [Level.OK, Level.OK]
    assert levels(340) == [Level.OK, Level.WARNING]
    assert levels(3630) == [Level.WARNING, Level.BAD]


def test_the_doctor_asks_no_certificate_where_none_is_named(folder: Path) -> None:
    assert certificates(parse_url("mqtt://127.0.0.1"), NOW) == []
    folder.mkdir()
    (folder / "ca.crt").write_text("nothing")
    found = certificates(parse_url(f"mqtts://127.0.0.1?ca={folder}/ca.crt"), NOW)
    assert [one.level for one in found] == [Level.BAD]
