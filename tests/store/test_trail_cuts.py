"""A trail that was cut off by its age is whole, and nothing else that is gone from its beginning is."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import UpdateBase, delete, insert, select, update

from domain.access import Deed
from store.records import Records
from store.records.audit import CUT_AT_ONCE, RETENTION, Entry, Wanted
from store.records.tables import audit
from tests.neighbourhood import MRS_LIN, STEWARD
from tests.store.alert_makers import NOW

DAY = timedelta(days=1)


def looked(at: datetime) -> Entry:
    return Entry(at=at, person=STEWARD, deed=Deed.SEE_READINGS, subject=MRS_LIN)


def changed(records: Records, statement: UpdateBase) -> None:
    with records._database.writing() as connection:
        connection.execute(statement)


@pytest.fixture
def ten_days(records: Records) -> Records:
    """Give a trail of one row a day, the last of today, of which the first five days were cut off."""
    records.audit.put([looked(NOW - (10 - n) * DAY) for n in range(1, 11)])
    assert records.audit.cut(NOW - 4.5 * DAY, NOW) == 5
    return records


def test_the_oldest_rows_go_and_the_rest_is_whole(any_records: Records) -> None:
    any_records.audit.put([looked(NOW - (10 - n) * DAY) for n in range(1, 11)])
    heads = [one.hash for one in any_records.audit.newest()][::-1]
    assert any_records.audit.cut(NOW - 4.5 * DAY, NOW) == 5
    verdict = any_records.audit.verify(heads[7])
    assert (verdict.rows, verdict.broken_at, verdict.cut.n, verdict.cut.at) == (11, None, 5, NOW)
    assert any_records.audit.verify(heads[4]).broken_at is None
    assert "cut off" in any_records.audit.verify(heads[3]).reason


def test_it_is_cut_again_and_goes_on(ten_days: Records) -> None:
    assert ten_days.audit.cut(NOW - 2.5 * DAY, NOW) == 2
    ten_days.audit.put([looked(NOW)])
    verdict = ten_days.audit.verify()
    assert (verdict.rows, verdict.broken_at, verdict.cut.n) == (13, None, 7)


def test_less_than_a_days_worth_stays(ten_days: Records) -> None:
    assert ten_days.audit.cut(NOW - 3.5 * DAY, NOW) == 0
    assert len(ten_days.audit.found(Wanted(person=RETENTION))) == 1


def test_a_younger_row_ends_the_cut_though_an_older_one_follows(records: Records) -> None:
    records.audit.put([looked(NOW - 9 * DAY), looked(NOW), looked(NOW - 8 * DAY)])
    assert records.audit.cut(NOW - DAY, NOW) == 1
    assert [one.n for one in records.audit.newest()] == [4, 3, 2]


def test_many_go_some_at_a_time(records: Records) -> None:
    records.audit.put([looked(NOW - 9 * DAY)] * (CUT_AT_ONCE + 3))
    assert [records.audit.cut(NOW - DAY, NOW) for _ in range(3)] == [CUT_AT_ONCE, 3, 0]
    assert records.audit.verify().broken_at is None


@pytest.mark.parametrize("n", [6, 8, 11])
def test_a_row_that_is_gone_after_the_cut_is_found(ten_days: Records, n: int) -> None:
    changed(ten_days, delete(audit).where(audit.c.n == n))
    assert ten_days.audit.verify().broken_at is not None


def test_a_row_about_a_cut_that_was_made_up_is_found(ten_days: Records) -> None:
    to = ten_days.audit.newest(before=9, limit=1)[0]
    changed(ten_days, update(audit).where(audit.c.n == 11).values(detail=f"rows up to {to.n}, {to.hash}"))
    changed(ten_days, delete(audit).where(audit.c.n <= to.n))
    assert ten_days.audit.verify().broken_at == 11


def test_a_row_put_in_before_the_cut_is_found(ten_days: Records) -> None:
    columns = [column for column in audit.c if column.name != "n"]
    with ten_days._database.reading() as connection:
        row = dict(connection.execute(select(*columns).where(audit.c.n == 7)).mappings().one())
    changed(ten_days, insert(audit).values(row | {"n": 4}))
    assert ten_days.audit.verify().broken_at is not None
