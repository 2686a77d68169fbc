"""How large a request's body may be: a form is small, and a community's tables are not."""

from collections.abc import Mapping

from api.importing import LARGEST_UPLOAD
from api.problems import TOO_LARGE, Problem

IMPORTS = "/api/v1/imports"
_LARGER: Mapping[str, int] = {IMPORTS: LARGEST_UPLOAD}


def most_bytes(path: str, usual: int) -> int:
    """Give how many bytes may be sent to an address."""
    return max(usual, _LARGER.get(path, 0))


def too_large(most: int) -> Problem:
    """Give the 413 problem, which says how many there may be."""
    return Problem(TOO_LARGE, detail=f"at most {most:,} bytes")
