"""What is erased is gone: from every row, and from every byte of every file."""

import struct
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Table, delete, select

from domain.access import Deed
from domain.alerts import AlertState
from domain.errors import BadInput, NotFound
from domain.notifications import DeliveryState
from domain.people import Device, DeviceKind
from domain.readings import Report
from domain.retained import retained_topics
from store.records import Records, open_records
from store.records.audit import Entry
from store.records.claiming import Login
from store.records.erasure import LET_GO
from store.records.tables import METADATA, answers, cleared_topics
from store.settings import StoreSettings
from store.sqlite_readings import SqliteReadings
from store.sweeping import Sweeper
from tests.neighbourhood import COMMUNITY_STAFF, DAUGHTER, MRS_LIN, OTHER_WATCH, SITE, say_died
from tests.store import canaries
from tests.store.canaries import ALL, CHILD, GONE, HOME, NOW, SINCE, WATCH

BY = COMMUNITY_STAFF
ASKED = Entry(at=NOW, person=BY, deed=Deed.KEEP_DEVICES, subject=f"device:{WATCH}")
YEAR = timedelta(days=365)


@pytest.fixture
def records(any_records: Records) -> Records:
    """Give records in which the canaries have said something everywhere."""
    canaries.settle(any_records)
    canaries.say_everywhere(any_records)
    return any_records


@pytest.fixture
def readings(tmp_path: Path) -> Iterator[SqliteReadings]:
    with SqliteReadings(tmp_path / "data" / "readings.sqlite", StoreSettings().keep()) as store:
        canaries.measure(store)
        yield store


def said(records: Records, *, without: Collection[Table] = ()) -> bytes:
    """Give every value of every row; `without` those of some tables."""
    tables = [table for table in METADATA.sorted_tables if table not in without]
    with records._database.reading() as connection:
        rows = [row for table in tables for row in connection.execute(select(table)).all()]
    return b"\n".join(one if isinstance(one, bytes) else str(one).encode() for row in rows for one in row)


def swept(sweeper: Sweeper, now: datetime) -> None:
    while sweeper.sweep(now).more:
        pass


def found_in(text: bytes, *more: bytes) -> list[bytes]:
    return [word for word in (*ALL, *more) if word in text]


def test_every_canary_is_there_before(records: Records) -> None:
    assert found_in(said(records)) == list(ALL)


def test_no_row_says_anything_of_who_is_erased(records: Records) -> None:
    records.erasure.erase(GONE, BY, NOW)
    text = said(records)
    assert found_in(text, b"142.40625", b"143.40625", b"117.40625", b"1931", b"whsec_kanarie") == [canaries.PAYLOAD]
    for word in ("林秀英", "林晓梅", "王大爷 601", "13800000001", "xiaomei"):
        assert word.encode() in text


def test_what_unclaimed_devices_said_goes_when_their_rows_go(records: Records) -> None:
    records.erasure.erase(GONE, BY, NOW)
    records.erasure.finish(GONE, NOW + LET_GO)
    with records._database.writing() as connection:
        connection.execute(delete(cleared_topics))  # they were published
    trail = METADATA.tables["audit"]  # it keeps ids: that there was a device, and who gave it to whom
    assert found_in(said(records, without=[trail]), WATCH.encode()) == []
    assert found_in(said(records)) == []


def test_alerts_are_counted_still(records: Records) -> None:
    records.erasure.erase(GONE, BY, NOW)
    alerts = records.alerts.find(residents=[GONE])
    assert [(one.state, one.rule, one.severity.word) for one in alerts] == [
        (AlertState.RESOLVED, "heart_rate_high", "critical")
    ] * 2
    assert {one.resolved_by for one in alerts} == {BY}


def test_what_waits_to_be_sent_is_not_sent(records: Records) -> None:
    records.erasure.erase(GONE, BY, NOW)
    newest = records.alerts.find(residents=[GONE])[0]
    assert [one.state for one in records.outbox.of_alert(newest.id)] == [DeliveryState.FAILED]


def test_a_relative_of_somebody_else_stays(records: Records) -> None:
    with records._database.writing() as connection:
        connection.execute(METADATA.tables["relations"].insert().values(_relation(DAUGHTER)))
    records.erasure.erase(GONE, BY, NOW)
    assert records.people.person(DAUGHTER).name == "林晓梅"
    assert [one.resident for one in records.people.relations_of(DAUGHTER)] == [MRS_LIN]
    assert (records.people.person(CHILD).name, records.people.person(CHILD).login) == ("", None)


def _relation(person: str) -> dict[str, object]:
    return {"person": person, "resident": GONE, "relation": "niece", "tell": False, "scopes": frozenset()}


def test_who_is_erased_cannot_be_found_nor_erased_again(records: Records) -> None:
    extent = records.erasure.extent(GONE)
    assert (extent["alerts"], extent["devices"], extent["people"], extent["consents"]) == (2, 1, 1, 1)
    records.erasure.erase(GONE, BY, NOW)
    assert GONE not in {one.id for one in records.people.residents()}
    for again in (records.people.placement, records.erasure.extent):
        with pytest.raises(NotFound):
            again(GONE)
    with pytest.raises(NotFound):
        records.erasure.erase(GONE, BY, NOW)


def test_the_key_holder_of_a_flat_that_is_shared_stays(records: Records) -> None:
    records.erasure.erase(MRS_LIN, BY, NOW)
    assert records.people.household("building-3-502").key_holder == ""
    assert records.people.household(HOME).key_holder == canaries.WORDS[6]


