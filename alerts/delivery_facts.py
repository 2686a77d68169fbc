"""What is known about the sending, for /readyz and /metrics."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True, kw_only=True)
class DeliveryFacts:
    """Counts since the start; held and in_flight are of now."""

    sent: int = 0
    retried: int = 0
    failed: int = 0
    void: int = 0
    held: int = 0
    in_flight: int = 0
    sick_endpoints: int = 0
    children_killed: int = 0
    unwritten: int = 0
    last_sent_at: datetime | None = None
    last_error: str | None = None
    records_away_since: datetime | None = None
