"""The embedded broker: crashes, logins, what each user may do, new devices."""

import dataclasses
from pathlib import Path

import pytest

from domain.errors import BadSettings
from mqtt.access import BrokerAccess
from mqtt.broker import BrokerFailed, EmbeddedBroker
from mqtt.broker_users import DeviceUser, hash_password
from mqtt.greeting import lets_in
from mqtt.settings import MqttSettings
from mqtt.topics import device_subject
from tests.brokers import eventually, free_port, nats, publish_all
from tests.mqtt.station import Station

READINGS = "care/v1/site/{}/readings"


def device(name: str) -> DeviceUser:
    return DeviceUser(
        username=name, password_hash=hash_password(f"secret of {name}"), subjects=(device_subject("site", name),)
    )


def login(broker: EmbeddedBroker, name: str) -> BrokerAccess:
    return dataclasses.replace(broker.access("ingest"), username=name, password=f"secret of {name}")


def is_heard(broker: EmbeddedBroker, speaker: BrokerAccess, topic: str) -> bool:
    with Station(broker.access("banister"), filters=["care/v1/#", "zigbee2mqtt/#"]).start_up() as station:
        publish_all(speaker, [(topic, b"told")])
        publish_all(broker.access("simulators"), [(READINGS.format("end"), b"end")])
        station.holds([b"end"])
    return b"told" in station.payloads()


def test_nothing_acknowledged_is_lost_when_the_broker_is_killed(tmp_path: Path) -> None:
    with nats(tmp_path) as broker, Station(broker.access("ingest")).start_up() as station:
        for start in range(0, 3000, 1000):
            publish_all(
                broker.access("simulators"), [(READINGS.format("w"), b"%d" % n) for n in range(start, start + 1000)]
            )
            broker.kill()
            broker.start()
        station.holds(b"%d" % n for n in range(3000))


def test_a_wrong_password_is_told_in_words_and_the_line_stays_red(tmp_path: Path) -> None:
    with nats(tmp_path) as broker:
        access = dataclasses.replace(broker.access("ingest"), password="wrong")
        with Station(access) as station:
            eventually(lambda: station.line.facts.last_error, what="an error that can be shown")
            assert "refuses the login of ingest" in str(station.line.facts.last_error)
            assert not station.line.facts.connected


def test_a_refused_subscription_is_red_and_hurts_no_other(tmp_path: Path) -> None:
    filters = ["care/v1/+/+/readings", "secret/#"]
    with nats(tmp_path) as broker, Station(broker.access("ingest"), filters=filters) as station:
        eventually(lambda: station.line.facts.refused, what="the refusal")
        assert station.line.facts.refused == ("secret/#",)
        assert not station.line.facts.healthy
        publish_all(broker.access("simulators"), [(READINGS.format("w"), b"1")])
        station.holds([b"1"])
        station.line.remove_filter("secret/#")
        station.up()


@pytest.mark.parametrize(
    ("topic", "arrives"),
    [
        ("care/v1/site/w1/readings", True),
        ("care/v1/site/w1/status", True),
        ("care/v1/site/w2/readings", False),
        ("care/v1/other/w1/readings", False),
        ("care/v1/site/alerts/w1", False),
        ("care/v1/service/ingest/status", False),
        ("zigbee2mqtt/w1", False),
    ],
)
def test_a_device_publishes_its_own_topics_and_no_other(tmp_path: Path, topic: str, *, arrives: bool) -> None:
    with nats(tmp_path, [device("w1")]) as broker:
        assert is_heard(broker, login(broker, "w1"), topic) == arrives


@pytest.mark.parametrize("filter_", ["care/v1/site/w1/readings", "care/v1/#", "#", "$MQTT/sub/#"])
def test_a_device_reads_nothing(tmp_path: Path, filter_: str) -> None:
    with nats(tmp_path, [device("w1")]) as broker:
        own = login(broker, "w1")
        with Station(own, filters=[filter_], client_id="w1", clean_session=True) as station:
            eventually(lambda: station.line.facts.refused, what="the refusal")


