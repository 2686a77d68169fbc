"""mqtts: a broker whose certificate is vouched for by an authority of our own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mqtt.access import BrokerAccess, parse_url
from tests.brokers import eventually, mosquitto
from tests.certificates import certify
from tests.mqtt.station import Station

TOPIC = "care/v1/site/w1/readings"


def encrypted(folder: Path) -> str:
    return f"certfile {folder}/cert.pem\nkeyfile {folder}/key.pem\n"


def tls(folder: Path, access: BrokerAccess) -> BrokerAccess:
    return parse_url(f"mqtts://ingest@{access.addresses[0]}?ca={folder}/ca.pem")


@pytest.fixture
def access(tmp_path: Path) -> Iterator[BrokerAccess]:
    certify(tmp_path, "IP:127.0.0.1")
    with mosquitto(tmp_path, encrypted(tmp_path)) as broker:
        yield tls(tmp_path, broker.access("ingest"))


def test_messages_come_through_an_encrypted_line(access: BrokerAccess) -> None:
    big = [b"%d" % n * 2000 for n in range(10, 60)]
    with Station(access).start_up() as station, Station(access, client_id="writer").start_up() as writer:
        for payload in big:
            writer.line.publish(TOPIC, payload)
        station.holds(big)


def test_a_certificate_of_another_authority_is_refused_in_words(access: BrokerAccess, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    certify(other, "IP:127.0.0.1")
    with Station(tls(other, access)) as station:
        eventually(lambda: "certificate" in str(station.line.facts.last_error), what="the refusal")
        assert not station.line.facts.connected


def test_a_certificate_for_another_host_is_refused(tmp_path: Path) -> None:
    certify(tmp_path, "DNS:elsewhere")
    with mosquitto(tmp_path, encrypted(tmp_path)) as broker, Station(tls(tmp_path, broker.access("ingest"))) as station:
        eventually(lambda: "certificate" in str(station.line.facts.last_error), what="the refusal")


def test_a_broker_without_encryption_is_not_talked_to_in_the_clear(tmp_path: Path) -> None:
    certify(tmp_path, "IP:127.0.0.1")
    with mosquitto(tmp_path) as broker, Station(tls(tmp_path, broker.access("ingest"))) as station:
        eventually(lambda: station.line.facts.last_error, what="an error that can be shown")
        assert not station.line.facts.connected
