"""An answer that came with the receipt: the alert is acknowledged in the receiver's name."""

from datetime import datetime

import structlog

from alerts.delivery_ladders import ladders_of
from domain.answers import acknowledge
from domain.errors import MoveRefused, NotFound
from domain.notifications import Notification
from store.records import Records

ATTEMPTS = 5
NOTE = "answered by the channel"

log = structlog.get_logger()


def acknowledge_by(records: Records, row: Notification, now: datetime) -> bool:
    """Acknowledge the alert of a notification in its receiver's name; False where that is not to be done any more.

    It is the same move as by the app, and is committed in the same way. Raises StoreAway.
    """
    for _ in range(ATTEMPTS if row.alert else 0):
        try:
            alert = records.alerts.alert(str(row.alert))
            change = acknowledge(alert, row.person, now, note=NOTE, ladders=ladders_of(records, alert))
        except (MoveRefused, NotFound):
            return False  # it is over meanwhile
        if change is None:
            return False  # somebody else was faster
        if not records.alerts.commit([change], [], now):
            log.info("acknowledged by the channel", alert=alert.id, by=row.person, notification=row.id)
            return True
    return False
