"""What `home_assistant` may say and hear, and what `alerts` may say to it: on both brokers, switched on and off."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mqtt.access import BrokerAccess
from mqtt.broker import EmbeddedBroker
from mqtt.broker_users import HOME_ASSISTANT, SERVICES, DeviceUser, Shown, gateway_user, hash_password, service_rights
from mqtt.credentials import hash_for_mosquitto
from mqtt.mosquitto_files import passwords_file, rights_file
from tests.brokers import eventually, mosquitto
from tests.mqtt.acl_cast import Tongue

ON, ALERTS_ONLY = Shown(prefix="home/ha.1", devices=True), Shown(prefix="home/ha.1", devices=False)
SPY = "spy"
OURS = ("home/ha.1/device/banister_elm_DEVICE_w1/config", "home/ha.1/banister/banister_elm_FLAT_1")
BIRTH = "home/ha.1/status"
READINGS, STATUS = "care/v1/elm/w1/readings", "care/v1/elm/w1/status"
SERVICE = "care/v1/service/alerts/status"
OTHERS = ("home/ha.1/sensor/x/config", "home/other", "care/v1/elm/w1/info", "zigbee2mqtt/door", "care/v1/elm/alerts/a1")
TOPICS = (*OURS, BIRTH, READINGS, STATUS, SERVICE, *OTHERS)

_SETTLE = 0.4
"""Seconds after the end is heard: what was going to arrive elsewhere has arrived."""


def spy() -> DeviceUser:
    """Give somebody who may say and hear all."""
    one = gateway_user(SPY, hash_password(SPY), hash_for_mosquitto(SPY))
    return DeviceUser(
        username=SPY,
        password_hash=one.password_hash,
        mosquitto_hash=one.mosquitto_hash,
        subjects=(">",),
        reads=(">",),
    )


@contextmanager
def nats_with(directory: Path, shown: Shown | None) -> Iterator[tuple[BrokerAccess, dict[str, str | None]]]:
    """Run the embedded broker, and give everybody's password."""
    broker = EmbeddedBroker(directory, shown=shown)
    broker.start([spy()])
    try:
        names = service_rights(shown=shown)
        yield broker.access("alerts"), {name: broker.access(name).password for name in names}
    finally:
        broker.stop()


@contextmanager
def mosquitto_with(directory: Path, shown: Shown | None) -> Iterator[tuple[BrokerAccess, dict[str, str | None]]]:
    """Run Mosquitto with the files that are written for it."""
    rights = service_rights(shown=shown)
    hashes = {name: hash_for_mosquitto(name) for name in rights}
    (directory / "users").write_text(passwords_file(hashes, [spy()]), encoding="utf-8")
    (directory / "acl").write_text(rights_file([spy()], rights), encoding="utf-8")
    # With no bound at all it cuts off who says what they may not.
    bound = "allow_anonymous false\nmax_queued_messages 10000000\n"
    files = f"{bound}password_file {directory}/users\nacl_file {directory}/acl\n"
    with mosquitto(directory, files) as broker:
        yield broker.access("alerts"), {name: name for name in rights}


KINDS = {"nats": nats_with, "mosquitto": mosquitto_with}


@contextmanager
def tongue(access: BrokerAccess, who: str, password: str | None) -> Iterator[Tongue]:
    """Let one of them speak for a while."""
    one = Tongue(access, who, password)
    try:
        yield one
    finally:
        one.stop()


def arrives(access: BrokerAccess, who: str, password: str | None) -> set[str]:
    """Say something everywhere, and give where it arrives."""
    with tongue(access, SPY, SPY) as listener, tongue(access, who, password) as one:
        listener.listen("#")
        one.say(TOPICS, b"said")
        listener.say(["end"], b"end")
        eventually(lambda: listener.heard[b"end"], what="the end")
        time.sleep(_SETTLE)
        return set(listener.heard[b"said"])


def heard(access: BrokerAccess, who: str, password: str | None, filters: tuple[str, ...]) -> set[str]:
    """Listen to all these, and give what comes when somebody says something everywhere."""
    with tongue(access, SPY, SPY) as speaker, tongue(access, who, password) as one:
        for filter_ in filters:
            one.listen(filter_)
        speaker.say(TOPICS, b"all")
        one.listen("home/ha.1/#")
        speaker.say([BIRTH], b"end")
        eventually(lambda: one.heard[b"end"], what="the end")
        time.sleep(_SETTLE)
        return set(one.heard[b"all"])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shown", [ON, ALERTS_ONLY])
def test_home_assistant_hears_what_it_is_shown_and_says_only_that_it_is_there(
    tmp_path: Path, kind: str, shown: Shown
) -> None:
    with KINDS[kind](tmp_path, shown) as (access, passwords):
        assert arrives(access, HOME_ASSISTANT, passwords[HOME_ASSISTANT]) == {BIRTH}
        filters = ("#", "home/ha.1/#", "care/v1/+/+/readings", "care/v1/+/+/status", SERVICE, "zigbee2mqtt/#")
        own = {*OURS, BIRTH, "home/ha.1/sensor/x/config", SERVICE}
        devices = {READINGS, STATUS} if shown.devices else set()
        assert heard(access, HOME_ASSISTANT, passwords[HOME_ASSISTANT], filters) == own | devices


@pytest.mark.parametrize("kind", KINDS)
def test_alerts_may_tell_it_while_it_is_on_and_not_while_it_is_off(tmp_path: Path, kind: str) -> None:
    board = {SERVICE, "care/v1/elm/alerts/a1"}
    for name, shown, more in (("on", ON, set(OURS)), ("off", None, set())):
        directory = tmp_path / name
        directory.mkdir()
        with KINDS[kind](directory, shown) as (access, passwords):
            assert arrives(access, "alerts", passwords["alerts"]) == board | more
            with tongue(access, HOME_ASSISTANT, passwords.get(HOME_ASSISTANT, "")) as one:
                assert one.let_in is (shown is not None)


def test_nobody_elses_rights_change_with_it() -> None:
    off, on = service_rights(), service_rights(shown=ON)
    assert set(on) == {*SERVICES, HOME_ASSISTANT}
    assert {name for name in off if off[name] != on[name]} == {"alerts"}
