"""What is said of a neighbourhood's file that is wrong."""

from typing import NamedTuple


class Complaint(NamedTuple):
    """What is wrong, and the path of the entry in the file."""

    path: tuple[int | str, ...]
    reason: str


class Named(NamedTuple):
    """Where an entry names another one, of which kind, and by which id."""

    path: tuple[int | str, ...]
    kind: str
    name: str
