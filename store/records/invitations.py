"""Invitations of relatives: a secret that is given once, counts once, and ends by itself."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from domain.consents import Consent, Purpose, SignedHow
from domain.errors import NotFound, Refused
from domain.people import Person, Relation, Role, Scope
from store.records.audit import record
from store.records.consents import entry_of, give, relate
from store.records.database import REVISION, Database, count_up
from store.records.rows import as_row, fetched, need, selected
from store.records.secret_tokens import new_token, rest_of
from store.records.tables import invitations, people, relations, residents


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Somebody is asked to be a resident's relative here. `token_hash` is its name; the token itself is not kept.

    person  a relative on record who has no login yet; None: whoever comes with the token
    how     of the resident's consent that it carries; None: it carries none, and shows nothing until there is one
    """

    token_hash: str
    resident: str
    person: str | None
    relation: str
    scopes: frozenset[Scope]
    signed_by: str
    how: SignedHow | None
    text_version: str
    made_by: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    used_by: str | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether it can still be accepted."""
        return self.used_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What somebody who has no account yet logs in with from now on."""

    login: str
    name: str
    password_hash: str
    language: str


class Invitations:
    """Made by staff or a relative, accepted once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, wanted: Invitation) -> str:
        """Keep an invitation and give its token, this once; `wanted.token_hash` is not looked at."""
        token = new_token()
        entry = entry_of(wanted.made_at, wanted.made_by, wanted.resident, "invitation made")
        with self._database.writing() as connection:
            need(connection, residents, wanted.resident)
            if wanted.person is not None:
                need(connection, people, wanted.person)
            connection.execute(insert(invitations), as_row(wanted) | {"token_hash": rest_of(token)})
            record(connection, [entry])
        return token

    def by_token(self, token: str) -> Invitation:
        """Give the invitation of a token, used or not; NotFound where there is none."""
        return self.invitation(rest_of(token))

    def invitation(self, token_hash: str) -> Invitation:
        """Give one by its name."""
        with self._database.reading() as connection:
            return _one(connection, token_hash)

    def of_resident(self, resident: str) -> list[Invitation]:
        """Give all that were made for a resident, the newest first."""
        theirs = selected(invitations, Invitation).where(invitations.c.resident == resident)
        in_order = theirs.order_by(invitations.c.made_at.desc(), invitations.c.token_hash)
        with self._database.reading() as connection:
            return fetched(connection, in_order, Invitation)

    def take_back(self, token_hash: str, by: str, now: datetime) -> Invitation:
        """End an invitation; one that was used or is over stays as it is."""
        still = update(invitations).where(
            invitations.c.token_hash == token_hash, invitations.c.used_at.is_(None), invitations.c.expires_at > now
        )
        with self._database.writing() as connection:
            if connection.execute(still.values(expires_at=now)).rowcount:
                resident = _one(connection, token_hash).resident
                record(connection, [entry_of(now, by, resident, "invitation taken back")])
            return _one(connection, token_hash)

    def accept(self, token_hash: str, person: str, now: datetime) -> Invitation:
        """Accept in the name of a relative who has an account; Refused where it is used or over."""
        return self._accept(token_hash, lambda _connection, _invitation: person, now)

    def accept_anew(self, token_hash: str, account: NewAccount, now: datetime) -> Invitation:
        """Accept and make the account in one transaction; Refused where the login is taken."""

        def made(connection: Connection, invitation: Invitation) -> str:
            if connection.execute(select(people.c.id).where(people.c.login == account.login)).first() is not None:
                raise Refused("this login is taken: choose another")
            if invitation.person is not None:
                return _with_login(connection, invitation.person, account)
            person = Person(
                id=f"relative-{uuid.uuid4().hex[:16]}",
                name=account.name,
                role=Role.RELATIVE,
                login=account.login,
                language=account.language,
            )
            connection.execute(insert(people), as_row(person) | {"password_hash": account.password_hash})
            return person.id

        return self._accept(token_hash, made, now)

    def _accept(self, token_hash: str, who: Callable[[Connection, Invitation], str], now: datetime) -> Invitation:
        """Use the invitation up first: of two who come at the same moment the second waits here, and is refused."""
        unused = update(invitations).where(
            invitations.c.token_hash == token_hash, invitations.c.used_at.is_(None), invitations.c.expires_at > now
        )
        with self._database.writing() as connection:
            count_up(connection, REVISION)
            if not connection.execute(unused.values(used_at=now)).rowcount:
                _one(connection, token_hash)
                raise Refused("the invitation was used or is over")
            invitation = _one(connection, token_hash)
            person = who(connection, invitation)
            used = update(invitations).where(invitations.c.token_hash == token_hash)
            connection.execute(used.values(used_by=person))
            self._relate(connection, invitation, person)
            record(connection, [entry_of(now, person, invitation.resident, "invitation accepted")])
            if invitation.how is not None:
                give(connection, _consent(invitation, invitation.how, person), now)
            return _one(connection, token_hash)

    def _relate(self, connection: Connection, invitation: Invitation, person: str) -> None:
        """Make them a relative; who is one already stays what they are, told or not."""
        this = relations.c.person == person, relations.c.resident == invitation.resident
        if connection.execute(select(relations.c.person).where(*this)).first() is None:
            relation = Relation(person=person, resident=invitation.resident, relation=invitation.relation, tell=False)
            relate(connection, self._database, relation)


def _with_login(connection: Connection, person: str, account: NewAccount) -> str:
    """Give a relative on record their login; who has one already logs in with it."""
    said = {"login": account.login, "password_hash": account.password_hash, "language": account.language}
    without = update(people).where(people.c.id == person, people.c.login.is_(None), people.c.disabled_at.is_(None))
    if not connection.execute(without.where(people.c.role == Role.RELATIVE).values(said)).rowcount:
        raise Refused("they have a login already: log in first")
    return person


def _consent(invitation: Invitation, how: SignedHow, person: str) -> Consent:
    """Give the resident's consent, from when it was written down; who wrote it down made the invitation."""
    return Consent(
        id=str(uuid.uuid4()),
        resident=invitation.resident,
        relative=person,
        purpose=Purpose.FAMILY,
        scopes=invitation.scopes,
        signed_by=invitation.signed_by,
        how=how,
        recorded_by=invitation.made_by,
        text_version=invitation.text_version,
        given_at=invitation.made_at,
    )


def _one(connection: Connection, token_hash: str) -> Invitation:
    this = selected(invitations, Invitation).where(invitations.c.token_hash == token_hash)
    found = fetched(connection, this, Invitation)
    if not found:
        raise NotFound("no such invitation")
    return found[0]
