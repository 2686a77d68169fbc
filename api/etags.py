"""ETag and If-Match: whoever changes a thing says which state of it they have seen.

If-Match may be left out, and is honoured where it is sent. The state is looked at inside the transaction of the change,
so of two who saw the same one changes it and the other gets a 412 with the ETag that holds now. An ETag is of what can
be changed by the same address, not of everything that its GET shows beside it.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

from fastapi import Header, Response

from api.problems import OUTDATED, Problem

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=512,
        description="The `ETag` that you have seen (or several, or `*`): 412 where another holds now.",
    ),
]


def etag_of(thing: "DataclassInstance") -> str:
    """Give the ETag of an entry: a hash of all its fields."""
    said = json.dumps(asdict(thing), default=str, sort_keys=True, ensure_ascii=False)
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:24]}"'


def version_etag(version: int) -> str | None:
    """Give the ETag of a thing that is kept by version; None of one that is not there."""
    return f'"v{version}"' if version else None


def check(if_match: str | None, tag: str | None) -> None:
    """Raise the 412 problem where another state holds than the one that was seen; a weak ETag matches nothing."""
    if if_match is None:
        return
    seen = {one.strip() for one in if_match.split(",")}
    if tag is None or not seen & {tag, "*"}:
        raise Problem(OUTDATED, headers={"ETag": tag} if tag else {})


def check_version(if_match: str | None) -> Callable[[int], None]:
    """Give what the records tell the version that holds: `check` of its ETag."""
    return lambda version: check(if_match, version_etag(version))


def tell(response: Response, tag: str | None) -> None:
    """Put the ETag on an answer."""
    if tag is not None:
        response.headers["ETag"] = tag
