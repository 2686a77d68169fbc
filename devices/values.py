"""The metrics of one object: each value is taken or noted alone."""

import math
import re
from collections.abc import Mapping

from devices.fields import ALIAS, UNKNOWN, Row, Table, Words
from devices.notes import Note, Reason, shown

_NUMBER = re.compile(r"[+-]?\d{1,20}(\.\d{1,20})?([eE][+-]?\d{1,3})?", re.ASCII)
_PRESSURES = ("systolic_pressure", "diastolic_pressure")


def values_in(said: Mapping[str, object], table: Table, notes: list[Note]) -> dict[str, float]:
    """Read all metrics of one object; what cannot be taken is noted, its siblings are kept.

    `null` says nothing. The plain case, a number in its range, is decided in this loop: it is nearly all there is.
    """
    values: dict[str, float] = {}
    rest: list[tuple[str, object]] = []
    for key, value in said.items():
        row = table.get(key, UNKNOWN)
        if row is None:
            continue
        metric, lowest, highest, special = row
        if special is None and (type(value) is int or type(value) is float) and lowest <= value <= highest:
            values[metric] = value + 0.0  # half the price of float(), and 0.0 for -0.0
        else:
            rest.append((key, value))
    if rest:
        _take_rest(rest, table, values, notes)
    if "diastolic_pressure" in values and "systolic_pressure" in values:
        _check_pressures(values, notes)
    return values


def _take_rest(rest: list[tuple[str, object]], table: Table, values: dict[str, float], notes: list[Note]) -> None:
    """Take words, strings and second keys, the highest rank last."""
    notes.extend((Reason.UNKNOWN_METRIC, shown(key)) for key, _ in rest if key not in table)
    known = [(key, value, row) for key, value in rest if value is not None and (row := table.get(key)) is not None]
    for key, value, row in sorted(known, key=_rank):
        number, metric = _number_of(value, row), row[0]
        if isinstance(number, Reason):
            notes.append((number, f"{key}: {shown(value)}"))
        elif number is not None and values.setdefault(metric, number) != number and _rank((key, value, row)) == ALIAS:
            notes.append((Reason.SAID_TWICE, f"{key}: {shown(value)} beside {metric} {values[metric]:g}"))


def _rank(one: tuple[str, object, Row]) -> int:
    special = one[2][3]
    return 0 if special is None else special[2]


def _number_of(value: object, row: Row) -> float | Reason | None:
    """Give the number of a value, None where it says nothing, or why it is refused."""
    _, lowest, highest, special = row
    if special is not None and special[0] is not None:
        return _by_words(value, special[0], otherwise=None if special[1] else Reason.WRONG_TYPE)
    number = _as_number(value)
    if isinstance(number, Reason):
        return number
    if isinstance(number, float) and math.isnan(number):
        return Reason.NOT_A_NUMBER
    return float(number) if lowest <= number <= highest else Reason.IMPLAUSIBLE


def _by_words(value: object, words: Words, *, otherwise: Reason | None) -> float | Reason | None:
    if isinstance(value, str):
        value = value.strip().lower()
    if isinstance(value, (str, int, float)):
        return words.get(value, otherwise)
    return Reason.WRONG_TYPE


def _as_number(value: object) -> int | float | Reason:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return Reason.WRONG_TYPE
    if not isinstance(value, str):
        return value
    text = value.strip()
    return float(text) if _NUMBER.fullmatch(text) else Reason.NOT_A_NUMBER


def _check_pressures(values: dict[str, float], notes: list[Note]) -> None:
    """Refuse both pressures of an object when they cannot both be true: nobody knows which one is wrong."""
    systolic, diastolic = (values[metric] for metric in _PRESSURES)
    if diastolic < systolic:
        return
    for metric in _PRESSURES:
        del values[metric]
    together = f"{systolic:g}/{diastolic:g}"
    notes.extend((Reason.IMPLAUSIBLE, f"{metric}: in {together}") for metric in _PRESSURES)
