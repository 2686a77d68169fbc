"""How the domain's values rest in columns, the same on SQLite and PostgreSQL."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from math import isfinite
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Dialect,
    Float,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Text,
    type_coerce,
)
from sqlalchemy.types import TypeDecorator

from domain.hours import LocalHours
from domain.people import Scope
from domain.severity import Severity

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_micros(moment: datetime) -> int:
    """Epoch microseconds of an aware datetime, exactly."""
    return (moment - EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """Aware UTC datetime of epoch microseconds, exactly."""
    return EPOCH + timedelta(microseconds=micros)


class _Held(TypeDecorator[Any]):
    """A value of the domain held as a plain one: `_down` on the way in, `_up` on the way out; NULL stays None."""

    cache_ok = True

    def process_bind_param(self, value: Any | None, _dialect: Dialect) -> Any | None:
        """Give what the database holds."""
        return None if value is None else self._down(value)

    def process_result_value(self, value: Any | None, _dialect: Dialect) -> Any | None:
        """Give what the domain knows."""
        return None if value is None else self._up(value)

    def _down(self, value: Any) -> Any:
        raise NotImplementedError

    def _up(self, value: Any) -> Any:
        raise NotImplementedError


class Moment(_Held):
    """An aware datetime as epoch microseconds: exact, ordered and zone-free on both databases."""

    impl = BigInteger
    cache_ok = True

    def _down(self, value: datetime) -> int:
        return to_micros(value)

    def _up(self, value: int) -> datetime:
        return from_micros(value)


def earlier(column: ColumnElement[Any], by: timedelta) -> ColumnElement[int]:
    """Give a column of moments, so much earlier, to set it to."""
    return type_coerce(column, BigInteger) - by // _MICROSECOND


class Span(_Held):
    """A duration as microseconds."""

    impl = BigInteger
    cache_ok = True

    def _down(self, value: timedelta) -> int:
        return value // _MICROSECOND

    def _up(self, value: int) -> timedelta:
        return timedelta(microseconds=value)


class Word(_Held):
    """A member of a StrEnum as its word: a new member needs no migration."""

    impl = String(32)
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def _down(self, value: str) -> str:
        return self.words(value).value

    def _up(self, value: str) -> StrEnum:
        return self.words(value)


class Facts(_Held):
    """Numbers by name, as JSON. What is no number is left out: it explains nothing, and PostgreSQL refuses it."""

    impl = JSON
    cache_ok = True

    def _down(self, value: Mapping[str, float]) -> dict[str, float]:
        return {name: number for name, number in value.items() if isfinite(number)}

    def _up(self, value: dict[str, float]) -> dict[str, float]:
        return value


class Grade(_Held):
    """A severity as its number, so that `>=` works."""

    impl = SmallInteger
    cache_ok = True

    def _down(self, value: Severity) -> int:
        return int(value)

    def _up(self, value: int) -> Severity:
        return Severity(value)


class Clock(_Held):
    """A time of the local day, as `HH:MM:SS`."""

    impl = String(8)
    cache_ok = True

    def _down(self, value: time) -> str:
        return value.isoformat("seconds")

    def _up(self, value: str) -> time:
        return time.fromisoformat(value)


class Day(_Held):
    """A local date, as `YYYY-MM-DD`."""

    impl = String(10)
    cache_ok = True

    def _down(self, value: date) -> str:
        return value.isoformat()

    def _up(self, value: str) -> date:
        return date.fromisoformat(value)


class Hours(_Held):
    """Hours of the local day, as `HH:MM:SS-HH:MM:SS`."""

    impl = String(17)
    cache_ok = True

    def _down(self, value: LocalHours) -> str:
        return f"{value.starts.isoformat('seconds')}-{value.ends.isoformat('seconds')}"

    def _up(self, value: str) -> LocalHours:
        starts, _, ends = value.partition("-")
        return LocalHours(starts=time.fromisoformat(starts), ends=time.fromisoformat(ends))


class Weekdays(_Held):
    """Days of the week as their digits: `01234`."""

    impl = String(7)
    cache_ok = True

    def _down(self, value: frozenset[int]) -> str:
        return "".join(str(day) for day in sorted(value))

    def _up(self, value: str) -> frozenset[int]:
        return frozenset(int(day) for day in value)


class Scopes(_Held):
    """Kinds of data as their words, sorted, with commas."""

    impl = Text
    cache_ok = True

    def _down(self, value: frozenset[Scope]) -> str:
        return ",".join(sorted(value))

    def _up(self, value: str) -> frozenset[Scope]:
        return frozenset(Scope(word) for word in value.split(",") if word)


Id = Text
Name = Text
Json = JSON
Number = Float
Long = BigInteger
Bytes = LargeBinary
Prose = Text
