"""Where a page begins: opaque to whoever asks, and of one list only."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Annotated, Protocol, TypeVar

from fastapi import Query

from api.paths import PRINTABLE
from api.rule_checks import wrong
from store.records.pages import Wanted

LONGEST = 2048
"""Of a cursor: an id has up to 256 letters, perhaps Chinese ones."""
CURSOR = r"^[A-Za-z0-9_-]*$"
After = Annotated[str, Query(max_length=LONGEST, pattern=CURSOR, description="`next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=500)]
Words = Annotated[str, Query(max_length=64, pattern=PRINTABLE, description="Words that all must be found")]
_MOST_WORDS = 6


class Named(Protocol):
    """What a list is made of."""

    @property
    def id(self) -> str:
        """Its id, by which the list is sorted."""


Item = TypeVar("Item", bound=Named)


def cursor(listed: str, last: str) -> str:
    """Give the cursor that stands after this id in this list."""
    said = json.dumps([listed, last], ensure_ascii=False)
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def wanted(listed: str, after: str, limit: int, words: str = "") -> Wanted:
    """Give which page is asked for; the 422 problem says what is no cursor of this list."""
    if len(words.split()) > _MOST_WORDS:
        raise wrong("query.q", f"at most {_MOST_WORDS} words")
    return Wanted(after=last_of(listed, after) if after else "", limit=limit, words=words)


def cut(listed: str, found: Sequence[Item], limit: int) -> tuple[list[Item], str | None]:
    """Give the page, and the cursor of the next one where more were found."""
    page = list(found[:limit])
    return page, cursor(listed, page[-1].id) if len(found) > limit else None


def last_of(listed: str, after: str, field: str = "query.after") -> str:
    """Read what `cursor` gave for this list; the 422 problem names the field of anything else."""
    try:
        read = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        read = None
    if not (isinstance(read, list) and len(read) == 2 and read[0] == listed and isinstance(read[1], str)):
        raise wrong(field, "no cursor of this list: take `next` of the page before")
    if not read[1].isprintable():
        raise wrong(field, "no cursor of this list")
    return read[1]
