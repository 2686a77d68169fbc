"""Records that are away in the middle of something: nothing is forgotten in somebody's hand."""

from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest

from alerts.delivery_judge import Judge
from domain.errors import StoreAway
from domain.notifications import Notification
from store.records import Records
from tests.alerts.deliveries import Post, desk, webhook
from tests.alerts.delivery_cast import NOW, a_notification, an_alert, commit, settle_in


def _group(records: Records, count: int) -> list[Notification]:
    settle_in(records, webhook("https://receiver.example/"))
    rows = []
    for n in range(1, count + 1):
        at = NOW + timedelta(milliseconds=n)
        row = a_notification(an_alert(n), "hook", group="info", created_at=at, not_before=at)
        commit(records, an_alert(n, rule=f"rule-{n}", due_at=NOW + timedelta(hours=1)), row)
        rows.append(row)
    return rows


def test_a_row_of_a_group_that_could_not_be_read_is_sent_later(records: Records, tmp_path: Path) -> None:
    rows, post, now = _group(records, 60), Post(), [NOW + timedelta(seconds=1)]
    tellers = desk(records, tmp_path, post, lambda: now[0])
    judge, seen = Judge.judge, iter(range(100))

    def judged(self: Judge, row: object, at: object) -> object:
        if next(seen) == 55:  # fifty were claimed; the others are fetched for the group
            raise StoreAway("away")
        return judge(self, row, at)  # type: ignore[arg-type]  # passed on as it came

    with mock.patch.object(Judge, "judge", judged), pytest.raises(StoreAway):
        tellers.turn(stopping=False)
    now[0] += timedelta(minutes=2)
    for _ in range(3):
        tellers.turn(stopping=False)
        tellers._lanes._lanes.clear()
        tellers.finish()
    told = " ".join(parcel.event for parcel in post.parcels)
    assert [row.id for row in rows if row.id not in told] == []
