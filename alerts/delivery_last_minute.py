"""What providers that count were sent before we were started: their minute does not begin anew with us."""

from datetime import datetime, timedelta

from alerts.channels.limits import limits_of
from alerts.delivery_lanes import Lanes
from alerts.delivery_parcels import endpoint_behind
from domain.errors import NotFound
from domain.notifications import Channel, DeliveryState, Notification
from store.records import Records

LOOK_BACK = timedelta(minutes=10)
"""What was written before that was hardly sent in the last minute."""


def remember_last_minute(records: Records, lanes: Lanes, now: datetime, moment: float) -> None:
    """Count what went to robots lately; `moment` is the lanes' time at `now`. Raises StoreAway."""
    limited = _Limited(records)
    told = [(one, channel) for one in records.outbox.recent(now - LOOK_BACK) if (channel := limited.channel(one))]
    rows = [(records.outbox.delivery(one.id), channel) for one, channel in told]
    sent = [
        (row.ended_at, channel)
        for row, channel in rows
        if row.state is DeliveryState.SENT and row.ended_at is not None and not row.receipt.startswith("carried")
    ]
    for at, channel in sorted(sent, key=lambda one: one[0]):
        lanes.remember(endpoint_behind(channel), channel, moment - (now - at).total_seconds())


class _Limited:
    """Looks up which channels lead to a provider that counts, each once."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._known: dict[str, Channel | None] = {}

    def channel(self, notification: Notification) -> Channel | None:
        if notification.channel not in self._known:
            self._known[notification.channel] = self._look(notification.channel)
        return self._known[notification.channel]

    def _look(self, name: str) -> Channel | None:
        try:
            channel = self._records.people.channel(name)
        except NotFound:
            return None
        return channel if limits_of(channel.kind, channel.target) else None
