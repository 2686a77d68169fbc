"""What could not be taken: the quarantine, and devices that nobody has claimed. Both bounded."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, case, delete, insert, select

from domain.readings import Quarantined
from store.records.database import QUARANTINE, Database, count_up
from store.records.rows import as_row, fetched, selected
from store.records.tables import quarantine, quarantine_counts, unclaimed

KEPT = 1_000
"""How many quarantined payloads, and how many unclaimed devices, are kept: the newest."""
_PAYLOAD = 4_096


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """An unknown device spoke: `count` times, last at `at` (our clock), with this payload."""

    device: str
    site: str
    topic: str
    payload: bytes
    at: datetime
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An entry of the quarantine under its number; higher ones are newer."""

    number: int
    entry: Quarantined


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclaimed:
    """A device that was heard and is not registered."""

    device: str
    site: str
    topic: str
    payload: bytes
    first_seen_at: datetime
    last_seen_at: datetime
    count: int


class Findings:
    """For a person to look at. Text is cleaned of what a database cannot hold; payloads stay as they came."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def quarantine(self, entries: Sequence[Quarantined]) -> None:
        """Count the entries by reason, and keep the newest `KEPT` (payloads cut to 4 KiB)."""
        if not entries:
            return
        kept = entries[-KEPT:]
        with self._database.writing() as connection:
            last = count_up(connection, QUARANTINE, len(entries))
            rows = [_clean(as_row(one)) | {"number": last - i} for i, one in enumerate(reversed(kept))]
            connection.execute(delete(quarantine).where(quarantine.c.number <= last - KEPT))
            connection.execute(insert(quarantine), rows)
            self._count(connection, Counter(entry.reason for entry in entries))

    def quarantined(self, limit: int = 100) -> list[Quarantined]:
        """Give the newest entries, newest first."""
        newest = selected(quarantine, Quarantined).order_by(quarantine.c.number.desc()).limit(limit)
        with self._database.reading() as connection:
            return fetched(connection, newest, Quarantined)

    def kept(
        self,
        *,
        before: int | None = None,
        device: str | None = None,
        reason: str | None = None,
        number: int | None = None,
    ) -> list[Kept]:
        """Give the entries that match all that is said, newest first; never more than `KEPT`."""
        tests = [
            None if before is None else quarantine.c.number < before,
            None if device is None else quarantine.c.device == device,
            None if reason is None else quarantine.c.reason == reason,
            None if number is None else quarantine.c.number == number,
        ]
        wanted = selected(quarantine, Quarantined).add_columns(quarantine.c.number)
        wanted = wanted.where(*[test for test in tests if test is not None]).order_by(quarantine.c.number.desc())
        with self._database.reading() as connection:
            rows = [dict(row) for row in connection.execute(wanted).mappings()]
        return [Kept(number=row.pop("number"), entry=Quarantined(**row)) for row in rows]

    def let_go(self, entry: Quarantined) -> int:
        """Remove what was kept of one message, under whatever reasons: it was taken after all. Give how many went."""
        same = (quarantine.c.received_at == entry.received_at, quarantine.c.topic == entry.topic)
        with self._database.writing() as connection:
            gone = delete(quarantine).where(*same, quarantine.c.payload == entry.payload)
            return connection.execute(gone).rowcount

    def reasons(self) -> dict[str, int]:
        """Give how many entries there ever were, by reason."""
        counts = select(quarantine_counts.c.reason, quarantine_counts.c.count).order_by(quarantine_counts.c.reason)
        with self._database.reading() as connection:
            return dict(connection.execute(counts).all())

    def unclaimed(self, sightings: Iterable[Sighting]) -> None:
        """Put down unknown devices that spoke: one row a device, the newest `KEPT` devices."""
        rows = [_clean(_unclaimed_row(one)) for one in sorted(sightings, key=lambda one: (one.device, one.at))]
        if not rows:
            return
        seen = self._database.insert(unclaimed)
        newer = seen.excluded.last_seen_at >= unclaimed.c.last_seen_at
        changed: dict[str, Any] = {
            name: case((newer, seen.excluded[name]), else_=unclaimed.c[name])
            for name in ("topic", "payload", "last_seen_at")
        }
        earlier = seen.excluded.first_seen_at < unclaimed.c.first_seen_at
        changed["first_seen_at"] = case((earlier, seen.excluded.first_seen_at), else_=unclaimed.c.first_seen_at)
        changed["count"] = unclaimed.c.count + seen.excluded.count
        with self._database.writing() as connection:
            connection.execute(seen.on_conflict_do_update(index_elements=["device"], set_=changed), rows)
            _keep_newest(connection, unclaimed)

    def list_unclaimed(self, limit: int = 100) -> list[Unclaimed]:
        """Give unclaimed devices, the one heard last first."""
        newest = selected(unclaimed, Unclaimed).order_by(unclaimed.c.last_seen_at.desc(), unclaimed.c.device)
        with self._database.reading() as connection:
            return fetched(connection, newest.limit(limit), Unclaimed)

    def _count(self, connection: Connection, reasons: Counter[str]) -> None:
        counted = self._database.insert(quarantine_counts)
        more = {"count": quarantine_counts.c["count"] + counted.excluded["count"]}
        rows = [{"reason": reason, "count": count} for reason, count in sorted(reasons.items())]
        connection.execute(counted.on_conflict_do_update(index_elements=["reason"], set_=more), rows)


def _unclaimed_row(one: Sighting) -> dict[str, Any]:
    row = as_row(one)
    at = row.pop("at")
    return row | {"first_seen_at": at, "last_seen_at": at}


def _clean(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _held(value) for name, value in row.items()}


def _held(value: Any) -> Any:
    """Give what both databases can hold: PostgreSQL knows no NUL in text, and neither knows half a surrogate."""
    if isinstance(value, str):
        return value.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()
    return value[:_PAYLOAD] if isinstance(value, bytes) else value


def _keep_newest(connection: Connection, table: Table) -> None:
    last = select(table.c.last_seen_at).order_by(table.c.last_seen_at.desc()).offset(KEPT).limit(1)
    cut = connection.execute(last).scalar()
    if cut is not None:
        connection.execute(delete(table).where(table.c.last_seen_at <= cut))
