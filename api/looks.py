"""Rows of the trail put together for the family: what somebody did again and again is one line."""

from collections.abc import Sequence
from datetime import timedelta

from store.records.audit import Recorded

AGAIN_WITHIN = timedelta(hours=1)


def together(rows: Sequence[Recorded]) -> list[list[Recorded]]:
    """Group rows (the newest first) of one person, deed and outcome that lie less than an hour apart.

    The groups come by their newest row, and so do the rows in each.
    """
    groups: list[list[Recorded]] = []
    open_ones: dict[tuple[str, str, bool], list[Recorded]] = {}
    for row in rows:
        key = (row.person, row.deed.value, row.allowed)
        group = open_ones.get(key)
        if group is None or group[-1].at - row.at >= AGAIN_WITHIN:
            group = open_ones[key] = []
            groups.append(group)
        group.append(row)
    return groups
