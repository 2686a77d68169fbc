"""What cannot be delivered brings the next step, once: never a storm at the ladder's end."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.alerts import Alert
from domain.notifications import DeliveryState
from store.records import Records
from tests.alerts.deliveries import delivering, state, until, webhook
from tests.alerts.delivery_cast import NOW, a_notification, an_alert, commit, settle_in
from tests.alerts.receivers import Receiver, receiving

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CASES = [
    ("the middle of the ladder", an_alert(step=1, due_at=NOW + DAY), "wang", timedelta(0)),
    ("the end of the ladder: tried again in a while", an_alert(step=3, due_at=NOW + DAY), "wang", HOUR / 6),
    ("a ladder of one step", an_alert(technical=True, due_at=NOW + DAY), "wang", HOUR),
    ("a relative, who does not have to answer", an_alert(due_at=NOW + DAY), "fang", DAY),
]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


@pytest.mark.parametrize(("alert", "person", "after"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_permanent_error_brings_the_next_step_where_there_is_one(
    records: Records, receiver: Receiver, tmp_path: Path, *, alert: Alert, person: str, after: timedelta
) -> None:
    settle_in(records, webhook(f"{receiver.url}/410/", person=person))
    notification = a_notification(alert, "hook", person=person)
    commit(records, alert, notification)
    with delivering(records, tmp_path):
        until(lambda: state(records, notification.id) is DeliveryState.FAILED)
    due_at = records.alerts.alert(alert.id).due_at
    assert due_at is not None
    assert NOW + after <= due_at < NOW + after + 5 * timedelta(minutes=1)


@pytest.mark.parametrize(("is_test", "told"), [(False, 0), (True, 1)])
def test_a_channel_that_was_switched_off_meanwhile_hears_test_messages_only(
    records: Records, receiver: Receiver, tmp_path: Path, *, is_test: bool, told: int
) -> None:
    settle_in(records, replace(webhook(f"{receiver.url}/ok/"), enabled=False))
    alert = an_alert(due_at=NOW + HOUR)
    notification = a_notification(None if is_test else alert, "hook")
    if is_test:
        records.outbox.put(notification)
    else:
        commit(records, alert, notification)
    with delivering(records, tmp_path):
        until(lambda: state(records, notification.id) is not DeliveryState.WAITING)
    assert len(receiver.told) == told
    due_at = None if is_test else records.alerts.alert(alert.id).due_at
    assert due_at is None or due_at < NOW + HOUR
