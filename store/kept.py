"""How long records are kept, by class."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Ages past which rows go.

    alerts    alerts that are over, with moves, messages and used links
    messages  what a channel answered to a message
    findings  the quarantine, unclaimed devices
    trail     who saw and did what
    answers   what is kept for a repeated request
    """

    alerts: timedelta
    messages: timedelta
    findings: timedelta
    trail: timedelta
    answers: timedelta = timedelta(days=1)
