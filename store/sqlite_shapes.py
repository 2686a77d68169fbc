"""How reports become rows: reports with the same metrics have the same shape, and one statement writes them all."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from domain.metrics import METRICS, MetricClass
from store.sqlite_statements import INSERT

Row = tuple[int | float, ...]
FIXED = 3
"""The columns before the values: device, observed_at, delay."""


@dataclass(frozen=True, slots=True)
class Part:
    """The columns of one table that reports of a shape fill, and where in their values they are found."""

    statement: str
    places: tuple[int, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """The parts of a report with these metrics; `unknown` are those that no table holds."""

    metrics: tuple[str, ...]
    parts: tuple[Part, ...]
    unknown: tuple[str, ...]


@lru_cache(maxsize=512)
def shape_of(metrics: tuple[str, ...]) -> Shape:
    """Give the shape of reports whose values have these keys in this order."""
    parts = []
    for table in MetricClass:
        places = tuple(n for n, name in enumerate(metrics) if name in METRICS and METRICS[name].retained_as is table)
        if places:
            statement = _statement(table.value, [metrics[place] for place in places])
            parts.append(Part(statement, places, whole=len(places) == len(metrics)))
    return Shape(metrics, tuple(parts), tuple(name for name in metrics if name not in METRICS))


def row(part: Part, device: int, observed_at: int, delay: int, values: Mapping[str, float]) -> Row:
    """Make the row of one report for one of its parts."""
    if part.whole:
        return (device, observed_at, delay, *values.values())
    numbers = tuple(values.values())
    return (device, observed_at, delay, *(numbers[place] for place in part.places))


def _statement(table: str, columns: list[str]) -> str:
    return INSERT.substitute(
        table=table,
        columns=", ".join(columns),
        marks=", ".join("?" for _ in range(FIXED + len(columns))),
        kept=", ".join(f"{column} = coalesce({table}.{column}, excluded.{column})" for column in columns),
        new=" OR ".join(f"{table}.{column} IS NULL" for column in columns),
    )
