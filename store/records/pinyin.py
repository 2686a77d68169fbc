"""How names are written in letters: what somebody types who looks for 林秀英 (`linxiuying`, `xiuying`, `lxy`).

The only file that knows pypinyin. It is imported when the first name is spelled: most services never need it, and its
dictionaries are large.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
_PIECES = re.compile(rf"{_HAN.pattern}|[^\W_]+", re.UNICODE)
_WAYS = 16
"""At most so many ways to read a name: two characters with four readings each."""
_LONGEST = 12
"""Characters of a name that are spelled: longer ones are no names."""


@lru_cache(maxsize=4096)
def spelled(name: str) -> str:
    """Give all that a name is found by, each with a blank before it: readings and initials, from each character on.

    A surname that is read in several ways (单: shan, dan) is found by each. Never empty: empty means not spelled yet.
    """
    pieces = [_readings(piece) for piece in _cut(name)][:_LONGEST]
    found: dict[str, None] = {}
    for way in _ways(pieces):
        for first in range(len(way)):
            found["".join(way[first:])] = None
            found["".join(one[0] for one in way[first:])] = None
    return " " + " ".join(found)


def asked(word: str) -> str:
    """Give a word that somebody typed as it is looked for among what names are spelled."""
    return "".join(_PIECES.findall(word.lower().replace("ü", "v")))


def _cut(name: str) -> Iterator[str]:
    pieces = re.split(rf"({_HAN.pattern})", name.lower())
    yield from (word for piece in pieces for word in _PIECES.findall(piece))


def _ways(pieces: list[list[str]]) -> Iterator[tuple[str, ...]]:
    """Give the ways to read a name, the surname's first: rare readings of other characters come last."""
    if not pieces:
        return
    ranked = [list(enumerate(readings)) for readings in pieces]
    by_rank = sorted(product(*ranked), key=lambda way: sum(rank for rank, _ in way[1:])) if _few(pieces) else ()
    usual = (tuple(readings[0] for readings in pieces) for _ in range(0 if by_rank else 1))
    yield from islice((tuple(reading for _, reading in way) for way in by_rank), _WAYS)
    yield from usual


def _few(pieces: list[list[str]]) -> bool:
    ways = 1
    for readings in pieces:
        ways *= len(readings)
    return ways <= 4096


def _readings(piece: str) -> list[str]:
    if not _HAN.fullmatch(piece):
        return [piece]
    from pypinyin import Style, pinyin  # noqa: PLC0415  # see above

    found = dict.fromkeys(pinyin(piece, style=Style.NORMAL, heteronym=True, v_to_u=False)[0])
    spellings = [way for one in found for way in _typed(one)]
    return list(dict.fromkeys(spellings))[:6]


def _typed(reading: str) -> Iterator[str]:
    """Give how a reading is typed: 吕 is lv on keyboards, lyu in passports, and lu where somebody does not care."""
    plain = reading.replace("ü", "v")
    yield plain
    if "v" in plain:
        yield plain.replace("v", "yu")
        yield plain.replace("v", "u")
