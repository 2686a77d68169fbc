"""The trail: nothing in it can be changed, taken out or cut off unseen."""

from collections.abc import Callable, Mapping

import pytest
from sqlalchemy import Connection, UpdateBase, delete, update

from domain.access import Deed
from store.records import Records
from store.records.audit import Entry, Wanted
from store.records.database import Database
from store.records.tables import audit
from tests.neighbourhood import DAUGHTER, MRS_LIN, STEWARD
from tests.store.alert_makers import NOW

ENTRIES = [
    Entry(at=NOW, person=STEWARD, deed=Deed.SEE_READINGS, subject=MRS_LIN),
    Entry(at=NOW, person=DAUGHTER, deed=Deed.ANSWER_ALERTS, subject=MRS_LIN, allowed=False, detail="\x1f林"),
    Entry(at=NOW, person=STEWARD, deed=Deed.SEE_ALERTS, subject="area:building-3"),
]
TAMPERING: Mapping[str, Callable[[], UpdateBase]] = {
    "at": lambda: update(audit).where(audit.c.n == 2).values(at=NOW.replace(microsecond=1)),
    "person": lambda: update(audit).where(audit.c.n == 2).values(person="daughter-liN"),
    "deed": lambda: update(audit).where(audit.c.n == 2).values(deed=Deed.SEE_ALERTS),
    "subject": lambda: update(audit).where(audit.c.n == 2).values(subject=MRS_LIN + "\x1f"),
    "allowed": lambda: update(audit).where(audit.c.n == 2).values(allowed=True),
    "detail": lambda: update(audit).where(audit.c.n == 2).values(detail="\x1f林 "),
    "hash": lambda: update(audit).where(audit.c.n == 2).values(hash="0" * 64),
    "gone": lambda: delete(audit).where(audit.c.n == 2),
}


def tamper(records: Records, change: Callable[[Connection], object]) -> None:
    database: Database = records._database
    with database.writing() as connection:
        change(connection)


def test_a_trail_that_nobody_touched_is_whole(any_records: Records) -> None:
    before = any_records.audit.verify()
    any_records.audit.put(ENTRIES)
    any_records.audit.put([])
    after = any_records.audit.verify()
    assert (after.rows, after.broken_at) == (before.rows + 3, None)
    assert after.head == any_records.audit.newest(limit=1)[0].hash != before.head


@pytest.mark.parametrize("what", TAMPERING)
def test_one_changed_field_is_found_in_its_row(records: Records, what: str) -> None:
    records.audit.put(ENTRIES)
    tamper(records, lambda connection: connection.execute(TAMPERING[what]()))
    assert records.audit.verify().broken_at == 2


def test_rows_cut_off_at_the_end_are_missed(records: Records) -> None:
    records.audit.put(ENTRIES)
    tamper(records, lambda connection: connection.execute(delete(audit).where(audit.c.n == 3)))
    verdict = records.audit.verify()
    assert (verdict.broken_at, verdict.reason) == (3, "rows at the end are missing")


def test_the_trail_is_read_by_subject_and_by_person_the_newest_first(records: Records) -> None:
    records.audit.put(ENTRIES)
    assert [one.n for one in records.audit.about([MRS_LIN])] == [2, 1]
    assert [one.n for one in records.audit.found(Wanted(person=STEWARD))] == [3, 1]
    assert [one.n for one in records.audit.newest(before=3, limit=1)] == [2]
