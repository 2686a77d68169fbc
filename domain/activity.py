"""What doors, motion and steps come to by the hour and by the day. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.baselines import Hour
from domain.waiting import day_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Something turned on (a door: it was opened) or off; `at` in event time."""

    at: datetime
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """How much came together in the hour that begins then."""

    start: datetime
    amount: float


def turns(words: Iterable[tuple[datetime, bool]]) -> list[Turn]:
    """Give the first word and every one that says something else than the one before: sensors repeat themselves."""
    found: list[Turn] = []
    for at, on in words:
        if not found or found[-1].on is not on:
            found.append(Turn(at=at, on=on))
    return found


def turned_on(found: Iterable[Turn]) -> list[datetime]:
    """Give when it was turned on, as far as that was seen: of the first word nobody knows since when it held."""
    return [one.at for place, one in enumerate(found) if one.on and place]


def walked(hours: Iterable[Hour]) -> list[Amount]:
    """Give how far a counter went in each hour but the first, oldest first; one that begins anew counts from 0.

    The first hour only says where the counter stood: ask for one more than is wanted.
    """
    found: list[Amount] = []
    stood: float | None = None
    for one in sorted(hours, key=lambda hour: hour.start):
        if stood is not None:
            found.append(Amount(start=one.start, amount=_went(stood, one)))
        anew_within = stood is not None and one.minimum < stood <= one.maximum
        stood = one.minimum if anew_within else one.maximum
    return found


def by_day(amounts: Iterable[Amount], zone: ZoneInfo) -> dict[date, float]:
    """Add amounts up by local day."""
    found: defaultdict[date, float] = defaultdict(float)
    for one in amounts:
        found[day_of(one.start, zone)] += one.amount
    return dict(found)


def on_days(moments: Iterable[datetime], known: Iterable[datetime], zone: ZoneInfo) -> dict[date, float]:
    """Count moments by local day, on the days on which anything was said: on others the sensor may have been dead."""
    found = {day_of(one, zone): 0.0 for one in known}
    for one in moments:
        found[day_of(one, zone)] += 1
    return found


def _went(stood: float, hour: Hour) -> float:
    if hour.minimum >= stood:
        return hour.maximum - stood
    if hour.maximum >= stood:  # it went on, and began anew within the hour
        return hour.maximum - stood + hour.minimum
    return hour.maximum
