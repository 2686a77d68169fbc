"""`banister import`: a neighbourhood's file into the records, with first passwords for those who can log in."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from api.passwords import hash_password
from banister.neighbourhood import read_neighbourhood
from domain.people import Person
from store.records import Records
from store.records.neighbourhood import Loaded

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters that look like another."""


def import_file(
    records: Records, path: Path, environment: Mapping[str, str], now: datetime
) -> tuple[Loaded, list[tuple[Person, str]]]:
    """Load `path`; give what changed, and a password for each login that had none.

    Raises BadInput with every line that is wrong; nothing is loaded then.
    """
    loaded = records.neighbourhood.load(read_neighbourhood(path, environment), now)
    return loaded, [(person, give_password(records, person.id)) for person in loaded.new_logins]


def give_password(records: Records, person: str) -> str:
    """Make a random password of 12 letters (59 bits), keep its hash, and give it this once."""
    password = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))
    records.accounts.set_password(person, hash_password(password))
    return password