@pytest.mark.parametrize(
    ("user", "topic", "arrives"),
    [
        ("alerts", "care/v1/site/alerts/a1", True),
        ("alerts", "care/v1/service/alerts/status", True),
        ("alerts", "care/v1/site/w1/readings", False),
        ("ingest", "care/v1/service/ingest-2/status", True),
        ("ingest", "care/v1/site/alerts/a1", False),
        ("api", "care/v1/site/alerts/a1", False),
        ("simulators", "zigbee2mqtt/door", True),
    ],
)
def test_a_service_publishes_what_the_contract_gives_it(
    tmp_path: Path, user: str, topic: str, *, arrives: bool
) -> None:
    with nats(tmp_path) as broker:
        assert is_heard(broker, broker.access(user), topic) == arrives


def test_services_read_the_bases_of_the_dialects_that_are_switched_on(tmp_path: Path) -> None:
    broker = EmbeddedBroker(tmp_path, bases=["home/zig.bee"])
    filters = ["care/v1/+/+/readings", "home/zig.bee/#"]
    with broker, Station(broker.access("ingest"), filters=filters).start_up() as station:
        publish_all(broker.access("simulators"), [("home/zig.bee/door", b"open")])
        station.holds([b"open"])


def test_a_gateway_hears_its_own_commands_and_nothing_else(tmp_path: Path) -> None:
    own = ("zigbee2mqtt", "zigbee2mqtt.>")
    gateway = dataclasses.replace(device("w1"), subjects=("zigbee2mqtt.>",), reads=own)
    with nats(tmp_path, [gateway]) as broker:
        filters = ["zigbee2mqtt/#", "care/v1/+/+/readings"]
        with Station(login(broker, "w1"), filters=filters, client_id="w1").start() as station:
            eventually(lambda: station.line.facts.refused == (filters[1],), what="the refusal")
            publish_all(broker.access("simulators"), [("zigbee2mqtt/door/set", b"identify")])
            station.holds([b"identify"])


def test_a_new_device_gets_in_without_cutting_anybody_off(tmp_path: Path) -> None:
    with nats(tmp_path, [device("w1")]) as broker, Station(broker.access("ingest")).start_up() as station:
        new = login(broker, "w2")
        broker.set_devices([device("w1"), device("w2")])
        eventually(lambda: lets_in(new), what="the new device's login")
        publish_all(new, [(READINGS.format("w2"), b"new")])
        station.holds([b"new"])
        assert station.line.facts.reconnects == 0


def test_a_removed_device_is_refused(tmp_path: Path) -> None:
    with nats(tmp_path, [device("w1")]) as broker:
        old = login(broker, "w1")
        assert lets_in(old)
        broker.set_devices([])
        eventually(lambda: not lets_in(old), what="the refusal")


def test_the_port_and_the_passwords_stay_and_are_private(tmp_path: Path) -> None:
    with nats(tmp_path) as broker:
        first = broker.access("ingest")
    with nats(tmp_path) as broker:
        assert broker.access("ingest") == first == MqttSettings(data_dir=tmp_path).access("ingest")
    secrets = [path for path in (tmp_path / "broker").rglob("*") if path.is_file() and "jetstream" not in str(path)]
    assert not [path for path in secrets if path.stat().st_mode & 0o007]
    assert (tmp_path / "broker" / "passwords" / "ingest").stat().st_mode & 0o777 == 0o600


def test_no_embedded_broker_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="BANISTER_MQTT_URL"):
        MqttSettings(data_dir=tmp_path).access("ingest")


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    port = free_port()
    with EmbeddedBroker(tmp_path / "one", port=port), pytest.raises(BrokerFailed, match="address already in use"):
        EmbeddedBroker(tmp_path / "two", port=port).start()
