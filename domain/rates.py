"""How far a metric rose or fell within a while: a small sorted memory of its recent readings. Pure.

Readings that come out of order are put in their place. Of readings that stand close together the lowest and the
highest are kept: what is kept does not depend on the order in which they came. All stands in one array for each rule
and person: times (epoch seconds) and values by turns, sorted by time.
"""

import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from domain.limits import Side
from domain.readings import LATE_AFTER

CELLS = 20
"""A window is divided into so many stretches; of each the lowest and the highest reading are kept."""

_LATE = LATE_AFTER.total_seconds()


class Change(NamedTuple):
    """The largest change that ends in a reading: how far (positive), from which value, and how many seconds before."""

    by: float
    start: float
    seconds: float


def put(recent: "array[float]", at: float, value: float, within: timedelta) -> None:
    """Put a reading in its place; forget what no reading can need any more that is not very late itself."""
    span = within.total_seconds()
    oldest = max(at, recent[-2] if recent else at) - span - _LATE
    if at < oldest:
        return
    begins, ends = _cell(recent, at, span / CELLS)
    if begins == ends:
        recent[begins:begins] = array("d", (at, value))
    else:
        _thin(recent, begins, ends, (at, value))
    if recent[0] < oldest:
        del recent[: 2 * bisect_left(recent[::2], oldest)]


def readings(recent: "array[float]", after: float = -math.inf) -> Iterator[tuple[float, float]]:
    """Give what is remembered of after a moment as (time, value), oldest first."""
    first = 2 * bisect_right(recent[::2], after)
    return zip(recent[first::2], recent[first + 1 :: 2], strict=True)


def spread(recent: "array[float]") -> float:
    """Give how far apart the readings are that are remembered: no change is larger."""
    values = recent[1::2]
    return max(values) - min(values)


def change(recent: "array[float]", at: float, value: float, within: timedelta, side: Side) -> Change | None:
    """Give how far the reading at `at` rose (or fell) within the while before it; None: nothing else was read then.

    A change to the other side counts as none.
    """
    times = recent[::2]
    first, end = bisect_left(times, at - within.total_seconds()), bisect_left(times, at)
    if first >= end:
        return None
    before = recent[2 * first + 1 : 2 * end : 2]
    start = min(before) if side is Side.ABOVE else max(before)
    started = times[end - 1 - before[::-1].index(start)]
    by = value - start if side is Side.ABOVE else start - value
    return Change(by=max(by, 0.0), start=start, seconds=at - started)


def _cell(recent: "array[float]", at: float, cell: float) -> tuple[int, int]:
    """Give where the readings of the same stretch begin and end; where there are none, where this one belongs."""
    number = at // cell
    ends = len(recent)
    while ends and recent[ends - 2] // cell > number:
        ends -= 2
    begins = ends
    while begins and recent[begins - 2] // cell == number:
        begins -= 2
    return begins, ends


def _thin(recent: "array[float]", begins: int, ends: int, reading: tuple[float, float]) -> None:
    near = {reading, *((recent[place], recent[place + 1]) for place in range(begins, ends, 2))}
    lowest = min(near, key=lambda one: (one[1], one[0]))
    highest = max(near, key=lambda one: (one[1], -one[0]))
    recent[begins:ends] = array("d", [number for one in sorted({lowest, highest}) for number in one])
