"""What a stream of readings has missed, read from the readings store."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from api.series import Span, worn_spans
from domain.people import Ownership
from domain.readings import Report, from_millis, to_millis
from store.readings import ReadingStore

LONGEST = timedelta(hours=24)
MOST = 5_000
"""Readings of one metric; a stream that was away for longer asks for the chart."""
_TICK = timedelta(milliseconds=1)
AHEAD = timedelta(minutes=6)
"""A device's clock may be some minutes fast and is believed."""


def missed(readings: ReadingStore, worn: Sequence[Ownership], after: datetime, now: datetime) -> list[Report]:
    """Give the reports of these ownerships observed after `after`, oldest first, at most of the last `LONGEST`."""
    span = Span(start=max(after + _TICK, now - LONGEST), end=now + AHEAD)
    found: dict[tuple[int, str], dict[str, float]] = {}
    for device, part in worn_spans(worn, span):
        for metric, moment, value in _values(readings, device, part):
            found.setdefault((to_millis(moment), device), {})[metric] = value
    return [
        Report(device=device, observed_at=from_millis(millis), received_at=now, values=values)
        for (millis, device), values in sorted(found.items())
    ]


def _values(readings: ReadingStore, device: str, part: Span) -> Iterator[tuple[str, datetime, float]]:
    for latest in readings.latest([device]):
        if latest.observed_at >= part.start:
            for point in readings.series(device, latest.metric, part.start, part.end, limit=MOST):
                yield latest.metric, point.observed_at, point.value
