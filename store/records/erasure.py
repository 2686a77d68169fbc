"""What a person may ask for in the end: that everything about them goes. And what is open about the dead ends."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, select

from domain.access import Deed
from domain.alerts import Alert
from domain.closing import DECEASED, ERASED
from domain.errors import NotFound
from domain.people import Ownership
from store.records.audit import Entry, record
from store.records.closing import Because, alerts_of, end_alerts
from store.records.database import REVISION, Database, count_up
from store.records.erasing import Eraser, forget_devices, relatives_of_nobody_else
from store.records.rows import selected
from store.records.tables import (
    aways,
    consents,
    devices,
    moves,
    outbox,
    overrides,
    ownerships,
    oxygen_scales,
    relations,
    residents,
    silences,
)

LET_GO = timedelta(minutes=2)
"""So long after an erasure readings may still be on their way: services learn of it within a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """Somebody who is erased, and whose devices' readings are to go as well: for so long each was theirs."""

    resident: str
    erased_at: datetime
    owned: tuple[Ownership, ...]


class Erasure:
    """Takes a resident out of the records. Their readings rest elsewhere: `store.sweeping` follows with those."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def extent(self, resident: str) -> Counter[str]:
        """Count what would go, by kind; NotFound where there is no such resident, or one who is erased already."""
        with self._database.reading() as connection:
            _standing(connection, resident)
            counts = Counter({name: _count(connection, wanted) for name, wanted in _extent(resident).items()})
            counts["people"] = len(relatives_of_nobody_else(connection, resident))
            return counts

    def erase(self, resident: str, by: str, now: datetime) -> None:
        """Let go of all that says who they are or how they were, in one transaction; ids and counts stay.

        Their alerts end, their devices are retired, relatives of nobody else go too. NotFound as `extent`.
        """
        with self._database.writing() as connection:
            revision = count_up(connection, REVISION)
            _standing(connection, resident)
            Eraser(self._database, connection, resident, Because(by=by, why=ERASED, now=now), revision).erase()
            record(connection, [Entry(at=now, person=by, deed=Deed.ERASE_DATA, subject=resident, detail="erased")])

    def unfinished(self) -> list[Unfinished]:
        """Give those whose readings may not be gone yet."""
        wanted = selected(ownerships, Ownership).add_columns(residents.c.erased_at)
        joined = wanted.join(residents, residents.c.id == ownerships.c.resident)
        erased = joined.where(residents.c.erased_at.is_not(None)).order_by(ownerships.c.resident, ownerships.c.since)
        found: dict[str, tuple[datetime, list[Ownership]]] = {}
        with self._database.reading() as connection:
            for row in connection.execute(erased).mappings():
                fields = dict(row)
                erased_at = fields.pop("erased_at")
                owned = Ownership(**fields)
                found.setdefault(owned.resident, (erased_at, []))[1].append(owned)
        return [Unfinished(resident=one, erased_at=at, owned=tuple(own)) for one, (at, own) in found.items()]

    def finish(self, resident: str, now: datetime) -> None:
        """Let go of the devices' rows too, once nobody writes readings of theirs any more (`LET_GO` later)."""
        with self._database.writing() as connection:
            revision = count_up(connection, REVISION)
            Eraser(self._database, connection, resident, Because(by="", why=ERASED, now=now), revision).wipe_alerts()
            forget_devices(connection, resident)

    def close(self, resident: str, by: str, now: datetime) -> list[Alert]:
        """End what is open about somebody who has died; give the alerts as they are then."""
        with self._database.writing() as connection:
            return end_alerts(self._database, connection, resident, Because(by=by, why=DECEASED, now=now))

    def scrub(self) -> bool:
        """Let nothing of what was erased stay behind in files of ours. False: somebody is reading, try again.

        On PostgreSQL its own vacuum does it, later.
        """
        if self._database.on_postgres:
            return True
        with self._database.engine.connect() as connection:
            busy = connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return not busy


def _standing(connection: Connection, resident: str) -> None:
    this = select(residents.c.id).where(residents.c.id == resident, residents.c.erased_at.is_(None))
    if connection.execute(this).first() is None:
        raise NotFound(f"no resident {resident!r}")


def _extent(resident: str) -> dict[str, Select[Any]]:
    theirs = alerts_of(resident)
    owned = select(ownerships.c.device).where(ownerships.c.resident == resident).distinct()
    return {
        "alerts": theirs,
        "moves": select(moves.c.n).where(moves.c.alert.in_(theirs)),
        "messages": select(outbox.c.id).where(outbox.c.alert.in_(theirs)),
        "devices": select(devices.c.id).where(devices.c.id.in_(owned)),
        "relatives": select(relations.c.person).where(relations.c.resident == resident),
        "consents": select(consents.c.id).where(consents.c.resident == resident),
        "overrides": select(overrides.c.rule).where(overrides.c.subject == resident),
        "aways": select(aways.c.id).where(aways.c.resident == resident),
        "silences": select(silences.c.id).where(silences.c.resident == resident),
        "oxygen_scales": select(oxygen_scales.c.scale).where(oxygen_scales.c.resident == resident),
    }


def _count(connection: Connection, wanted: Select[Any]) -> int:
    return int(connection.execute(select(func.count()).select_from(wanted.subquery())).scalar_one())
