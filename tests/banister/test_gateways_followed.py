"""Gateways of the records at a broker that runs: let in, cut off, beside those whose password stands in the folder."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from banister.broker_follower import MosquittoUsers, NatsUsers, UsersFiles
from banister.broker_upkeep import users_of
from domain.access import Deed
from mqtt.broker_users import gateway_user
from mqtt.credentials import Credential
from mqtt.greeting import lets_in
from store.records import Records
from store.records.audit import Entry
from store.records.gateways import Gateway
from tests.banister.test_broker_follower import IN_TIME, Town, ears, last_heard, login_of, town
from tests.brokers import eventually, publish_all
from tests.mqtt.acl_cast import Tongue
from tests.neighbourhood import COMMUNITY, COMMUNITY_STAFF, WATCH, cast

__all__ = ["town"]

FOLDERS = "zigbee2mqtt"
Files = Callable[[Path, dict[str, str], tuple[str, ...]], UsersFiles]
BASE, TOPIC = "zigbee2mqtt/attic", "zigbee2mqtt/attic/door"


def noted(base: str) -> list[Entry]:
    subject = f"gateway:{base}"
    return [Entry(at=datetime.now(UTC), person=COMMUNITY_STAFF, deed=Deed.KEEP_DEVICES, subject=subject)]


def add(records: Records, base: str = BASE) -> Credential:
    made, now = Credential.of_gateway(base), datetime.now(UTC)
    gateway = Gateway(base=base, area=COMMUNITY, name="阁楼", made_by=COMMUNITY_STAFF, made_at=now)
    records.gateways.add(gateway, login_of(made), noted(base))
    return made


def renew(records: Records, base: str = BASE) -> Credential:
    made = Credential.of_gateway(base)
    records.gateways.renew(base, login_of(made), COMMUNITY_STAFF, noted(base))
    return made


def remove(records: Records, base: str = BASE) -> None:
    records.gateways.remove(base, noted(base))


def test_a_gateway_is_let_in_within_two_seconds_and_nobody_is_cut(
    town: Town, record_property: Callable[[str, object], None]
) -> None:
    with ears(town) as spy:
        spy.listen("zigbee2mqtt/#")
        made, began = add(town.records), time.monotonic()
        own = town.as_(made.username, made.password)
        eventually(lambda: lets_in(own), within=IN_TIME, what="the new gateway")
        record_property("let_in_after_seconds", f"{time.monotonic() - began:.2f}")
        publish_all(own, [(TOPIC, b"open")])
        eventually(lambda: spy.heard[b"open"] == {TOPIC}, what="what it says")
        assert not spy.cut.is_set()


@pytest.mark.parametrize("end", [remove, renew])
def test_an_open_line_of_a_gateway_that_is_gone_says_nothing_after_two_seconds(
    town: Town, end: Callable[[Records], object], record_property: Callable[[str, object], None]
) -> None:
    made = add(town.records)
    own = town.as_(made.username, made.password)
    eventually(lambda: lets_in(own), what="the new gateway")
    gateway = Tongue(town.here, made.username, made.password)
    with ears(town) as spy:
        spy.listen("zigbee2mqtt/#")
        gateway.say([TOPIC], b"before")
        eventually(lambda: spy.heard[b"before"], what="what it says while it may")
        end(town.records)
        last = last_heard(spy, lambda word: gateway.say_once(TOPIC, word), for_=IN_TIME + 1.5)
    gateway.stop()
    assert last < IN_TIME
    assert not lets_in(own)
    record_property("cut_after_seconds", f"{last:.2f}")


def test_the_records_word_goes_before_the_folders(town: Town) -> None:
    folders = town.as_(FOLDERS)
    eventually(lambda: lets_in(folders), what="the gateway of the folder")
    made = add(town.records, FOLDERS)
    eventually(lambda: lets_in(town.as_(FOLDERS, made.password)), within=IN_TIME, what="that of the records")
    assert not lets_in(folders)
    remove(town.records, FOLDERS)
    eventually(lambda: lets_in(folders), within=IN_TIME, what="the gateway of the folder, once more")


@pytest.mark.parametrize(("files", "user"), [(NatsUsers, f'user: "{FOLDERS}"'), (MosquittoUsers, f"{FOLDERS}:")])
def test_no_name_stands_twice_in_a_brokers_files(tmp_path: Path, files: Files, user: str) -> None:
    files(tmp_path, {"ingest": "i", FOLDERS: "f"}, (FOLDERS,)).write(
        [gateway_user(FOLDERS, "of-records", "of-records")]
    )
    [written] = [path.read_text() for path in tmp_path.iterdir() if path.name in {"users", "users.conf"}]
    assert (written.count(user), written.count("of-records")) == (1, 1)


def test_of_two_of_one_name_the_gateway_logs_in(records: Records) -> None:
    cast(records, datetime.now(UTC))
    made = add(records)
    records.registry.claims.renew_login(WATCH, login_of(Credential.of_gateway(BASE)), noted(WATCH))
    assert [(one.username, one.password_hash) for one in users_of(records)] == [(BASE, made.nats_hash)]


def test_a_gateway_reads_and_says_what_is_below_its_base_alone(records: Records) -> None:
    cast(records, datetime.now(UTC))
    add(records)
    [user] = users_of(records)
    assert (user.subjects, user.reads) == (("zigbee2mqtt.attic.>",), ("zigbee2mqtt.attic", "zigbee2mqtt.attic.>"))
