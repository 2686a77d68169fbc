"""The contract on SQLite, and what is SQLite's own: other processes, full disks, locks."""

import sqlite3
import struct
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.errors import StoreAway
from domain.metrics import METRICS, MetricClass
from store import sqlite_expiry, sqlite_readings, sqlite_schema
from store.sqlite_readings import SqliteReadings
from tests.store.readings_contract import DAY, MINUTE, T0, WATCH, ReadingsContract, erase_all, pulses, report

KEEP = {MetricClass.VITAL: 30 * DAY, MetricClass.ACTIVITY: 20 * DAY, MetricClass.TECHNICAL: 10 * DAY}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "readings.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteReadings]:
    with SqliteReadings(path, KEEP) as one:
        yield one


class TestSqliteReadings(ReadingsContract):
    """Collects the contract."""


def test_readings_rest_when_the_store_is_opened_again(store: SqliteReadings, path: Path) -> None:
    store.append(pulses([60]))
    store.close()
    with SqliteReadings(path, KEEP) as again:
        again.append(pulses([61], start=T0 + DAY))
        assert [one.value for one in again.series(WATCH, "heart_rate", T0, T0 + 2 * DAY)] == [60, 61]


def test_another_process_reads_while_one_writes(store: SqliteReadings, path: Path) -> None:
    store.append(pulses([60]))
    with SqliteReadings(path, KEEP) as other, store._transaction() as (connection, _):
        connection.execute("DELETE FROM vital")
        assert len(other.latest([WATCH])) == 1


def test_whoever_opens_first_makes_the_tables(path: Path) -> None:
    with SqliteReadings(path, KEEP) as reader, SqliteReadings(path, KEEP) as writer:
        assert reader.latest([WATCH]) == []
        writer.append(pulses([60]))
        assert len(reader.latest([WATCH])) == 1


def test_a_new_metric_of_the_catalogue_becomes_a_column(store: SqliteReadings, path: Path) -> None:
    store.append(pulses([60]))
    store.close()
    with sqlite3.connect(path) as connection:
        connection.execute("ALTER TABLE vital DROP COLUMN glucose")
        connection.execute("DELETE FROM metric WHERE name = 'glucose'")
    connection.close()
    store.append([report(T0, {"glucose": 5.6})])
    assert {one.metric for one in store.latest([WATCH])} == {"glucose", "heart_rate"}


def test_old_readings_go_in_small_steps(store: SqliteReadings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_expiry, "ROWS_A_STEP", 10)
    monkeypatch.setattr(sqlite_readings, "EXPIRE_SECONDS", -1.0)
    store.append(pulses(range(60, 160), start=T0 - 40 * DAY))
    store.append(pulses([60]))
    removed = []
    while (expired := store.expire(T0)).more:
        removed.append(expired.removed)
    assert sum(removed) == 100
    assert max(removed) == 10
    assert len(store.series(WATCH, "heart_rate", T0 - 90 * DAY, T0 + DAY)) == 1


def test_what_expires_is_found_among_many_devices(store: SqliteReadings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_expiry, "DEVICES_A_STEP", 2)
    names = [f"d.{n}" for n in range(5)]
    store.append([report(T0 - n * 20 * DAY, {"heart_rate": 70.0}, device=name) for n, name in enumerate(names)])
    removed = [(expired := store.expire(T0)).removed]
    while expired.more:  # a busy machine gets through less in one call
        removed.append((expired := store.expire(T0)).removed)
    assert sum(removed) == 3
    assert [one.device for one in store.latest(names)] == ["d.0", "d.1"]


def test_a_locked_store_is_away_and_comes_back(
    store: SqliteReadings, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_schema, "WAIT_SECONDS", 0.0)
    store.append(pulses([60]))
    store.close()
    lock = sqlite3.connect(path, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreAway, match="locked"):
        store.append(pulses([61], start=T0 + DAY))
    lock.close()
    store.append(pulses([61], start=T0 + DAY))
    assert len(store.series(WATCH, "heart_rate", T0, T0 + 2 * DAY)) == 2


