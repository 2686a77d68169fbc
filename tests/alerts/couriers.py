"""A courier that sends nothing: for those who look at what was committed."""

from collections.abc import Sequence
from datetime import datetime

from store.records.outbox import Claim, Delivery


class Shelf:
    """Puts what it is handed on a shelf; its claim ends at once, so that the rows stay due."""

    def __init__(self) -> None:
        self.rows: list[Delivery] = []

    def claim(self, now: datetime) -> Claim:
        """Claim for no time at all."""
        return Claim(worker="shelf", until=now)

    def hand_over(self, rows: Sequence[Delivery]) -> None:
        """Keep them."""
        self.rows += rows
