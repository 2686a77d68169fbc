"""ETag and If-Match: whoever changes a thing says which state of it they have seen.

If-Match may be left out, and is honoured where it is sent. The state is looked at inside the transaction of the change,
so of two who saw the same one changes it and the other gets a 412 with the ETag that holds now. An ETag is of what can
be changed by the same address, not of everything that its GET shows beside it.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Header, Response

from api.problems import OUTDATED, Problem

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=512,
        description="The `ETag` that you have seen (or several, or `*`): 412 where another holds now.",
    ),
]
IfNoneMatch = Annotated[
    str | None,
    Header(
        alias="If-None-Match",
        max_length=512,
        description="The `ETag` of what you have already: 304 where nothing else is to be shown.",
    ),
]


def etag_of(thing: Any) -> str:
    """Give the ETag of an entry, a dataclass: a hash of all its fields."""
    said = json.dumps(asdict(thing), default=_plain, sort_keys=True, ensure_ascii=False)
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:24]}"'


def _plain(value: object) -> object:
    """Give what JSON can hold. A set has another order in every process, and its ETag must be the same in all."""
    return sorted(map(str, value)) if isinstance(value, frozenset | set) else str(value)


def shown_etag(said: str) -> str:
    """Give the weak ETag of what a list shows; what is left out of `said` may differ under the same one."""
    return f'W/"{hashlib.sha256(said.encode()).hexdigest()[:24]}"'


def is_shown_already(if_none_match: str | None, tag: str) -> bool:
    """Whether the asker has what is to be shown; tags are compared weakly, as RFC 9110 says of If-None-Match."""
    seen = {one.strip().removeprefix("W/") for one in (if_none_match or "").split(",")}
    return not seen.isdisjoint({tag.removeprefix("W/"), "*"})


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


def unless_outdated(if_match: str | None, tag: Callable[[Any], str | None] = etag_of) -> Callable[[Any], None]:
    """Give what the records show an entry (or a version) as it stands before they change it: `check` of its ETag."""
    return lambda standing: check(if_match, tag(standing))


def tell(response: Response, tag: str | None) -> None:
    """Put the ETag on an answer."""
    if tag is not None:
        response.headers["ETag"] = tag
