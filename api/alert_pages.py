"""Paging through alerts, newest first. A cursor is the place of the last one seen: new alerts do not move it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from api.paths import CURSOR
from domain.alerts import Alert
from domain.errors import BadInput

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_ROUNDS = 20
"""How often one answer reads on when few alerts match; its cursor then goes on from there."""

Find = Callable[[datetime | None, int], list[Alert]]
"""Gives alerts that started before a moment (None: all), at most so many, newest first and then by id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an alert stands in the order."""

    started_at: datetime
    id: str

    @classmethod
    def of(cls, alert: Alert) -> Self:
        """Give an alert's place."""
        return cls(started_at=alert.started_at, id=alert.id)

    @classmethod
    def read(cls, cursor: str) -> Self:
        """Read a cursor; BadInput for anything that `str` did not write."""
        if re.fullmatch(CURSOR, cursor) is None:
            raise BadInput("not a cursor of this list")
        micros, _, alert = cursor.partition("_")
        return cls(started_at=_EPOCH + int(micros) * _MICROSECOND, id=alert)

    def __str__(self) -> str:
        return f"{(self.started_at - _EPOCH) // _MICROSECOND}_{self.id}"

    def is_before(self, alert: Alert) -> bool:
        """Whether the alert comes after this place."""
        if alert.started_at == self.started_at:
            return alert.id > self.id
        return alert.started_at < self.started_at


def page(
    find: Find, matches: Callable[[Alert], bool], after: Place | None, limit: int
) -> tuple[list[Alert], Place | None]:
    """Give the matching alerts after a place, at most `limit`, and the place to go on from (None: there is no more)."""
    found: list[Alert] = []
    size = max(limit + 1, 100)
    for _ in range(_ROUNDS):
        rows = find(after.started_at + _MICROSECOND if after else None, size)
        fresh = [row for row in rows if after is None or after.is_before(row)]
        found += [row for row in fresh if matches(row)]
        if len(found) > limit:
            return found[:limit], Place.of(found[limit - 1])
        if len(rows) < size:
            return found, None
        after = Place.of(fresh[-1]) if fresh else after
        size = size if fresh else size * 2
    return found, after
