"""A resident's past as reports, put together from the series of the devices that were theirs."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.baselines import HISTORY_DAYS, Hour, while_worn
from domain.metrics import METRICS
from domain.people import Ownership, Placement
from domain.readings import Report
from domain.rules import Rule
from domain.tryout import KNOWN_BEFORE, Past, needs
from store.readings import Bucket, Point, ReadingStore
from store.records.opening import Records

AT_ONCE = 10_000
"""Readings of one series that are asked for at a time."""
_A_MOMENT, _HOUR = timedelta(milliseconds=1), timedelta(hours=1)
WORN_SINCE = timedelta(hours=1)
"""So long a word of being worn holds. A watch says it with each report."""


def past_of(
    records: Records, readings: ReadingStore, placement: Placement, rule: Rule, *, since: datetime, until: datetime
) -> Past:
    """Give all that a dry run of `rule` over [since, until) must know of a resident. Raises StoreAway."""
    wanted = needs(rule)
    worn = records.registry.worn_by(placement.resident)
    devices = {one: records.registry.device(one).device for one in {ownership.device for ownership in worn}}
    those = [one for one in worn if devices[one.device].kind in wanted.kinds]
    usual = {} if wanted.usual is None else {wanted.usual: past_hours(readings, those, wanted.usual, since, until)}
    return Past(
        resident=placement.resident,
        timezone=ZoneInfo(placement.timezone),
        reports=past_reports(readings, those, wanted.metrics, since - KNOWN_BEFORE, until),
        devices={name: (device.kind, device.power) for name, device in devices.items()},
        hours=usual,
        oxygen_scale=placement.oxygen_scale,
    )


def past_reports(
    store: ReadingStore, worn: Sequence[Ownership], metrics: Collection[str] | None, start: datetime, end: datetime
) -> list[Report]:
    """Give what was read in [start, end), oldest first: metrics of one device and moment are one report again.

    metrics  None: all that there are. Of when a reading came only when it was measured is known: both times are it.
    """
    found: defaultdict[tuple[datetime, str], dict[str, float]] = defaultdict(dict)
    wanted = METRICS.keys() if metrics is None else METRICS.keys() & metrics
    for device, since, until in spans(worn, start, end):
        for metric in wanted:
            for point in every_point(store, device, metric, since, until):
                found[point.observed_at, device][metric] = point.value
    return [
        Report(device=device, observed_at=at, received_at=at, values=values)
        for (at, device), values in sorted(found.items())
    ]


def past_hours(
    store: ReadingStore, worn: Sequence[Ownership], metric: str, start: datetime, end: datetime
) -> list[Hour]:
    """Give the hours of one metric that a baseline of [start, end) looks back at, while it was worn, oldest first."""
    hours: list[Hour] = []
    for device, since, until in spans(worn, start - timedelta(days=HISTORY_DAYS), end):
        read = [hour_of(one) for one in store.buckets(device, metric, since, until, _HOUR)]
        if read:
            said = [hour_of(one) for one in store.buckets(device, "worn", since, until, _HOUR)]
            hours += while_worn(read, said)
    return sorted(hours, key=lambda one: one.start)


def hour_of(bucket: Bucket) -> Hour:
    """Give a bucket of an hour as the domain knows it."""
    return Hour(
        start=bucket.start, minimum=bucket.minimum, mean=bucket.mean, maximum=bucket.maximum, count=bucket.count
    )


def every_point(store: ReadingStore, device: str, metric: str, since: datetime, until: datetime) -> Iterator[Point]:
    """Give all of a series in [since, until), oldest first: read in pieces, each from behind the one before."""
    while since < until:
        points = store.series(device, metric, since, until, limit=AT_ONCE)
        yield from points
        if len(points) < AT_ONCE:
            return
        since = points[-1].observed_at + _A_MOMENT


def were_worn(
    store: ReadingStore, device: str, points: Sequence[Point], since: datetime
) -> Iterator[tuple[Point, bool]]:
    """Give readings of one device, oldest first, each with whether it was worn then, by its last word before it.

    Words from `WORN_SINCE` before `since` count; where there is none, it was.
    """
    said = store.series(device, "worn", since - WORN_SINCE, points[-1].observed_at + _A_MOMENT) if points else []
    for point in points:
        yield point, next((one.value for one in reversed(said) if one.observed_at <= point.observed_at), 1.0) > 0


def spans(worn: Sequence[Ownership], start: datetime, end: datetime) -> Iterator[tuple[str, datetime, datetime]]:
    """Give the parts of [start, end) in which each device was the resident's."""
    for one in worn:
        since, until = max(start, one.since), min(end, one.until or end)
        if since < until:
            yield one.device, since, until
