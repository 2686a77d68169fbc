"""The brokers of compose.yaml, run natively with the configuration of deploy/."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mqtt.access import Address, BrokerAccess
from mqtt.broker import nats_server
from mqtt.broker_users import SERVICES, DeviceUser, hash_password, users_file
from mqtt.credentials import hash_for_mosquitto
from mqtt.greeting import lets_in
from mqtt.mosquitto_files import passwords_file, rights_file
from mqtt.topics import device_subject
from tests.brokers import eventually, free_port, opens, publish_all
from tests.mqtt.station import Station
from tests.programs import need_mosquitto

DEPLOY = Path(__file__).parents[2] / "deploy"
OWN, OTHER = "care/v1/site/w1/readings", "care/v1/site/w2/readings"


def lay_nats(folder: Path, port: int) -> list[str]:
    text = (DEPLOY / "nats" / "nats.conf").read_text(encoding="utf-8")
    places = {"0.0.0.0:1883": f"127.0.0.1:{port}", ":4222": ":-1", ":8222": ":-1", "users/users.conf": "users.conf"}
    for theirs, ours in places.items():
        assert theirs in text
        text = text.replace(theirs, ours)
    device = DeviceUser(
        username="site/w1", password_hash=hash_password("site/w1"), subjects=(device_subject("site", "w1"),)
    )
    (folder / "nats.conf").write_text(text.replace('"/data', f'"{folder}'), encoding="utf-8")
    services = {name: hash_password(name) for name in SERVICES}
    (folder / "users.conf").write_text(users_file(services, [device]), encoding="utf-8")
    return [nats_server(), "--config", str(folder / "nats.conf")]


def lay_mosquitto(folder: Path, port: int) -> list[str]:
    program = need_mosquitto()
    text = (DEPLOY / "mosquitto" / "mosquitto.conf").read_text(encoding="utf-8")
    places = {"1883 0.0.0.0": f"{port} 127.0.0.1", "/users/": f"{folder}/", "/mosquitto/data": str(folder)}
    for theirs, ours in places.items():
        assert theirs in text
        text = text.replace(theirs, ours)
    (folder / "mosquitto.conf").write_text("user root\n" + text, encoding="utf-8")
    w1 = DeviceUser(
        username="site/w1",
        password_hash="",
        mosquitto_hash=hash_for_mosquitto("site/w1"),
        subjects=(device_subject("site", "w1"),),
    )
    (folder / "acl").write_text(rights_file([w1]), encoding="utf-8")
    hashes = {name: hash_for_mosquitto(name) for name in SERVICES}
    (folder / "users").write_text(passwords_file(hashes, [w1]), encoding="utf-8")
    return [program, "-c", str(folder / "mosquitto.conf")]


Lay = Callable[[Path, int], list[str]]
Access = Callable[[str], BrokerAccess]


@pytest.fixture(params=[lay_nats, lay_mosquitto])
def access(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Access]:
    """Run the broker; every user's password is its name."""
    lay: Lay = request.param
    port = free_port()
    command = lay(tmp_path, port)
    with (tmp_path / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as running:
        here = (Address(host="127.0.0.1", port=port),)
        try:
            eventually(lambda: opens(port), what=f"the port of {command[0]}")
            yield lambda user: BrokerAccess(addresses=here, username=user, password=user)
        finally:
            running.terminate()


def test_services_read_what_devices_say_and_a_device_says_only_its_own(access: Access) -> None:
    with Station(access("ingest")).start_up() as station:
        publish_all(access("site/w1"), [(OWN, b"own")])
        station.holds([b"own"])
        publish_all(access("site/w1"), [(OTHER, b"forged")])
        publish_all(access("site/w1"), [(OWN, b"end")])
        station.holds([b"end"])
    assert station.payloads() == {b"own", b"end"}


def test_a_session_waits_for_its_service_past_a_thousand_messages(access: Access) -> None:
    with Station(access("ingest")).start_up():
        pass
    publish_all(access("simulators"), [(OWN, b"%d" % n) for n in range(3000)])
    with Station(access("ingest")) as station:
        station.holds(b"%d" % n for n in range(3000))


def test_sixty_four_kilobytes_of_json_pass(access: Access) -> None:
    with Station(access("ingest")).start_up() as station:
        publish_all(access("site/w1"), [(OWN, b"x" * 65_536)])
        station.holds([b"x" * 65_536])


def test_what_zigbee2mqtt_tells_of_a_large_house_cuts_it_off_nowhere(access: Access) -> None:
    said = [("zigbee2mqtt/bridge/devices", b"x" * 1_500_000), ("zigbee2mqtt/door", b"door")]
    with Station(access("ingest"), filters=["zigbee2mqtt/#"]).start_up() as station:
        publish_all(access("simulators"), said)
        station.holds([b"door"])


def test_nobody_gets_in_without_a_name_and_its_password(access: Access) -> None:
    known, stranger = access("ingest"), access("stranger")
    nameless = BrokerAccess(addresses=known.addresses)
    assert [lets_in(who) for who in (known, stranger, nameless)] == [True, False, False]


def test_alerts_tells_the_walls_and_nobody_else_can(access: Access) -> None:
    topic = "care/v1/site/alerts/a1"
    with Station(access("api"), filters=["care/v1/+/alerts/+"]).start_up() as station:
        publish_all(access("ingest"), [(topic, b"forged")])
        publish_all(access("alerts"), [(topic, b"alert")])
        station.holds([b"alert"])
    assert station.payloads() == {b"alert"}
