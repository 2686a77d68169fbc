"""Old records go by class; what is open or young stays."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from domain.access import Deed
from domain.alerts import AlertState, Disposition
from domain.answers import resolve
from domain.notifications import DeliveryState
from store.kept import Kept
from store.records import Records
from store.records.audit import RETENTION
from store.records.tables import METADATA
from tests.store import canaries
from tests.store.alert_makers import heart_rate
from tests.store.canaries import GONE, NOW

KEEP = Kept(
    alerts=timedelta(days=1100), messages=timedelta(days=90), findings=timedelta(days=30), trail=timedelta(days=1200)
)


@pytest.fixture
def records(any_records: Records) -> Records:
    """Give records that hold something of every class."""
    canaries.settle(any_records)
    canaries.say_everywhere(any_records)
    return any_records


def counts(records: Records, *tables: str) -> dict[str, int]:
    with records._database.reading() as connection:
        counted = {one: select(func.count()).select_from(METADATA.tables[one]) for one in tables}
        return {one: int(connection.execute(wanted).scalar_one()) for one, wanted in counted.items()}


def expired(records: Records, now: datetime) -> int:
    removed = 0
    while went := records.retention.expire(KEEP, now):
        removed += went
    return removed


def test_nothing_that_is_young_goes(records: Records) -> None:
    assert expired(records, NOW + timedelta(hours=1)) == 0


def test_each_class_goes_at_its_time(records: Records) -> None:
    tables = ("answers", "quarantine", "unclaimed", "sessions", "alerts")
    expired(records, NOW + timedelta(days=2))
    assert counts(records, *tables) == {"answers": 0, "quarantine": 1, "unclaimed": 1, "sessions": 1, "alerts": 2}
    expired(records, NOW + timedelta(days=31))
    assert counts(records, *tables) == {"answers": 0, "quarantine": 0, "unclaimed": 0, "sessions": 0, "alerts": 2}


def test_alerts_that_are_over_go_with_all_that_hangs_on_them_and_open_ones_stay(records: Records) -> None:
    expired(records, NOW + timedelta(days=1200))
    (left,) = records.alerts.find(residents=[GONE])
    assert left.state is AlertState.FIRING
    assert counts(records, "alerts", "moves", "outbox") == {"alerts": 1, "moves": 1, "outbox": 1}


def test_what_waits_to_be_sent_stays_and_what_was_said_of_messages_goes(records: Records) -> None:
    expired(records, NOW + timedelta(days=91))
    found = [one for alert in records.alerts.find(residents=[GONE]) for one in records.outbox.of_alert(alert.id)]
    assert sorted((one.state, one.error) for one in found) == [
        (DeliveryState.FAILED, ""),
        (DeliveryState.WAITING, ""),
    ]


def test_many_go_some_at_a_time(records: Records) -> None:
    for n in range(600):
        began = heart_rate(None, 140, NOW - timedelta(days=2000 + n))
        over = resolve(began.alert, "x", Disposition.REAL, NOW - timedelta(days=2000 + n))
        assert over is not None
        assert records.alerts.commit([began], [], NOW) == []
        assert records.alerts.commit([over], [], NOW) == []
    assert records.retention.expire(KEEP, NOW) == 500
    assert records.retention.expire(KEEP, NOW) == 100


def test_the_trail_is_cut_off_at_its_time_and_says_so(records: Records) -> None:
    before = counts(records, "audit")["audit"]
    expired(records, NOW + timedelta(days=1190))
    assert counts(records, "audit") == {"audit": before}
    expired(records, NOW + timedelta(days=1210))
    (left,) = records.audit.newest()
    assert (left.person, left.deed, left.detail.split(",")[0]) == (RETENTION, Deed.CUT_TRAIL, f"rows up to {before}")
    assert records.audit.verify().broken_at is None
