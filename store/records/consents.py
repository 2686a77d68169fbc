"""Consents and relations: what a resident lets whom see. A change, its effect and its record are one transaction."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from domain.access import Deed
from domain.consents import Consent, Purpose, SignedHow
from domain.errors import NotFound, Refused
from domain.people import Relation, Role, Scope
from domain.trail_words import given, withdrawn
from store.records.audit import Entry, record
from store.records.closing import alerts_of, unsend
from store.records.database import REVISION, Database, count_up
from store.records.loading_consents import refresh_scopes
from store.records.places import residents_within
from store.records.rows import as_row, fetched, need, selected
from store.records.tables import consents, outbox, people, relations, residents
from store.records.versions import whatever

Seen = Callable[[Consent], None]
_HOLDS = consents.c.withdrawn_at.is_(None)


class Consents:
    """Every write counts the revision up, so that alerts hear of it; nothing of a consent is deleted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def give(self, consent: Consent, now: datetime) -> None:
        """Put a consent on record, in the place of what held for the same purpose and relative until now.

        NotFound where the resident is not there, Refused where the relative is none of theirs.
        """
        with self._database.writing() as connection:
            count_up(connection, REVISION)
            give(connection, consent, now)

    def withdraw(self, consent: str, by: str, at: datetime, seen: Seen = whatever) -> Consent:
        """End a consent; one that was withdrawn before stays as it is. What waits to be told by it is told no more.

        `seen` is told how it stands, and may raise: then nothing is changed.
        """
        with self._database.writing() as connection:
            count_up(connection, REVISION)
            one = _one(connection, consent)
            seen(one)
            if one.holds:
                _end(connection, one.resident, consents.c.id == consent, by, at)
                _refresh(connection, one.resident, one.relative, at)
            return _one(connection, consent)

    def consent(self, consent: str) -> Consent:
        """Give one, withdrawn or not."""
        with self._database.reading() as connection:
            return _one(connection, consent)

    def of_resident(self, resident: str) -> list[Consent]:
        """Give all that a resident ever agreed to, the newest first."""
        return self._all(consents.c.resident == resident)

    def of_relative(self, person: str) -> list[Consent]:
        """Give all that was ever agreed to for a relative, the newest first."""
        return self._all(consents.c.relative == person)

    def relate(self, relation: Relation, by: str, at: datetime) -> None:
        """Say that somebody is a resident's relative, or change what of; without consent it shows them nothing.

        NotFound where either is not there or the person's role is another. What they may see is not changed by it.
        """
        with self._database.writing() as connection:
            count_up(connection, REVISION)
            relate(connection, self._database, relation)
            record(connection, [entry_of(at, by, relation.resident, f"relation of {relation.person}")])

    def tell(self, person: str, resident: str, by: str, at: datetime, *, tell: bool) -> None:
        """Say whether a relative is told of alerts; they are only told what they may see."""
        change = update(relations).where(*_this(person, resident)).values(tell=tell)
        with self._database.writing() as connection:
            count_up(connection, REVISION)
            if not connection.execute(change).rowcount:
                raise NotFound(f"no relative {person!r} of {resident!r}")
            record(connection, [entry_of(at, by, resident, f"tell of {person}")])
            if not tell:
                _tell_no_more(connection, resident, person, at)

    def unrelate(self, person: str, resident: str, by: str, at: datetime) -> None:
        """End a relation, and with it every consent for this relative."""
        with self._database.writing() as connection:
            count_up(connection, REVISION)
            if not connection.execute(delete(relations).where(*_this(person, resident))).rowcount:
                raise NotFound(f"no relative {person!r} of {resident!r}")
            _end(connection, resident, consents.c.relative == person, by, at)
            _tell_no_more(connection, resident, person, at)
            record(connection, [entry_of(at, by, resident, f"relation of {person} ended")])

    def without_care(self, areas: Collection[str], after: str = "", limit: int = 100) -> list[str]:
        """Give residents of these areas, by id, who have agreed to be watched over neither in person nor on paper."""
        said = select(consents.c.resident).where(
            _HOLDS, consents.c.purpose == Purpose.CARE, consents.c.how != SignedHow.CARRIED_OVER
        )
        missing = select(residents.c.id).where(
            residents.c.id.in_(residents_within(areas)),
            residents.c.id.not_in(said),
            residents.c.id > after,
            residents.c.deceased_at.is_(None),
        )
        with self._database.reading() as connection:
            return list(connection.execute(missing.order_by(residents.c.id).limit(limit)).scalars())

    def carried_over(self, among: Collection[str]) -> frozenset[str]:
        """Give those of these residents whose consent to care was only carried over from elsewhere."""
        carried = select(consents.c.resident).where(
            _HOLDS,
            consents.c.purpose == Purpose.CARE,
            consents.c.how == SignedHow.CARRIED_OVER,
            consents.c.resident.in_(among),
        )
        with self._database.reading() as connection:
            return frozenset(connection.execute(carried).scalars())

    def _all(self, which: ColumnElement[bool]) -> list[Consent]:
        wanted = selected(consents, Consent).where(which).order_by(consents.c.given_at.desc(), consents.c.id)
        with self._database.reading() as connection:
            return fetched(connection, wanted, Consent)


