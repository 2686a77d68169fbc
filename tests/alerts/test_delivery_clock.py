"""What waits for another try does not wait an hour more because our clock was set back."""

from datetime import datetime, timedelta
from pathlib import Path

from alerts.delivery import Delivery
from domain.notifications import DeliveryState
from store.records import Records
from tests.alerts.deliveries import clock, settings, state, until, webhook
from tests.alerts.delivery_cast import NOW, a_notification, an_alert, commit, settle_in
from tests.alerts.receivers import receiving

HOUR = timedelta(hours=1)


class Clock:
    """Is an hour ahead until it is set right."""

    def __init__(self) -> None:
        self.ahead, self.looks = HOUR, 0

    def __call__(self) -> datetime:
        """Give the time."""
        self.looks += 1
        return clock() + self.ahead


def test_a_message_that_waits_is_sent_in_its_time_where_our_clock_is_set_back(records: Records, tmp_path: Path) -> None:
    alert, ours = an_alert(due_at=NOW + 9 * HOUR), Clock()
    with receiving() as receiver:
        settle_in(records, webhook(f"{receiver.url}/ok/"))
        notification = a_notification(alert, "hook")
        commit(records, alert, notification)
        records.outbox.again(notification.id, clock() + HOUR + timedelta(seconds=8), "busy")
        delivery = Delivery(records, settings(tmp_path), worker="alerts", clock=ours)
        delivery.start()
        until(lambda: ours.looks >= 3)
        ours.ahead = timedelta(0)
        until(lambda: state(records, notification.id) is DeliveryState.SENT)
        delivery.stop(within=0.2)
    assert receiver.keys() == [notification.id]