def test_a_full_disk_is_away_and_nothing_of_the_batch_is_half_there(store: SqliteReadings) -> None:
    store.append(pulses([60]))
    assert store._writer is not None
    store._writer[0].execute("PRAGMA max_page_count = 40")
    with pytest.raises(StoreAway, match="full"):
        store.append([report(T0 + DAY, {"spo2": 97.0}, device=f"new.{n}") for n in range(20_000)])
    assert store.latest(["new.0"]) == []
    store.append([report(T0 + DAY, {"spo2": 97.0}, device="new.0")])
    assert len(store.latest(["new.0"])) == 1


def test_a_place_that_cannot_be_written_is_away(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no directory")
    with SqliteReadings(tmp_path / "file" / "readings.sqlite", KEEP) as store:
        with pytest.raises(StoreAway):
            store.check()
        with pytest.raises(StoreAway):
            store.latest([WATCH])


def test_a_file_that_is_no_database_is_a_fault_and_not_away(tmp_path: Path) -> None:
    (tmp_path / "readings.sqlite").write_bytes(b"not a database" * 1000)
    with SqliteReadings(tmp_path / "readings.sqlite", KEEP) as store, pytest.raises(sqlite3.DatabaseError):
        store.append(pulses([60]))


def test_threads_share_one_store(store: SqliteReadings) -> None:
    def work(n: int) -> None:
        for at in range(20):
            store.append([report(T0 + at * timedelta(seconds=1), {"steps": 1.0}, device=f"t.{n}")])
            store.latest([f"t.{n}"])

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(len(store.series(f"t.{n}", "steps", T0, T0 + DAY)) == 20 for n in range(4))


def test_every_metric_of_the_catalogue_has_a_place(store: SqliteReadings) -> None:
    store.append([report(T0, {name: metric.highest for name, metric in METRICS.items()})])
    assert [one.metric for one in store.latest([WATCH])] == sorted(METRICS)


def test_who_keeps_a_devices_number_learns_that_another_process_has_erased_it(
    store: SqliteReadings, path: Path
) -> None:
    store.append(pulses([60]))
    with SqliteReadings(path, KEEP) as other:
        erase_all(other, WATCH, T0, T0 + DAY)
        other.append([report(T0, {"heart_rate": 99.0}, device="next.1")])
    store.append(pulses([61]))
    assert [one.value for one in store.series(WATCH, "heart_rate", T0, T0 + DAY)] == [61]
    assert [one.value for one in store.series("next.1", "heart_rate", T0, T0 + DAY)] == [99]


def test_nothing_of_an_erased_device_is_left_in_the_files(store: SqliteReadings, path: Path) -> None:
    canary = "zigbee2mqtt.金丝雀家大门"
    for day in range(40):
        store.append([report(T0 + day * DAY, {"heart_rate": 61.625}, device=f"b.{n}") for n in range(20)])
        store.append(
            [report(T0 + day * DAY + n * MINUTE, {"heart_rate": 123.40625}, device=canary) for n in range(200)]
        )
    erase_all(store, canary, T0, T0 + 90 * DAY)
    assert store.scrub()
    kept = b"".join(one.read_bytes() for one in path.parent.iterdir())
    assert struct.pack(">d", 61.625) in kept
    assert [needle for needle in (canary.encode(), struct.pack(">d", 123.40625)) if needle in kept] == []


def test_a_reader_that_stays_is_said_to_be_in_the_way(store: SqliteReadings, path: Path) -> None:
    store.append(pulses([60]))
    with SqliteReadings(path, KEEP) as other, other._reading() as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT * FROM vital").fetchone()
        erase_all(store, WATCH, T0, T0 + DAY)
        assert not store.scrub()
        connection.execute("COMMIT")
    assert store.scrub()
