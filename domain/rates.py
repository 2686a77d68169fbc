"""How far a metric rose or fell within a while: a small sorted memory of its recent readings. Pure.

Readings that come out of order are put in their place. Of readings that stand close together the lowest and the
highest are kept: what is kept does not depend on the order in which they came.
"""

from array import array
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from domain.limits import Side
from domain.readings import LATE_AFTER

CELLS = 20
"""A window is divided into so many stretches; of each the lowest and the highest reading are kept."""

_LATE = LATE_AFTER.total_seconds()

Recent = array
"""Times (epoch seconds) and values by turns, sorted by time."""


class Change(NamedTuple):
    """The largest change that ends in a reading: how far (positive), from which value, and how many seconds before."""

    by: float
    start: float
    seconds: float


def put(recent: "array[float]", at: float, value: float, within: timedelta) -> None:
    """Put a reading in its place; forget what no reading can need any more that is not very late itself."""
    span = within.total_seconds()
    newest = max(at, recent[-2]) if recent else at
    if at < newest - span - _LATE:
        return
    cell = span / CELLS
    pairs = [one for one in readings(recent) if one[0] >= newest - span - _LATE]
    near = {one for one in pairs if one[0] // cell == at // cell} | {(at, value)}
    lowest = min(near, key=lambda one: (one[1], one[0]))
    highest = min(near, key=lambda one: (-one[1], one[0]))
    kept = sorted({one for one in pairs if one[0] // cell != at // cell} | {lowest, highest})
    recent[:] = array("d", [number for one in kept for number in one])


def readings(recent: "array[float]") -> Iterator[tuple[float, float]]:
    """Give what is remembered as (time, value), oldest first."""
    return zip(recent[::2], recent[1::2], strict=True)


def change(recent: "array[float]", at: float, value: float, within: timedelta, side: Side) -> Change | None:
    """Give how far the reading at `at` rose (or fell) within the while before it; None: nothing else was read then.

    A change to the other side counts as none.
    """
    since = at - within.total_seconds()
    before = [one for one in readings(recent) if since <= one[0] < at]
    if not before:
        return None
    extreme = min if side is Side.ABOVE else max
    start = extreme(one[1] for one in before)
    started = max(one[0] for one in before if one[1] == start)
    by = value - start if side is Side.ABOVE else start - value
    return Change(by=max(by, 0.0), start=start, seconds=at - started)
