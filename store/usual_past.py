"""What is usual for one resident, of everything that is measured of them: read at once, when a page asks for it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from domain.activity import Amount, Turn, by_day, on_days, turned_on, turns, walked
from domain.baselines import Hour, while_worn
from domain.homes import MEASURED
from domain.own_bands import DAYS, Band, Bands, band_of_days, bands
from domain.people import Ownership
from domain.waiting import midnight
from store.past import every_point, hour_of, spans
from store.readings import ReadingStore

MOST_WORDS = 20_000
"""Of one sensor in the time that is asked for; a contact that flaps says more, and counts for nothing."""
COUNTED = ("door", "motion")
"""What is counted by the turns it takes."""
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_SAID_WITHIN = timedelta(hours=25)
"""A sensor on a battery says about once a day how it stands."""

Part = tuple[str, datetime, datetime]
"""A device, and from when to when it was theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usuals:
    """What is usual for somebody, by metric: bands of what is measured, amounts a day of what is counted."""

    vitals: Mapping[str, Bands]
    daily: Mapping[str, Band | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """What one sensor said in a span; not `complete` where it said too much to be believed."""

    device: str
    turns: Sequence[Turn]
    words: Sequence[datetime]
    complete: bool


def usuals(store: ReadingStore, worn: Sequence[Ownership], zone: ZoneInfo, now: datetime) -> Usuals:
    """Give what is usual by the two weeks before today. Raises StoreAway."""
    today = midnight(now, zone)
    since = midnight(today - DAYS * _DAY, zone)
    sent = _sent(store, worn, since)
    return Usuals(
        vitals={metric: bands(hours, zone) for metric, hours in _vitals(store, sent, since, today).items()},
        daily={metric: band_of_days(days) for metric, days in _days(store, sent, (since, today), zone).items()},
    )


def hours_since(
    store: ReadingStore, worn: Sequence[Ownership], since: datetime, now: datetime
) -> dict[str, list[Hour]]:
    """Give the hours of every vital sign in [since, now) in which it was worn. Raises StoreAway."""
    return _vitals(store, _sent(store, worn, since), since, now)


def amounts_since(store: ReadingStore, worn: Sequence[Ownership], since: datetime, now: datetime) -> dict[str, float]:
    """Give what is counted of [since, now), by metric; what said nothing then is left out. Raises StoreAway."""
    sent = _sent(store, worn, since)
    found = {
        metric: sum(days.values()) for metric, days in _days(store, sent, (since, now), ZoneInfo("UTC")).items() if days
    }
    return {metric: float(amount) for metric, amount in found.items()}


def turned(store: ReadingStore, worn: Sequence[Ownership], metric: str, start: datetime, end: datetime) -> list[Turned]:
    """Give the turns of a door or of motion in [start, end), by device, and before them the one that held at `start`.

    Raises StoreAway.
    """
    found = []
    for device, since, until in spans(worn, start - _SAID_WITHIN, end):
        points = list(islice(every_point(store, device, metric, since, until), MOST_WORDS + 1))
        every = turns((one.observed_at, one.value > 0) for one in points)
        words = [one.observed_at for one in points if one.observed_at >= start]
        if words:
            held = sum(one.at < start for one in every)
            those, complete = every[max(held - 1, 0) :], len(points) <= MOST_WORDS
            found.append(Turned(device=device, turns=those, words=words, complete=complete))
    return found


def steps(store: ReadingStore, worn: Sequence[Ownership], start: datetime, end: datetime) -> list[Amount]:
    """Give the steps of every hour in [start, end) that has any word of them, oldest first. Raises StoreAway."""
    found: defaultdict[datetime, float] = defaultdict(float)
    for device, since, until in spans(worn, start - _DAY, end):  # a day more says where the counter stood
        for one in walked(hour_of(bucket) for bucket in store.buckets(device, "steps", since, until, _HOUR)):
            if one.start >= start:
                found[one.start] += one.amount
    return [Amount(start=at, amount=amount) for at, amount in sorted(found.items())]


def _sent(store: ReadingStore, worn: Sequence[Ownership], since: datetime) -> dict[str, list[Ownership]]:
    """Give which ownerships there is anything of, by metric: what a device never sent is not asked for hour by hour."""
    recent = [one for one in worn if one.until is None or one.until > since]
    found: defaultdict[str, list[Ownership]] = defaultdict(list)
    for newest in store.latest(sorted({one.device for one in recent})):
        if newest.observed_at >= since:
            found[newest.metric] += [one for one in recent if one.device == newest.device]
    return found


def _vitals(
    store: ReadingStore, sent: Mapping[str, Sequence[Ownership]], since: datetime, until: datetime
) -> dict[str, list[Hour]]:
    worn_hours = _WornHours(store)
    return {
        metric: list(_hours(store, spans(owned, since, until), metric, worn_hours))
        for metric, owned in sorted(sent.items())
        if metric in MEASURED
    }


class _WornHours:
    """Reads once when each device said that it is worn: all of its metrics are asked about it."""

    def __init__(self, store: ReadingStore) -> None:
        self._store = store
        self._known: dict[Part, list[Hour]] = {}

    def __call__(self, part: Part) -> list[Hour]:
        if part not in self._known:
            device, start, end = part
            self._known[part] = [hour_of(one) for one in self._store.buckets(device, "worn", start, end, _HOUR)]
        return self._known[part]


def _hours(store: ReadingStore, parts: Iterable[Part], metric: str, worn_hours: _WornHours) -> Iterator[Hour]:
    for part in parts:
        device, start, end = part
        read = [hour_of(one) for one in store.buckets(device, metric, start, end, _HOUR)]
        if read:
            yield from while_worn(read, worn_hours(part))


def _days(
    store: ReadingStore, sent: Mapping[str, Sequence[Ownership]], span: tuple[datetime, datetime], zone: ZoneInfo
) -> dict[str, dict[date, float]]:
    days = {metric: _days_of(turned(store, sent[metric], metric, *span), zone) for metric in COUNTED if metric in sent}
    if "steps" in sent:
        days["steps"] = by_day(steps(store, sent["steps"], *span), zone)
    return days


def _days_of(found: Collection[Turned], zone: ZoneInfo) -> dict[date, float]:
    believed = [one for one in found if one.complete]
    moments = [at for one in believed for at in turned_on(one.turns)]
    return on_days(moments, [at for one in believed for at in one.words], zone)
