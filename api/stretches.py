"""Stretches of time that somebody gives: from now where no beginning is said, with an end that is not too far."""

from datetime import UTC, datetime, timedelta

from api.rule_checks import wrong

FURTHEST = timedelta(days=366)
"""How far ahead a beginning may lie."""


def stretch(
    starts_at: datetime | None, ends_at: datetime, now: datetime, longest: timedelta
) -> tuple[datetime, datetime]:
    """Give beginning and end in UTC; one that has begun already begins now. The 422 problem says what is wrong."""
    begins = starts_at if starts_at is not None and starts_at > now else now
    if begins - now > FURTHEST:
        raise wrong("body.starts_at", f"must lie at most {FURTHEST.days} days ahead")
    if ends_at <= begins:
        raise wrong("body.ends_at", "must lie ahead, and after the beginning")
    if ends_at - begins > longest:
        raise wrong("body.ends_at", f"must lie at most {longest.days} days after the beginning")
    return begins.astimezone(UTC), ends_at.astimezone(UTC)
