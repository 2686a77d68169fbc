"""The line to the provider: no redirect is followed, no answer is larger or slower than it should be."""

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import requests
import structlog
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from api.problems import PROVIDER_AWAY, Problem

log = structlog.get_logger()

TIMEOUT = (5.0, 10.0)
"""To connect, and between two pieces of an answer."""
_WHOLE_S = 15.0
_LARGEST = 1_048_576
_PIECE = 65_536


class TooMuch(requests.RequestException):
    """An answer that is too large, or takes too long as a whole."""


class BoundedAdapter(HTTPAdapter):
    """Reads an answer whole, and no more than is sensible of it."""

    def send(self, *args: Any, **options: Any) -> requests.Response:
        """Send, and read the answer to its end or to where it is too much."""
        began = time.monotonic()
        answer = super().send(*args, **(options | {"stream": True}))
        try:
            with answer.raw as raw:
                answer.raw = _whole(raw, began)
        except HTTPError as error:  # what requests would have made of it, had it read
            raise requests.ConnectionError("the answer broke off") from error
        return answer


def _whole(raw: Any, began: float) -> io.BytesIO:
    whole = io.BytesIO()
    for piece in raw.stream(_PIECE, decode_content=True):
        whole.write(piece)
        if whole.tell() > _LARGEST or time.monotonic() - began > _WHOLE_S:
            raise TooMuch("the answer is too large or too slow")
    whole.seek(0)
    return whole


def bound(session: requests.Session) -> None:
    """Let everything that this session asks be bounded."""
    for scheme in ("https://", "http://"):
        session.mount(scheme, BoundedAdapter())


def object_at(url: str) -> dict[str, Any]:
    """Fetch a JSON object. Raises RequestException; ValueError or TypeError for what is none."""
    with requests.Session() as session:
        bound(session)
        answer = session.get(url, timeout=TIMEOUT, allow_redirects=False, headers={"Accept": "application/json"})
    if answer.status_code != requests.codes.ok:
        raise requests.HTTPError(f"HTTP {answer.status_code}")
    found = orjson.loads(answer.content)
    if not isinstance(found, dict):
        raise TypeError("no JSON object")
    return found


@contextmanager
def answering(what: str) -> Iterator[None]:
    """Turn what a provider that is away, or talks rubbish, comes to into the 503 problem."""
    try:
        yield
    except requests.RequestException as error:
        raise _away(what, "it does not answer", error) from error
    except (ValueError, TypeError, AttributeError) as error:
        raise _away(what, "what it says cannot be read", error) from error


def provider_away(detail: str) -> Problem:
    """Give the problem of a provider that is of no use now."""
    return Problem(PROVIDER_AWAY, detail=detail, headers={"Retry-After": "10"})


def _away(what: str, detail: str, error: Exception) -> Problem:
    log.warning(
        "the identity provider is of no use now", asked_for=what, reason=f"{type(error).__name__}: {error}"[:300]
    )
    return provider_away(detail)
