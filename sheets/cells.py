"""What stands in one cell, as people and Excel write it: read into what an entry takes, or refused with the reason."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sheets.shape import Column, folded

Cell = object
"""Of XLSX: str, int, float, bool, datetime, date, time; of CSV: str. None and blanks are nothing."""

_SHORTENED = re.compile(r"\d(\.\d+)?E\+\d+", re.IGNORECASE)
_FAULTS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!")
_DANGEROUS = re.compile(r"'*[=+\-@#\t\r]")
"""What a spreadsheet would take for a formula or its failure, with the marks that already stand before it."""
_MOMENTS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M:%S")
_YES = {"是": True, "yes": True, "y": True, "true": True, "1": True, "√": True}
_NO = {"否": False, "no": False, "n": False, "false": False, "0": False, "×": False}
_BETWEEN = re.compile(r"[,，;；、\s]+")


class BadCell(ValueError):
    """A cell cannot be read; the text says why."""


def guarded(text: str) -> str:
    """Put a mark before what a spreadsheet would take for a formula; `read` takes it off again."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def plain(cell: Cell) -> str:
    """Give a cell as text: a number that Excel made of digits is those digits again. Raises BadCell."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, (datetime, date, time)):
        return cell.isoformat()
    text = str(cell).strip().strip("\ufeff\u200b").strip()
    if text in _FAULTS:
        raise BadCell("the formula in it went wrong")
    return text[1:] if text.startswith("'") and _DANGEROUS.match(text) else text


def read(column: Column, cell: Cell, zone: ZoneInfo) -> object | None:
    """Give what a cell says to its entry; None where it is empty. Raises BadCell."""
    text = plain(cell)
    if not text:
        return None
    if isinstance(cell, (datetime, date, time)) and column.way != "moment":
        raise BadCell("Excel has made a date of it: format the column as text")
    if column.way == "moment":
        return _moment(cell if isinstance(cell, (datetime, date)) else _tidy(text), zone)
    return _WAYS[column.way](text, column)


def _text(text: str, _column: Column) -> str:
    return text


def _tidy(text: str, _column: Column | None = None) -> str:
    tidy = unicodedata.normalize("NFKC", text).strip()
    if _SHORTENED.fullmatch(tidy):
        raise BadCell("Excel has shortened the number and its last digits are lost: format the column as text")
    return tidy


def _id(text: str, column: Column) -> str:
    return _tidy(text, column).lower()


def _number(text: str, _column: Column) -> int:
    tidy = _tidy(text)
    if not re.fullmatch(r"-?[0-9]{1,18}(\.0+)?", tidy):
        raise BadCell("is no whole number")
    return int(tidy.partition(".")[0])


def _word(text: str, column: Column) -> str:
    words: Mapping[str, str] = {folded(word): meant for word, meant in column.words.items()}
    return words.get(folded(text), _tidy(text).lower())


def _several(text: str, column: Column) -> list[str]:
    return [_word(one, column) for one in _BETWEEN.split(text) if one]


def _yes(text: str, _column: Column) -> bool:
    word = folded(text)
    if word not in _YES and word not in _NO:
        raise BadCell("is neither 是 nor 否")
    return word in _YES


def _moment(cell: datetime | date | str, zone: ZoneInfo) -> datetime:
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=zone)
    if isinstance(cell, date):
        return datetime.combine(cell, time(), zone)
    return _written(cell, zone)


def _written(text: str, zone: ZoneInfo) -> datetime:
    for shape in _MOMENTS:
        try:
            return datetime.strptime(text, shape).replace(tzinfo=zone)
        except ValueError:
            continue
    try:
        moment = datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        moment.astimezone(UTC) - timedelta(days=1)
    except (ValueError, OverflowError):
        raise BadCell("is no date (such as 2026-01-31 or 2026年1月31日)") from None
    return moment


_WAYS: Mapping[str, Callable[[str, Column], object]] = {
    "text": _text,
    "tidy": _tidy,
    "id": _id,
    "number": _number,
    "word": _word,
    "words": _several,
    "ids": _several,
    "yes": _yes,
}