def give(connection: Connection, consent: Consent, now: datetime) -> None:
    """Put a consent on record inside a transaction that has counted the revision up."""
    need(connection, residents, consent.resident)
    if consent.relative is not None and not _related(connection, consent.relative, consent.resident):
        raise Refused("they are no relative on record: say so first")
    same = consents.c.purpose == consent.purpose
    theirs = consents.c.relative.is_(None) if consent.relative is None else consents.c.relative == consent.relative
    _end(connection, consent.resident, same & theirs, consent.recorded_by, now)
    connection.execute(insert(consents), as_row(consent))
    record(connection, [entry_of(now, consent.recorded_by, consent.resident, given(consent.id))])
    _refresh(connection, consent.resident, consent.relative, now)


def relate(connection: Connection, database: Database, relation: Relation) -> None:
    """Add or change a relation inside a transaction; what is agreed to stays."""
    need(connection, residents, relation.resident)
    role = connection.execute(select(people.c.role).where(people.c.id == relation.person)).scalar()
    if role is not Role.RELATIVE:
        raise NotFound(f"no relative {relation.person!r}")
    said = {"relation": relation.relation, "tell": relation.tell}
    row = as_row(relation) | {"scopes": frozenset()}
    put = database.insert(relations).on_conflict_do_update(index_elements=["person", "resident"], set_=said)
    connection.execute(put, row)


def entry_of(at: datetime, person: str, resident: str, detail: str) -> Entry:
    """Give what goes on record with a change of whom a resident lets see what."""
    return Entry(at=at, person=person, deed=Deed.KEEP_CONSENTS, subject=resident, detail=detail)


def _one(connection: Connection, consent: str) -> Consent:
    found = fetched(connection, selected(consents, Consent).where(consents.c.id == consent), Consent)
    if not found:
        raise NotFound(f"no consent {consent!r}")
    return found[0]


def _this(person: str, resident: str) -> tuple[Any, ...]:
    return relations.c.person == person, relations.c.resident == resident


def _related(connection: Connection, person: str, resident: str) -> bool:
    return connection.execute(select(relations.c.person).where(*_this(person, resident))).first() is not None


def _end(connection: Connection, resident: str, which: ColumnElement[bool], by: str, at: datetime) -> None:
    """End those that hold; each leaves its row in the trail."""
    ended = update(consents).where(consents.c.resident == resident, _HOLDS, which)
    over = ended.values(withdrawn_at=at, withdrawn_by=by).returning(consents.c.id)
    entries = [entry_of(at, by, resident, withdrawn(one)) for one in sorted(connection.execute(over).scalars())]
    if entries:
        record(connection, entries)


def _refresh(connection: Connection, resident: str, relative: str | None, now: datetime) -> None:
    if relative is None:
        return
    refresh_scopes(connection, {(resident, relative)})
    scopes = connection.execute(select(relations.c.scopes).where(*_this(relative, resident))).scalar()
    if scopes is None or Scope.ALERTS not in scopes:
        _tell_no_more(connection, resident, relative, now)


def _tell_no_more(connection: Connection, resident: str, person: str, now: datetime) -> None:
    """End what waits to be told to a relative about a resident. What is on its way at this moment may still arrive."""
    told = (outbox.c.person == person) & outbox.c.alert.in_(alerts_of(resident))
    unsend(connection, told, "no consent to tell them", now)
