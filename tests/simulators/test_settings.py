"""Where the broker is."""

from pathlib import Path

import pytest

from simulators.errors import BadRequest
from simulators.settings import Access, Settings, parse_url


def test_an_address_carries_user_password_and_port() -> None:
    access = parse_url("mqtt://watch:p%40ss@broker.example:1884")
    assert access == Access(addresses=(("broker.example", 1884),), username="watch", password="p@ss")


def test_several_addresses_are_a_cluster() -> None:
    access = parse_url("mqtts://a.example,mqtts://b.example:8884?x=y")
    assert access.addresses == (("a.example", 8883), ("b.example", 8884))
    assert access.tls


def test_a_certificate_file_is_named_in_the_address() -> None:
    assert parse_url("mqtts://a.example?ca=/etc/ca.pem").ca == Path("/etc/ca.pem")


@pytest.mark.parametrize(
    "url", ["http://a", "a:1883", "mqtt://", "mqtt://a,mqtts://b", ",", "mqtt://a:port", "mqtt://a:99999"]
)
def test_a_wrong_address_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(BadRequest, match="BANISTER_MQTT_URL"):
        parse_url(url)


def test_the_password_file_stands_above_the_address(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("from file\n")
    settings = Settings(mqtt_url="mqtt://a.example", mqtt_password_file=secret, data_dir=tmp_path)
    assert (settings.access().username, settings.access().password) == ("simulators", "from file")


def test_the_embedded_broker_leaves_its_port_and_our_password(tmp_path: Path) -> None:
    (tmp_path / "broker" / "passwords").mkdir(parents=True)
    (tmp_path / "broker" / "port").write_text("4711")
    (tmp_path / "broker" / "passwords" / "simulators").write_text("secret")
    access = Settings(mqtt_url=None, mqtt_password_file=None, data_dir=tmp_path).access()
    assert access == Access(addresses=(("127.0.0.1", 4711),), username="simulators", password="secret")


def test_without_any_broker_it_is_said_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(
        BadRequest, match=r"no broker is known: .* Give BANISTER_MQTT_URL, or start the embedded broker"
    ):
        Settings(mqtt_url=None, mqtt_password_file=None, data_dir=tmp_path).access()
