"""A broker of one's own follows the records: a claim lets a device in, its end cuts it off, each within two seconds."""

import dataclasses
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from banister.broker_follower import Follower, MosquittoUsers, NatsUsers, UsersFiles, hang_up, passwords_in, written
from banister.broker_upkeep import clear_topics
from domain.access import Deed
from domain.errors import BadSettings
from domain.people import Device, DeviceKind
from domain.retained import retained_topics
from mqtt.access import Address, BrokerAccess
from mqtt.broker import nats_server
from mqtt.broker_users import SERVICES
from mqtt.credentials import Credential
from mqtt.greeting import lets_in
from store.records import Records
from store.records.audit import Entry
from store.records.claiming import Login
from tests.brokers import eventually, free_port, opens, publish_all
from tests.mqtt.acl_cast import Tongue
from tests.mqtt.test_deployed import DEPLOY
from tests.neighbourhood import COMMUNITY_STAFF, MRS_LIN, SITE, WATCH, cast
from tests.programs import need_mosquitto

NEW = Device(id=f"{SITE}.watch-7", kind=DeviceKind.WATCH, site=SITE)
TOPIC = f"care/v1/{SITE}/watch-7/readings"
BASES = ("zigbee2mqtt",)
IN_TIME = 2.0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Records, a broker that follows them, and how one reaches it."""

    records: Records
    here: BrokerAccess

    def as_(self, user: str, password: str | None = None) -> BrokerAccess:
        return dataclasses.replace(self.here, username=user, password=password or user)

    def claim(self) -> Credential:
        made, now = Credential.of(NEW.id), datetime.now(UTC)
        self.records.registry.claims.claim(NEW, MRS_LIN, now, login_of(made), noted())
        return made

    def renew(self) -> Credential:
        made = Credential.of(NEW.id)
        self.records.registry.claims.renew_login(NEW.id, login_of(made), noted())
        return made

    def retire(self) -> None:
        retained = retained_topics(NEW.id, "native")
        self.records.registry.claims.retire(NEW.id, datetime.now(UTC), retained, noted())


def noted() -> list[Entry]:
    return [Entry(at=datetime.now(UTC), person=COMMUNITY_STAFF, deed=Deed.KEEP_DEVICES, subject=f"device:{NEW.id}")]


def login_of(made: Credential) -> Login:
    return Login(
        username=made.username,
        made_at=datetime.now(UTC),
        password_hash=made.nats_hash,
        mosquitto_hash=made.mosquitto_hash,
    )


def lay_nats(folder: Path, port: int) -> list[str]:
    text = (DEPLOY / "nats" / "nats.conf").read_text(encoding="utf-8")
    places = {"0.0.0.0:1883": f"127.0.0.1:{port}", ":4222": ":-1", ":8222": ":-1", "users/users.conf": "users.conf"}
    for theirs, ours in places.items():
        text = text.replace(theirs, ours)
    (folder / "nats.conf").write_text(text.replace('"/data', f'"{folder}'), encoding="utf-8")
    return [nats_server(), "--config", str(folder / "nats.conf"), "--pid", str(folder / "pid")]


def lay_mosquitto(folder: Path, port: int) -> list[str]:
    text = (DEPLOY / "mosquitto" / "mosquitto.conf").read_text(encoding="utf-8")
    places = {"1883 0.0.0.0": f"{port} 127.0.0.1", "/users/": f"{folder}/", "/mosquitto/data": str(folder)}
    for theirs, ours in places.items():
        text = text.replace(theirs, ours)
    (folder / "mosquitto.conf").write_text(f"user root\npid_file {folder}/pid\n{text}", encoding="utf-8")
    return [need_mosquitto(), "-c", str(folder / "mosquitto.conf")]


LAYS: dict[str, tuple[Callable[[Path, int], list[str]], type[NatsUsers] | type[MosquittoUsers]]] = {
    "nats": (lay_nats, NatsUsers),
    "mosquitto": (lay_mosquitto, MosquittoUsers),
}


@contextmanager
def following(records: Records, files: UsersFiles, tell: Callable[[], None]) -> Iterator[None]:
    """Look at the records every half a second, as the command does."""
    follower, ends = Follower(records, written([files], tell)), threading.Event()

    def follow() -> None:
        while not ends.wait(0.5):
            follower.round(datetime.now(UTC))

    follower.round(datetime.now(UTC))
    thread = threading.Thread(target=follow)
    thread.start()
    try:
        yield
    finally:
        ends.set()
        thread.join(10)


@pytest.fixture(params=LAYS)
def town(request: pytest.FixtureRequest, records: Records, tmp_path: Path) -> Iterator[Town]:
    lay, kind = LAYS[request.param]
    cast(records, datetime.now(UTC))
    port = free_port()
    command = lay(tmp_path, port)
    files = kind(tmp_path, {name: name for name in (*SERVICES, *BASES)}, BASES)
    with following(records, files, hang_up(tmp_path / "pid")), (tmp_path / "log").open("wb") as log:
        running = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            eventually(lambda: opens(port), what=f"the port of {command[0]}")
            yield Town(records=records, here=BrokerAccess(addresses=(Address(host="127.0.0.1", port=port),)))
        finally:
            running.terminate()
            running.wait(10)


@contextmanager
def ears(town: Town) -> Iterator[Tongue]:
    spy = Tongue(town.here, "banister", "banister")
    spy.listen("care/v1/#")
    try:
        yield spy
    finally:
        spy.stop()


def last_heard(spy: Tongue, speak: Callable[[bytes], None], *, for_: float) -> float:
    """Let somebody go on speaking; give how many seconds after the beginning the last word was heard."""
    began, n = time.monotonic(), 0
    said: dict[bytes, float] = {}
    while time.monotonic() < began + for_:
        word, n = b"word %d" % n, n + 1
        said[word] = time.monotonic() - began
        speak(word)
        time.sleep(0.05)
    time.sleep(0.3)
    return max((at for word, at in said.items() if spy.heard.get(word)), default=0.0)


def test_a_claimed_device_is_let_in_within_two_seconds_and_nobody_is_cut(town: Town) -> None:
    with ears(town) as spy:
        made, began = town.claim(), time.monotonic()
        eventually(lambda: lets_in(town.as_(made.username, made.password)), within=IN_TIME, what="the new device")
        assert time.monotonic() - began < IN_TIME
        publish_all(town.as_(made.username, made.password), [(TOPIC, b"72")])
        eventually(lambda: spy.heard[b"72"] == {TOPIC}, what="its first reading")
        assert not spy.cut.is_set()


@pytest.mark.parametrize("end", ["retire", "renew"])
def test_an_open_line_of_a_device_that_is_gone_says_nothing_after_two_seconds(
    town: Town, end: str, record_property: Callable[[str, object], None]
) -> None:
    made = town.claim()
    own = town.as_(made.username, made.password)
    eventually(lambda: lets_in(own), what="the new device")
    device = Tongue(town.here, made.username, made.password)
    with ears(town) as spy:
        device.say([TOPIC], b"before")
        eventually(lambda: spy.heard[b"before"], what="what it says while it may")
        getattr(town, end)()
        last = last_heard(spy, lambda word: device.say_once(TOPIC, word), for_=IN_TIME + 1.5)
        assert last < IN_TIME
        assert not lets_in(own)
    device.stop()
    record_property("cut_after_seconds", f"{last:.2f}")


def test_what_the_broker_keeps_of_a_retired_device_is_cleared(town: Town) -> None:
    made = town.claim()
    own, topic = town.as_(made.username, made.password), f"care/v1/{SITE}/watch-7/info"
    eventually(lambda: lets_in(own), what="the new device")
    publish_all(own, [(topic, b'{"kind":"watch"}')], retain=True)
    town.retire()
    eventually(lambda: not lets_in(own), what="the device to be cut off")
    claims, later = town.records.registry.claims, datetime.now(UTC) + timedelta(seconds=5)
    clear_topics(town.records, town.as_("banister"), later)
    assert claims.to_clear(later) == []
    spy = Tongue(town.here, "banister", "banister")
    spy.listen("care/v1/#")
    time.sleep(0.5)
    assert topic not in spy.kept
    spy.stop()


def test_a_topic_that_nobody_may_publish_on_holds_up_no_other(town: Town) -> None:
    asked, claims = datetime.now(UTC), town.records.registry.claims
    topics = ["zigbee2mqtt/front door/availability", "zigbee2mqtt/+", f"care/v1/{SITE}/{WATCH.partition('.')[2]}/info"]
    claims.retire(WATCH, asked, topics, noted())
    publish_all(town.as_("banister"), [(topics[-1], b"kept")], retain=True)
    later = asked + timedelta(seconds=5)
    clear_topics(town.records, town.as_("banister"), later)
    assert claims.to_clear(later) == []
    spy = Tongue(town.here, "banister", "banister")
    spy.listen("care/v1/#")
    time.sleep(0.5)
    assert topics[-1] not in spy.kept
    spy.stop()


def test_topics_wait_for_a_broker_that_is_away(records: Records) -> None:
    cast(records, datetime.now(UTC))
    topics, now = retained_topics(WATCH, "native"), datetime.now(UTC)
    records.registry.claims.retire(WATCH, now, topics, noted())
    nowhere = BrokerAccess(addresses=(Address(host="127.0.0.1", port=free_port()),))
    later = now + timedelta(seconds=5)
    clear_topics(records, nowhere, later)
    assert records.registry.claims.to_clear(later) == list(topics)


def test_the_services_hashes_stay_when_the_follower_starts_again(tmp_path: Path) -> None:
    for password in ("one", "one", "two"):
        NatsUsers(tmp_path, {"ingest": password, "zigbee2mqtt": "z"}, BASES).write([])
        shutil.copy(tmp_path / "users.conf", tmp_path / f"after-{password}-{len(list(tmp_path.iterdir()))}")
    first, again, other = (
        path.read_text() for path in sorted(tmp_path.glob("after-*"), key=lambda p: p.stat().st_mtime_ns)
    )
    assert first == again != other


def test_a_folder_without_passwords_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="no password of a service"):
        passwords_in(tmp_path, BASES)
    (tmp_path / "mqtt_home_zigbee").write_text("secret\n")
    assert passwords_in(tmp_path, ["home/zigbee"]) == {"home/zigbee": "secret"}
