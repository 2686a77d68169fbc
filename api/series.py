"""One metric of one resident over time, by the devices that were worn then: raw, or in buckets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from api.rule_checks import wrong
from domain.people import Ownership
from domain.readings import to_millis
from store.readings import Bucket, ReadingStore

MOST_RAW = 10_000
MOST_BUCKETS = 2_000
RAW_SPAN = timedelta(hours=26)
"""Up to this long, a chart is drawn from raw readings."""
RAW_COLUMNS = ("observed_at_ms", "value")
BUCKET_COLUMNS = ("start_ms", "minimum", "mean", "maximum", "count")

_STEPS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 360, 1440))
_WANTED_BUCKETS = 750

Row = tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From `start` up to, not including, `end`; empty where they are not in order."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.end - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Rows by device that has any; `every` is None for raw readings, `complete` False where there were too many."""

    every: timedelta | None
    rows: dict[str, list[Row]]
    complete: bool = True


def span_of(start: datetime | None, end: datetime | None, now: datetime) -> Span:
    """Give the stretch in UTC; the 422 problem for moments that the calendar does not hold there."""
    try:
        ends = (end or now).astimezone(UTC)
        starts = start.astimezone(UTC) if start else ends - timedelta(hours=24)
    except OverflowError:
        raise wrong("query", "`start` or `end` is beyond the calendar") from None
    return Span(start=starts, end=ends)


def bucket_for(length: timedelta) -> timedelta:
    """Choose how long a bucket is, so that a chart has at most some hundreds of them."""
    return next((step for step in _STEPS if length / step <= _WANTED_BUCKETS), _STEPS[-1])


def _bucket_row(bucket: Bucket) -> Row:
    return to_millis(bucket.start), bucket.minimum, round(bucket.mean, 3), bucket.maximum, bucket.count


def worn_spans(worn: Sequence[Ownership], span: Span) -> Iterator[tuple[str, Span]]:
    """Give the parts of a span in which each device was the resident's, oldest first."""
    for ownership in sorted(worn, key=lambda one: one.since):
        part = Span(start=max(span.start, ownership.since), end=min(span.end, ownership.until or span.end))
        if part.start < part.end:
            yield ownership.device, part


def raw(store: ReadingStore, worn: Sequence[Ownership], metric: str, span: Span) -> Curve:
    """Give the readings themselves, oldest first; not complete where there are more than `MOST_RAW`."""
    rows: dict[str, list[Row]] = {}
    left = MOST_RAW + 1
    for device, part in worn_spans(worn, span):
        points = store.series(device, metric, part.start, part.end, limit=left)
        left -= len(points)
        if points:
            rows.setdefault(device, []).extend((to_millis(point.observed_at), point.value) for point in points)
        if left <= 0:
            rows[device].pop()
            return Curve(every=None, rows=rows, complete=False)
    return Curve(every=None, rows=rows)


def buckets(store: ReadingStore, worn: Sequence[Ownership], metric: str, span: Span, every: timedelta) -> Curve:
    """Give minimum, mean, maximum and count for every stretch of `every`."""
    rows: dict[str, list[Row]] = {}
    for device, part in worn_spans(worn, span):
        found = store.buckets(device, metric, part.start, part.end, every)
        if found:
            rows.setdefault(device, []).extend(map(_bucket_row, found))
    return Curve(every=every, rows=rows)
