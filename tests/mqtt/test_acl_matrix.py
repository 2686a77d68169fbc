"""Who may say and hear what, tried by everybody on every topic, on both brokers; judged by what arrives."""

import functools
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from banister.broker_upkeep import users_of
from mqtt.access import BrokerAccess
from mqtt.broker_users import SERVICES, DeviceUser, gateway_user, hash_password
from mqtt.credentials import hash_for_mosquitto
from mqtt.mosquitto_files import passwords_file, rights_file
from mqtt.topics import device_subject
from tests.api.house import open_house
from tests.brokers import eventually, mosquitto, nats
from tests.mqtt.acl_cast import (
    ATTIC,
    DEVICES,
    FILTERS,
    GATEWAY,
    GONE,
    IDENTITIES,
    KEPT_OUT,
    NOBODY,
    RENEWED,
    ROTATED,
    SPY,
    TOPICS,
    WRONG,
    Scene,
    Tongue,
    may_hear,
    may_say,
)
from tests.neighbourhood import COMMUNITY, COMMUNITY_STAFF

_SETTLE = 0.4
"""Seconds after the spy has heard everything: what was going to arrive elsewhere has arrived."""


def over_http(directory: Path) -> tuple[list[DeviceUser], dict[str, str | None]]:
    """Make gateways as staff do; give the broker's users that follow from the records, and the passwords shown."""
    gateways, passwords = "/api/v1/gateways", {}
    with open_house(directory) as house:
        staff = house.as_(COMMUNITY_STAFF)
        for base in (ATTIC, GONE, RENEWED):
            made = staff.post(gateways, json={"base": base, "area": COMMUNITY, "name": base}).json()
            passwords[base] = made["credential"]["password"]
        assert staff.delete(f"{gateways}/{GONE}").status_code == 204
        assert staff.post(f"{gateways}/{RENEWED}/credential").status_code == 201
        return users_of(house.records), passwords


def users(more: Iterable[DeviceUser]) -> list[DeviceUser]:
    """Give those that the broker knows: a rotated device with a new password, no retired one."""
    known = {name: name for name in (*DEVICES, WRONG)} | {ROTATED: "new"}
    devices = [
        DeviceUser(
            username=name,
            password_hash=hash_password(password),
            mosquitto_hash=hash_for_mosquitto(password),
            subjects=(device_subject(*name.split("/")),),
        )
        for name, password in known.items()
    ]
    gateway = gateway_user(GATEWAY, hash_password(GATEWAY), hash_for_mosquitto(GATEWAY))
    everything = replace(gateway, username=SPY, subjects=(">",), reads=(">",))
    spy = replace(everything, password_hash=hash_password(SPY), mosquitto_hash=hash_for_mosquitto(SPY))
    return [*devices, gateway, spy, *more]


def put_down(directory: Path, everybody: list[DeviceUser]) -> str:
    """Write Mosquitto's files; give the lines of its configuration that name them."""
    hashes = {name: hash_for_mosquitto(name) for name in SERVICES}
    (directory / "users").write_text(passwords_file(hashes, everybody), encoding="utf-8")
    (directory / "acl").write_text(rights_file(everybody) + "topic readwrite $SYS/#\n", encoding="utf-8")
    files = f"password_file {directory}/users\nacl_file {directory}/acl\n"
    return f"allow_anonymous false\nmax_queued_messages 10000000\n{files}"


@pytest.fixture(scope="module", params=["nats", "mosquitto"])
def scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Put everybody at the broker."""
    directory = tmp_path_factory.mktemp(request.param)
    more, shown = over_http(directory)
    everybody = users(more)
    if request.param == "nats":
        with nats(directory, everybody) as broker:
            passwords = {name: broker.access(name).password for name in SERVICES}
            yield from played("nats", broker.access("banister"), passwords | shown)
    else:
        with mosquitto(directory, put_down(directory, everybody)) as other:
            yield from played("mosquitto", other.access("banister"), shown)


def played(name: str, access: BrokerAccess, passwords: dict[str, str | None]) -> Iterator[Scene]:
    spy = Tongue(access, SPY, SPY)
    spy.listen("#")
    tongues = {}
    for who in IDENTITIES:
        password = "wrong" if who == WRONG else passwords.get(who, who)
        tongues[who] = Tongue(access, who, password)
    yield Scene(name=name, spy=spy, tongues=tongues, wholly=name == "nats")
    for tongue in (spy, *tongues.values()):
        tongue.stop()


def test_only_who_has_a_name_and_its_password_gets_in(scene: Scene) -> None:
    got_in = {who for who, tongue in scene.tongues.items() if tongue.let_in}
    assert got_in == set(IDENTITIES) - set(KEPT_OUT)
    assert NOBODY in KEPT_OUT


def test_what_everybody_says_arrives_where_it_may_and_nowhere_else(
    scene: Scene, record_property: Callable[[str, object], None]
) -> None:
    for who, tongue in scene.tongues.items():
        tongue.say(TOPICS, f"said by {who}".encode())
    scene.spy.say(["end"], b"end")
    eventually(lambda: scene.spy.heard[b"end"], what="the end")
    time.sleep(_SETTLE)
    heard = {who: scene.spy.heard[f"said by {who}".encode()] for who in IDENTITIES}
    assert heard == {who: {topic for topic in TOPICS if may_say(who, topic)} for who in IDENTITIES}
    record_property("matrix", f"{len(IDENTITIES) * len(TOPICS)} publishes on {scene.name}")


def test_everybody_hears_what_they_may_and_nothing_else(
    scene: Scene, record_property: Callable[[str, object], None]
) -> None:
    topics = [topic for topic in TOPICS if not topic.startswith("$")]
    wrong = []
    for n, filter_ in enumerate(FILTERS):
        said = b"round %d" % n
        for tongue in scene.tongues.values():
            tongue.listen(filter_)
        scene.spy.say(topics, said)
        eventually(functools.partial(_all_heard, scene.spy, said, set(topics)), what="everything at the spy")
        time.sleep(_SETTLE)
        for who, tongue in scene.tongues.items():
            may = {topic for topic in topics if may_hear(who, filter_, topic, whole=scene.wholly)}
            wrong += [(who, filter_, tongue.heard[said] ^ may)] if tongue.heard[said] != may else []
            tongue.leave(filter_)
    assert wrong == []
    size = len(IDENTITIES) * len(FILTERS) * len(topics)
    record_property("matrix", f"{size} deliveries of {len(IDENTITIES) * len(FILTERS)} subscriptions on {scene.name}")


def _all_heard(spy: Tongue, said: bytes, topics: set[str]) -> bool:
    return spy.heard[said] == topics
