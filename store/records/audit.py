"""The trail: who saw and did what, as rows that are chained by hash. No row is changed; the oldest are cut off."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from domain.access import Deed
from store.records.database import AUDIT, Database, count_up
from store.records.places import subjects_within
from store.records.rows import as_row, fetched, selected
from store.records.tables import audit
from store.records.tables.columns import to_micros
from store.records.trail_check import Cut, Tell, Verdict, follow, linked

RETENTION = "retention"
"""Who cuts the trail off."""
CUT_AT_ONCE = 5_000
_A_DAY = timedelta(days=1)


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
class Wanted:
    """Which rows are looked for. What is None is not asked about.

    areas     about residents in these areas or below, or about such an area itself
    subjects  about any of these
    """

    areas: Collection[str] | None = None
    subjects: Collection[str] | None = None
    person: str | None = None
    deed: Deed | None = None
    allowed: bool | None = None

    def tests(self) -> list[ColumnElement[bool]]:
        """Give what a row must pass."""
        same = {"person": self.person, "deed": self.deed, "allowed": self.allowed}
        found: list[ColumnElement[bool]] = [audit.c[name] == one for name, one in same.items() if one is not None]
        if self.subjects is not None:
            found.append(audit.c.subject.in_(self.subjects))
        if self.areas is not None:
            found.append(audit.c.subject.in_(subjects_within(self.areas)))
        return found


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
        return self.found(Wanted(subjects=subjects), before, limit)

    def newest(self, before: int | None = None, limit: int = 100) -> list[Recorded]:
        """Give the whole trail, the newest first."""
        return self.found(Wanted(), before, limit)

    def found(self, wanted: Wanted, before: int | None = None, limit: int = 100) -> list[Recorded]:
        """Give what of the trail is wanted, the newest first."""
        rows = selected(audit, Recorded).where(*wanted.tests())
        if before is not None:
            rows = rows.where(audit.c.n < before)
        with self._database.reading() as connection:
            return fetched(connection, rows.order_by(audit.c.n.desc()).limit(limit), Recorded)

    def cut(self, older_than: datetime, now: datetime) -> int:
        """Cut off some rows older than that, and say so in a row; give how many went: call it until none does.

        Nothing goes before a day's worth has gathered: a trail shall not fill with rows about itself.
        """
        first = select(audit.c.n, audit.c.at, audit.c.hash).order_by(audit.c.n).limit(CUT_AT_ONCE)
        with self._database.reading() as connection:
            oldest = connection.execute(first.limit(1)).first()
        if oldest is None or oldest.at >= older_than - _A_DAY:
            return 0
        with self._database.writing() as connection:
            old = list(takewhile(lambda row: row.at < older_than, connection.execute(first)))
            if not old:  # another process was faster
                return 0
            cut = Cut(n=old[-1].n, hash=old[-1].hash)
            record(connection, [Entry(at=now, person=RETENTION, deed=Deed.CUT_TRAIL, subject="", detail=cut.detail)])
            connection.execute(delete(audit).where(audit.c.n <= cut.n))
        return len(old)

    def verify(self, known_head: str | None = None, tell: Tell = lambda _done, _of: None) -> Verdict:
        """Follow the chain from its beginning; one changed byte breaks it there.

        known_head  a head that was kept elsewhere: it must be in the chain
        tell        is told again and again how many rows were followed, and of how many
        """
        return follow(self._database, known_head, tell)


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
    """Give a row's hash: of the hash before it and of all its fields."""
    said = (to_micros(entry.at), entry.person, entry.deed.value, entry.subject, entry.allowed, entry.detail)
    return linked(before, n, *said)
