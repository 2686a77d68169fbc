"""Rows that are claimed when they are written and handed over: sent without a look into the outbox, lost never."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.notifications import DeliveryState, Notification
from store.records import Records
from store.records.outbox import Claim, claimed
from tests.alerts.deliveries import clock, delivering, state, until, webhook
from tests.alerts.delivery_cast import NOW, a_notification, an_alert, commit, settle_in
from tests.alerts.receivers import Receiver, receiving

HOUR = timedelta(hours=1)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


def _committed(records: Records, receiver: Receiver, claim: Claim) -> Notification:
    alert = an_alert(due_at=NOW + HOUR)
    settle_in(records, webhook(f"{receiver.url}/ok/"))
    notification = a_notification(alert, "hook")
    commit(records, alert, notification, claim=claim)
    return notification


def test_what_is_handed_over_is_sent_once_and_marked(records: Records, receiver: Receiver, tmp_path: Path) -> None:
    with delivering(records, tmp_path) as delivery:
        at_first = delivery.facts()
        until(lambda: delivery.facts() is not at_first)  # it has taken back what a killed one had: this is not that
        claim = delivery.claim(clock())
        notification = _committed(records, receiver, claim)
        row = claimed(notification, claim)
        delivery.hand_over([row, row])
        until(lambda: state(records, notification.id) is DeliveryState.SENT)
    assert receiver.keys() == [notification.id]
    assert records.outbox.delivery(notification.id).attempts == 1


def test_a_claimed_row_is_as_it_was_written(any_records: Records) -> None:
    claim = Claim(worker="alerts", until=NOW + HOUR)
    alert = an_alert(due_at=NOW + HOUR)
    settle_in(any_records, webhook("http://127.0.0.1:1/"))
    notification = a_notification(alert, "hook")
    commit(any_records, alert, notification, claim=claim)

    assert any_records.outbox.delivery(notification.id) == claimed(notification, claim)


def test_nobody_else_sends_it_until_the_claim_ends(records: Records, receiver: Receiver) -> None:
    notification = _committed(records, receiver, Claim(worker="alerts", until=NOW + HOUR))
    lease = timedelta(seconds=30)

    assert records.outbox.waiting(NOW, limit=9, lease=lease, worker="other") == []
    (row,) = records.outbox.waiting(NOW + HOUR, limit=9, lease=lease, worker="other")
    assert row.notification == notification


def test_what_was_never_handed_over_is_sent_by_the_next_of_that_name(
    records: Records, receiver: Receiver, tmp_path: Path
) -> None:
    notification = _committed(records, receiver, Claim(worker="alerts", until=clock() + HOUR))
    with delivering(records, tmp_path, worker="alerts"):
        until(lambda: state(records, notification.id) is DeliveryState.SENT)
    assert receiver.keys() == [notification.id]
