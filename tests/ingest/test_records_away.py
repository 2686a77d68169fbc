"""The records are away while readings are fine."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from domain.errors import StoreAway
from ingest.intake import Intake
from ingest.service import Rounds
from mqtt.facts import LineFacts
from store.kept import Kept
from store.readings import Expired, ReadingStore
from store.records import Records
from store.settings import StoreSettings
from tests.ingest.messages import NOW, reading, said, stored
from tests.neighbourhood import WATCH


def impatient(records: Records) -> None:
    """Wait for no lock."""
    event.listen(
        records._database.engine, "checkout", lambda connection, *_: connection.execute("PRAGMA busy_timeout = 0")
    )


class LockedRecords:
    """The write lock of the records' file, held by somebody else."""

    def __init__(self, path: Path) -> None:
        self._other = sqlite3.connect(path, isolation_level=None)
        self._other.execute("BEGIN IMMEDIATE")

    def let_go(self) -> None:
        self._other.close()


def test_readings_rest_while_the_records_are_away_and_facts_are_kept_for_later(
    intake: Intake, records: Records, readings: ReadingStore, tmp_path: Path
) -> None:
    impatient(records)
    intake.take([reading(0, seq=1, heart_rate=70)])
    locked = LockedRecords(tmp_path / "records.sqlite3")
    intake.take([reading(60, seq=4, heart_rate=71, battery=50)])
    assert not intake.idle(NOW)
    intake.take([reading(120, seq=6, heart_rate=72)])
    locked.let_go()
    assert intake.idle(NOW + timedelta(minutes=1))

    assert stored(readings, "heart_rate") == [70, 71, 72]
    assert ((facts := records.registry.device(WATCH).facts).battery, facts.missed) == (50, 3)


def test_poison_waits_for_the_records_and_so_does_the_probe(intake: Intake, records: Records, tmp_path: Path) -> None:
    impatient(records)
    locked = LockedRecords(tmp_path / "records.sqlite3")
    intake.probe()
    with pytest.raises(StoreAway):
        intake.take([said(b"poison")])
    with pytest.raises(StoreAway):
        intake.probe()
    locked.let_go()
    intake.probe()
    intake.take([said(b"poison")])

    assert records.findings.reasons() == {"not_json": 1}


def test_rounds_leave_records_that_are_away_alone_for_a_while(
    intake: Intake, records: Records, readings: ReadingStore, tmp_path: Path
) -> None:
    impatient(records)
    rounds = made_rounds(intake, records, readings)
    locked = LockedRecords(tmp_path / "records.sqlite3")
    rounds(NOW)
    locked.let_go()
    rounds(NOW + timedelta(seconds=5))
    assert records.services.all() == []
    rounds(NOW + timedelta(seconds=25))

    assert [one.name for one in records.services.all()] == ["ingest"]


def test_old_readings_go_while_the_records_are_away_and_old_records_later(
    intake: Intake, records: Records, readings: ReadingStore, tmp_path: Path
) -> None:
    impatient(records)
    intake.take([reading(0, seq=1, heart_rate=70), said(b"poison")])
    rounds = made_rounds(intake, records, readings, StoreSettings().keep_records())
    locked = LockedRecords(tmp_path / "records.sqlite3")
    rounds(NOW + timedelta(days=800))
    locked.let_go()
    assert (stored(readings, "heart_rate"), len(records.findings.quarantined())) == ([], 1)
    rounds(NOW + timedelta(days=800, hours=1))

    assert records.findings.quarantined() == []


class Slow:
    """A store with much to remove."""

    def __init__(self) -> None:
        self.asked = 0

    def some(self) -> Expired:
        self.asked += 1
        return Expired(removed=1, more=self.asked < 3)


def test_rounds_go_on_removing_until_nothing_is_left(
    intake: Intake, records: Records, readings: ReadingStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow()
    monkeypatch.setattr(readings, "expire", lambda _: slow.some())
    rounds = made_rounds(intake, records, readings)
    for tick in range(10):
        rounds(NOW + timedelta(seconds=tick))

    assert slow.asked == 3


def made_rounds(intake: Intake, records: Records, readings: ReadingStore, keep: Kept | None = None) -> Rounds:
    hour = timedelta(hours=1)
    return Rounds(intake=intake, records=records, readings=readings, line=LineFacts, expire_every=hour, keep=keep)
