"""What is known about the sending, for /readyz and /metrics."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True, kw_only=True)
class DeliveryFacts:
    """Counts since the start; held, in_flight, circuits and limited_endpoints are of now.

    void               rows that nobody needed any more when their turn came
    carried            rows that went out in the message of another
    failed_over        messages whose receiver's next channel was made due because this one did not take them
    acknowledged       alerts that were taken on by a channel's answer
    circuits_open      endpoints that failed and rest; circuits_half_open: their rest is over, one message is tried
    limited_endpoints  endpoints that wait for their provider's minute
    """

    sent: int = 0
    retried: int = 0
    failed: int = 0
    void: int = 0
    carried: int = 0
    failed_over: int = 0
    acknowledged: int = 0
    held: int = 0
    in_flight: int = 0
    sick_endpoints: int = 0
    circuits_open: int = 0
    circuits_half_open: int = 0
    limited_endpoints: int = 0
    children_killed: int = 0
    unwritten: int = 0
    last_sent_at: datetime | None = None
    last_error: str | None = None
    records_away_since: datetime | None = None
