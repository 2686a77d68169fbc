"""`banister import`: a neighbourhood's file into the records, with first passwords for those who can log in."""

import csv
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from api.passwords import hash_password, one_time_password
from banister.neighbourhood import read_neighbourhood
from domain.access import Deed
from domain.errors import BadInput
from domain.people import Person
from sheets.cells import guarded
from sheets.raw import Progress
from sheets.reading import is_tables, read_tables
from store.records import Records
from store.records.audit import Entry
from store.records.loading_assignments import IMPORTED
from store.records.neighbourhood import Loaded, Neighbourhood

Tell = Callable[[Person, str], None]
"""Takes a person's first password, before it counts."""


def read_file(records: Records, path: Path, environment: Mapping[str, str], progress: Progress) -> Neighbourhood:
    """Read a YAML file or tables. Raises BadInput with everything that is wrong."""
    return read_tables(path, progress, records) if is_tables(path) else read_neighbourhood(path, environment)


def give_passwords(records: Records, loaded: Loaded, now: datetime, tell: Tell) -> None:
    """Give each new login its password: told first, so that none counts that nobody was told.

    Whoever hands it out knows it, so they set one of their own before anything else.
    """
    for person in loaded.new_logins:
        password = one_time_password()
        tell(person, password)
        entry = Entry(
            at=now, person=IMPORTED, deed=Deed.KEEP_PEOPLE, subject=person.id, detail="import: first password"
        )
        records.accounts.set_password(person.id, hash_password(password), must_change=True, entry=entry)


@contextmanager
def password_file(path: Path) -> Iterator[Tell]:
    """Open a new file of passwords that its owner alone may read. Raises BadInput where there is one already."""
    try:
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise BadInput(f"{path}: cannot be made for the passwords: {error.strerror}") from error
    with os.fdopen(opened, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["login", "password", "name"])

        def tell(person: Person, password: str) -> None:
            writer.writerow([guarded(person.login or ""), password, guarded(person.name)])
            file.flush()

        yield tell
