"""By whom else somebody is known: an identity at a provider (issuer and subject) that its person has linked.

Nothing is guessed: no name and no e-mail address makes a row here, only somebody who is logged in and asks for it.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Delete, Select, delete, select, update

from domain.errors import NotFound, Refused
from store.records.audit import Entry, record
from store.records.database import Database
from store.records.rows import fetched, need, selected
from store.records.secret_tokens import rest_of
from store.records.sessions import Way
from store.records.tables import identities, people, sessions

_SHOWN = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """One person's identity at one provider; `used_at` is the last login by it."""

    issuer: str
    subject: str
    person: str
    made_at: datetime
    used_at: datetime | None

    @property
    def id(self) -> str:
        """Name it in an address: what a provider calls somebody may hold anything."""
        return hashlib.sha256(f"{self.issuer}\n{self.subject}".encode()).hexdigest()[:_SHOWN]


class Identities:
    """An identity is of one person; a person may have several. A closed account's identities open nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def link(self, identity: Identity, entry: Entry) -> bool:
        """Let an identity open its person's account; False: it does already. Refused: it is somebody else's."""
        row = {
            "issuer": identity.issuer,
            "subject": identity.subject,
            "person": identity.person,
            "made_at": identity.made_at,
        }
        with self._database.writing() as connection:
            need(connection, people, identity.person)
            made = connection.execute(
                self._database.insert_new(identities), row, execution_options={"preserve_rowcount": True}
            ).rowcount
            if made == 1:
                record(connection, [entry])
                return True
            whose = select(identities.c.person).where(_this(identity.issuer, identity.subject))
            if connection.execute(whose).scalar() != identity.person:
                raise Refused("this identity is linked to another account")
        return False

    def unlink(self, person: str, identity: str, entry: Entry, *, but: str = "") -> None:
        """Let an identity, by its id, open its person's account no longer. NotFound: they have none of that id.

        Sessions that were begun by single sign-on end with it, `but` the one of this token: whoever unlinks what
        fell into the wrong hands must not have to look for them.
        """
        with self._database.writing() as connection:
            theirs = fetched(connection, _of(person).with_for_update(), Identity)
            this = next((one for one in theirs if one.id == identity), None)
            if this is None:
                raise NotFound(f"no identity {identity!r}")
            connection.execute(delete(identities).where(_this(this.issuer, this.subject)))
            connection.execute(_begun_by_them(person).where(sessions.c.token_hash != rest_of(but)))
            record(connection, [entry])

    def unlink_all(self, person: str, entry: Entry) -> int:
        """Unlink all identities of a person, end the sessions that they began, and say how many there were."""
        with self._database.writing() as connection:
            gone = connection.execute(delete(identities).where(identities.c.person == person)).rowcount
            connection.execute(_begun_by_them(person))
            record(connection, [entry])
        return gone

    def of_person(self, person: str) -> list[Identity]:
        """Give a person's identities, the oldest first."""
        with self._database.reading() as connection:
            return fetched(connection, _of(person), Identity)

    def person_of(self, issuer: str, subject: str) -> str | None:
        """Give whose identity it is, whatever has become of the account; None: nobody's."""
        with self._database.reading() as connection:
            return connection.execute(select(identities.c.person).where(_this(issuer, subject))).scalar()

    def used(self, issuer: str, subject: str, now: datetime) -> None:
        """Write down that somebody has logged in by it."""
        with self._database.writing() as connection:
            connection.execute(update(identities).where(_this(issuer, subject)).values(used_at=now))


def _this(issuer: str, subject: str) -> ColumnElement[bool]:
    return (identities.c.issuer == issuer) & (identities.c.subject == subject)


def _begun_by_them(person: str) -> Delete:
    return delete(sessions).where(sessions.c.person == person, sessions.c.way == Way.OIDC)


def _of(person: str) -> Select[*tuple[Any, ...]]:
    return selected(identities, Identity).where(identities.c.person == person).order_by(identities.c.made_at)