def test_an_answer_kept_for_somebody_else_stays(records: Records) -> None:
    records.erasure.erase(GONE, BY, NOW)
    with records._database.reading() as connection:
        assert connection.execute(select(answers.c.person)).scalars().all() == [MRS_LIN]


def test_services_that_poll_learn_of_it(records: Records) -> None:
    before = records.revision()
    records.erasure.erase(GONE, BY, NOW)
    assert [(one.id, one.retired) for one in records.registry.known(before)[1]] == [(WATCH, True)]
    assert [(one.resident, one.gone) for one in records.people.placements(before)[1]] == [(GONE, True)]
    assert all(not one.in_force(NOW) for one in records.rules.overrides(before)[1])


def test_the_readings_go_and_those_of_others_stay(records: Records, readings: SqliteReadings) -> None:
    records.erasure.erase(GONE, BY, NOW)
    sweeper = Sweeper(records, readings)
    swept(sweeper, NOW)
    assert readings.latest([WATCH]) == []
    readings.append([told_late()])
    swept(sweeper, NOW + LET_GO)
    assert readings.latest([WATCH]) == []
    assert len(readings.series(OTHER_WATCH, "heart_rate", SINCE, SINCE + YEAR)) == 4000
    assert records.erasure.unfinished() == []


def told_late() -> Report:
    return Report(device=WATCH, observed_at=NOW, received_at=NOW, values={"heart_rate": 99.0})


def test_readings_of_before_it_was_theirs_are_somebody_elses(records: Records, readings: SqliteReadings) -> None:
    records.registry.assign(WATCH, MRS_LIN, SINCE + timedelta(days=10))
    records.erasure.erase(GONE, BY, NOW)
    swept(Sweeper(records, readings), NOW + LET_GO)
    assert len(readings.series(WATCH, "heart_rate", SINCE, SINCE + YEAR)) == 2000
    assert records.registry.device(WATCH).retired_at is None


def test_no_byte_of_any_file_says_who_it_was(tmp_path: Path, readings: SqliteReadings) -> None:
    with open_records(f"sqlite:///{tmp_path}/data/records.sqlite") as records:
        canaries.settle(records)
        canaries.say_everywhere(records)
        records.erasure.erase(GONE, BY, NOW)
        swept(Sweeper(records, readings), NOW + LET_GO)
        with records._database.writing() as connection:
            connection.execute(delete(cleared_topics))  # they were published
        assert records.erasure.scrub()
        files = {one.name: one.read_bytes() for one in (tmp_path / "data").iterdir()}
    values = [struct.pack(">d", one) for one in (123.40625, 142.40625, 143.40625, 117.40625)]
    assert len(files) >= 2
    assert [name for name, text in files.items() if found_in(text, *values)] == []
    assert [name for name, text in files.items() if WATCH.encode() in text] == ["records.sqlite"], "the trail keeps ids"


def test_a_death_ends_what_is_open_and_sends_nothing_more(records: Records) -> None:
    with pytest.raises(BadInput):
        say_died(records, GONE, NOW + timedelta(days=1), NOW)
    newest, *others = records.alerts.find(residents=[GONE])
    assert (newest.is_open, [one.is_open for one in others]) == (True, [False])
    say_died(records, GONE, NOW, NOW)
    newest = records.alerts.alert(newest.id)
    assert (newest.state, newest.resolved_by, newest.note) == (AlertState.RESOLVED, BY, "the resident has died")
    assert records.alerts.timeline(newest.id)[-1].by == BY
    assert [one.state for one in records.outbox.of_alert(newest.id)] == [DeliveryState.FAILED]
    assert records.people.resident(GONE).deceased_at == NOW
    say_died(records, GONE, None, NOW)
    assert not records.people.placement(GONE).gone


def test_each_leaves_a_row_in_the_trail(records: Records) -> None:
    say_died(records, GONE, NOW, NOW)
    records.erasure.erase(GONE, BY, NOW)
    said_of = [(one.person, one.deed.value, one.detail) for one in records.audit.about([GONE])]
    assert said_of[:2] == [(BY, "erase_data", "erased"), (BY, "keep_residents", "deceased_at")]
    assert records.audit.verify().broken_at is None


def test_a_device_goes_with_its_login_and_what_the_broker_keeps_of_it(records: Records) -> None:
    claims, door = records.registry.claims, Device(id=f"zigbee2mqtt.{CHILD}", kind=DeviceKind.DOOR, site=SITE)
    claims.claim(replace(door, dialect="zigbee2mqtt"), GONE, NOW, None, [ASKED])
    claims.renew_login(WATCH, Login(username="gone", made_at=NOW, password_hash="hash"), [ASKED])
    records.erasure.erase(GONE, BY, NOW)
    assert WATCH not in {one.device for one in records.registry.broker_users()}
    wanted = {*retained_topics(WATCH, "native"), *retained_topics(door.id, "zigbee2mqtt")}
    asked = set(claims.to_clear(NOW))
    assert wanted <= asked
    assert {one for one in asked - wanted if "/alerts/" not in one} == set(), "and nothing that was never theirs"


def test_what_was_to_be_cleared_before_is_cleared_after_the_last_word(records: Records) -> None:
    claims, before = records.registry.claims, NOW - timedelta(hours=1)
    claims.retire(WATCH, before, retained_topics(WATCH, "native"), [ASKED])
    claims.claim(records.registry.device(WATCH).device, GONE, NOW, None, [ASKED])
    assert claims.to_clear(NOW) == [], "it is back: what it says from now on is to be kept"
    records.erasure.erase(GONE, BY, NOW)
    assert set(retained_topics(WATCH, "native")) <= set(claims.to_clear(NOW))
    assert claims.to_clear(NOW - timedelta(seconds=1)) == []
