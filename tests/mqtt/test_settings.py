"""Where the broker is: every form of BANISTER_MQTT_URL, and what is said about the bad ones."""

from pathlib import Path

import pytest

from domain.errors import BadSettings
from mqtt.access import Address, BrokerAccess, parse_url
from mqtt.settings import MqttSettings


def test_a_url_gives_address_login_and_encryption() -> None:
    assert parse_url("mqtt://me:p%40ss@host:1884") == BrokerAccess(
        addresses=(Address(host="host", port=1884),), username="me", password="p@ss"
    )
    assert parse_url("mqtts://host?ca=/etc/ca.pem") == BrokerAccess(
        addresses=(Address(host="host", port=8883),), tls=True, ca=Path("/etc/ca.pem")
    )


def test_a_cluster_is_written_with_commas() -> None:
    access = parse_url("mqtt://me:pw@one:1, two:2,mqtt://[::1]")
    assert [str(address) for address in access.addresses] == ["one:1", "two:2", "::1:1883"]
    assert (access.username, access.password) == ("me", "pw")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (" , ", "empty"),
        ("host:1883", "mqtt:// or mqtts://"),
        ("http://host", "mqtt:// or mqtts://"),
        ("mqtt://", "host is missing"),
        ("mqtt://host:0", "port is 0"),
        ("mqtt://host:port", "port must be a number"),
        ("mqtt://host:99999", "port must be a number"),
        ("mqtt://host/path", "path"),
        ("mqtt://[::1", "cannot be read"),
        ("mqtt://a,mqtts://b", "mixes"),
        ("mqtt://a:1@h,mqtt://b:2@h", "different users"),
        ("mqtts://h?verify=no", "unknown option verify"),
        ("mqtt://h?ca=x", "goes with mqtts"),
    ],
)
def test_a_bad_url_is_refused_in_words(url: str, said: str) -> None:
    with pytest.raises(BadSettings, match=said):
        parse_url(url)


@pytest.mark.parametrize("url", ["mqtt://me:hunter2@host:port", "mqtt://me:hunter2@host/p", "mqtt://me:hunter2@[x"])
def test_no_error_shows_the_password(url: str) -> None:
    with pytest.raises(BadSettings) as caught:
        parse_url(url)
    assert "hunter2" not in str(caught.value)
    assert "hunter2" not in repr(parse_url("mqtt://me:hunter2@host"))
    assert "hunter2" not in repr(MqttSettings(mqtt_url="mqtt://me:hunter2@host"))


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("from the file\n", encoding="utf-8")
    monkeypatch.setenv("BANISTER_MQTT_URL", "mqtt://nats:1883")
    monkeypatch.setenv("BANISTER_MQTT_PASSWORD_FILE", str(secret))
    access = MqttSettings().access("ingest")
    assert (access.username, access.password) == ("ingest", "from the file")


def test_files_that_are_missing_or_empty_are_told(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch()
    for file, said in ((tmp_path / "none", "cannot be read"), (empty, "is empty")):
        with pytest.raises(BadSettings, match=said):
            MqttSettings(mqtt_url="mqtt://host", mqtt_password_file=file).access("ingest")
    with pytest.raises(BadSettings, match="is not there"):
        MqttSettings(mqtt_url=f"mqtts://host?ca={tmp_path}/ca.pem").access("ingest")
