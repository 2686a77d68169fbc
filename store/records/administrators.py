"""Administrators: the first one of a house, and that the last one is not closed by mistake."""

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import ColumnElement, Connection, exists, insert, or_, select, update

from domain.access import Deed, Principal, may
from domain.errors import Refused
from domain.people import Person, Role
from store.records.audit import Entry, record
from store.records.database import REVISION, Database, count_up
from store.records.rows import as_row, fetched, selected
from store.records.tables import identities, people

_LOG_IN = [role for role in Role if may(Principal(person="", name="", role=role), Deed.LOG_IN)]
_HAS_A_WAY_IN = or_(people.c.password_hash.is_not(None), exists().where(identities.c.person == people.c.id))
"""A password, or a login at another provider."""


class Administrators:
    """The first one is made once, however many processes begin at the same moment."""

    _database: Database

    def nobody_logs_in(self) -> bool:
        """Whether nobody has, or had, a way in. Closed accounts count: somebody has kept this house already."""
        with self._database.reading() as connection:
            return _nobody(connection)

    def begin_house(
        self, administrator: Person, password_hash: str, entry: Entry, tell: Callable[[Person], None]
    ) -> Person | None:
        """Let the first administrator log in with a password that must be changed; None where somebody can already.

        One that is there without a password is taken; else it is `administrator`, with a number where the id or
        the login is somebody's. `tell` is told who it is before it counts; what it raises changes nothing.
        """
        with self._database.writing() as connection:
            count_up(connection, REVISION)  # whoever else begins at this moment waits here
            if not _nobody(connection):
                return None
            person = _without_password(connection) or _added(connection, administrator)
            opened = {"password_hash": password_hash, "must_change": True}
            connection.execute(update(people).where(people.c.id == person.id).values(opened))
            record(connection, [replace(entry, subject=person.id)])
            tell(person)
            return person


def keep_one(connection: Connection) -> None:
    """Raise Refused where no administrator is left who can log in; the caller has written to the trail.

    The trail's counter is held by then: two who close each other's accounts do so one after the other.
    """
    left = select(people.c.id).where(_is_open(Role.ADMIN), _HAS_A_WAY_IN)
    if connection.execute(left.limit(1)).first() is None:
        raise Refused("no other administrator could log in then")


def _nobody(connection: Connection) -> bool:
    somebody = select(people.c.id).where(people.c.role.in_(_LOG_IN), _HAS_A_WAY_IN)
    return connection.execute(somebody.limit(1)).first() is None


def _without_password(connection: Connection) -> Person | None:
    theirs = selected(people, Person).where(_is_open(Role.ADMIN), people.c.login.is_not(None))
    found = fetched(connection, theirs.order_by(people.c.id).limit(1), Person)
    return found[0] if found else None


def _added(connection: Connection, wanted: Person) -> Person:
    person, number = wanted, 1
    while _is_taken(connection, person):
        number += 1
        person = replace(wanted, id=f"{wanted.id}-{number}", login=f"{wanted.login}-{number}")
    connection.execute(insert(people), as_row(person))
    return person


def _is_taken(connection: Connection, person: Person) -> bool:
    same = select(people.c.id).where(or_(people.c.id == person.id, people.c.login == person.login))
    return connection.execute(same).first() is not None


def _is_open(role: Role) -> ColumnElement[bool]:
    return (people.c.role == role) & people.c.disabled_at.is_(None)
