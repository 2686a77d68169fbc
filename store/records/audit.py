"""The trail: who saw and did what, as rows that are chained by hash. No row is ever changed or taken away."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, insert, select

from domain.access import Deed
from store.records.database import AUDIT, Database, count_up, counted
from store.records.rows import as_row, fetched, selected
from store.records.tables import audit
from store.records.tables.columns import to_micros

_A_PAGE = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What somebody did or was refused. `detail` says which fields or how many: never a name, never a value."""

    at: datetime
    person: str
    deed: Deed
    subject: str
    allowed: bool = True
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An entry in its place: `hash` is of the row before and of this one."""

    n: int
    at: datetime
    person: str
    deed: Deed
    subject: str
    allowed: bool
    detail: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What verifying found. `broken_at` is the first row that does not fit, `head` the last hash that does."""

    rows: int
    head: str
    broken_at: int | None = None
    reason: str = ""


class Audit:
    """Writes and reads the trail; writers stand in line for its counter, so the chain has no forks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, entries: Collection[Entry]) -> None:
        """Add entries in one transaction."""
        if entries:
            with self._database.writing() as connection:
                record(connection, entries)

    def about(self, subjects: Collection[str], before: int | None = None, limit: int = 100) -> list[Recorded]:
        """Give what was done about any of these subjects, the newest first; `before` a row's number: older ones."""
        return self._page(selected(audit, Recorded).where(audit.c.subject.in_(subjects)), before, limit)

    def by(self, person: str, before: int | None = None, limit: int = 100) -> list[Recorded]:
        """Give what somebody did, the newest first."""
        return self._page(selected(audit, Recorded).where(audit.c.person == person), before, limit)

    def newest(self, before: int | None = None, limit: int = 100) -> list[Recorded]:
        """Give the whole trail, the newest first."""
        return self._page(selected(audit, Recorded), before, limit)

    def verify(self) -> Verdict:
        """Follow the chain from its beginning; one changed byte breaks it there."""
        with self._database.reading() as connection:
            return _followed(_all(connection), counted(connection, AUDIT))

    def _page(self, wanted: Select[*tuple[object, ...]], before: int | None, limit: int) -> list[Recorded]:
        if before is not None:
            wanted = wanted.where(audit.c.n < before)
        with self._database.reading() as connection:
            return fetched(connection, wanted.order_by(audit.c.n.desc()).limit(limit), Recorded)


def record(connection: Connection, entries: Collection[Entry]) -> None:
    """Add entries in the caller's transaction, so that a change and its record are committed together."""
    last = count_up(connection, AUDIT, len(entries))
    first = last - len(entries) + 1
    before = connection.execute(select(audit.c.hash).where(audit.c.n == first - 1)).scalar() or ""
    rows = []
    for n, entry in enumerate(entries, first):
        before = chained(before, n, entry)
        rows.append(as_row(entry) | {"n": n, "hash": before})
    connection.execute(insert(audit), rows)


def chained(before: str, n: int, entry: Entry | Recorded) -> str:
    """Give a row's hash: SHA-256 of the hash before it and of all its fields."""
    said = [before, n, to_micros(entry.at), entry.person, entry.deed.value, entry.subject, entry.allowed, entry.detail]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _all(connection: Connection) -> Iterator[Recorded]:
    after = 0
    while page := fetched(
        connection, selected(audit, Recorded).where(audit.c.n > after).order_by(audit.c.n).limit(_A_PAGE), Recorded
    ):
        yield from page
        after = page[-1].n


def _followed(rows: Iterable[Recorded], counted_rows: int) -> Verdict:
    before, last = "", 0
    for row in rows:
        if row.n != last + 1:
            return Verdict(rows=last, head=before, broken_at=last + 1, reason="a row is missing")
        if chained(before, row.n, row) != row.hash:
            return Verdict(rows=last, head=before, broken_at=row.n, reason="a row was changed")
        before, last = row.hash, row.n
    if last != counted_rows:
        return Verdict(rows=last, head=before, broken_at=last + 1, reason="rows at the end are missing")
    return Verdict(rows=last, head=before)
