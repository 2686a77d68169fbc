"""A device table's row, and how a value in it becomes a number of the catalogue."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.metrics import METRICS, Metric, MetricKind

Words = Mapping[object, float | None]
"""What a value that is no measured number means; None: nothing worth a reading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One key that a device may send.

    metric   its name in the catalogue
    aliases  other keys for the same
    words    what its values mean, where that is not simply the catalogue's number or words
    others   values outside `words` are no fault, only of no interest
    rank     of two keys of one metric in one object the lower rank is taken
    """

    key: str
    metric: str
    aliases: tuple[str, ...] = ()
    words: Words | None = None
    others: bool = False
    rank: int = 0


ALIAS = 1
"""Rank of another key for the same: that both are said, and differ, is worth a look."""

Special = tuple[Words | None, bool, int]
"""words, others, rank: what `devices.values` needs to know of a field that is not simply a number under its own key."""
Row = tuple[str, float, float, Special | None]
"""metric, lowest, highest, and what is special about it: a field as the loop of `devices.values` wants it."""
UNKNOWN: Row = ("", 0.0, 0.0, (None, True, 0))
"""Stands for a key that no table has."""
Table = Mapping[str, Row | None]
"""Key -> row; None for a key that is known and of no interest."""


def table_of(fields: Iterable[Field], *, ignored: Iterable[str] = ()) -> Table:
    """Compile fields into the table that `values_in` reads; a key that means two things is a ValueError."""
    table: dict[str, Row | None] = dict.fromkeys(ignored)
    for field in fields:
        for key in (field.key, *field.aliases):
            row = _row(field, rank=field.rank if key == field.key else ALIAS)
            if table.setdefault(key, row) != row:
                message = f"{key!r} is in two tables with two meanings"
                raise ValueError(message)
    return table


def _row(field: Field, *, rank: int) -> Row:
    metric = METRICS[field.metric]
    words = field.words if field.words is not None else words_of(metric)
    special = None if words is None and rank == 0 else (words, field.others, rank)
    return (metric.name, metric.lowest, metric.highest, special)


def words_of(metric: Metric) -> Words | None:
    """Give the catalogue's words of a state or event; None for numbers.

    Two-valued states and events are also told by true and false, 1 and 0; an event that is false is no event.
    """
    if metric.kind is MetricKind.EVENT:
        return {True: 1.0, "true": 1.0, False: None, "false": None}
    if metric.kind is not MetricKind.STATE:
        return None
    words: dict[object, float | None] = {word: float(number) for number, word in metric.states.items()}
    return {**words, True: 1.0, "true": 1.0, False: 0.0, "false": 0.0} if len(words) == 2 else words
