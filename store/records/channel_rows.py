"""A channel as its row."""

from typing import Any

from domain.notifications import Channel
from store.records.rows import as_row


def channel_row(channel: Channel) -> dict[str, Any]:
    """Give the row of a channel as it is put: why it was switched off before is gone."""
    return as_row(channel) | {"disabled_why": "", "disabled_at": None}
