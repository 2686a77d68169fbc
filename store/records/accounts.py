"""Logins: passwords, whether an account is open, and with them sessions, keys and second factors."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select, update

from domain.errors import NotFound
from domain.people import Person
from store.records.api_keys import ApiKeys
from store.records.audit import Entry, record
from store.records.database import Database
from store.records.rows import built
from store.records.second_factors import SecondFactors
from store.records.sessions import Sessions, ending
from store.records.tables import api_keys, people


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person who has a login. Without a hash no password opens it (single sign-on may)."""

    person: Person
    password_hash: str | None
    must_change: bool
    disabled_at: datetime | None
    has_factor: bool


class Accounts(Sessions, ApiKeys, SecondFactors):
    """Who may come in. Tokens and keys are given once; what rests is their SHA-256."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def set_password(
        self,
        person: str,
        password_hash: str,
        *,
        must_change: bool = False,
        but: str = "",
        entry: Entry | None = None,
    ) -> None:
        """Set the hash of a person's password; open sessions end, `but` the one of this token.

        must_change  somebody else knows it: they set one of their own before anything else
        """
        changed = update(people).where(people.c.id == person)
        with self._database.writing() as connection:
            if not connection.execute(changed.values(password_hash=password_hash, must_change=must_change)).rowcount:
                raise NotFound(f"no person {person!r}")
            connection.execute(ending(person, but))
            if entry:
                record(connection, [entry])

    def by_login(self, login: str) -> Account | None:
        """Give the account of a login; None: there is none, or no password was ever set."""
        account = self._account(people.c.login == login)
        return account if account and account.password_hash is not None else None

    def account_of(self, person: str) -> Account | None:
        """Give a person's account, with or without a password; None: they have no login."""
        return self._account((people.c.id == person) & people.c.login.is_not(None))

    def _account(self, this: ColumnElement[bool]) -> Account | None:
        with self._database.reading() as connection:
            row = connection.execute(select(people).where(this)).mappings().first()
        if row is None:
            return None
        return Account(
            person=built(row, people, Person),
            password_hash=row["password_hash"],
            must_change=row["must_change"],
            disabled_at=row["disabled_at"],
            has_factor=row["totp_since"] is not None,
        )

    def disable(self, person: str, now: datetime, entry: Entry) -> None:
        """Close an account: its sessions end at once, its keys for good. NotFound: no such person."""
        theirs = api_keys.c.person == person
        with self._database.writing() as connection:
            self._set_disabled(connection, person, now)
            connection.execute(ending(person))
            connection.execute(update(api_keys).where(theirs, api_keys.c.revoked_at.is_(None)).values(revoked_at=now))
            record(connection, [entry])

    def enable(self, person: str, entry: Entry) -> None:
        """Open a disabled account again: password and second factor are as they were. NotFound: no such person."""
        with self._database.writing() as connection:
            self._set_disabled(connection, person, None)
            record(connection, [entry])

    @staticmethod
    def _set_disabled(connection: Connection, person: str, moment: datetime | None) -> None:
        changed = update(people).where(people.c.id == person)
        if not connection.execute(changed.values(disabled_at=moment)).rowcount:
            raise NotFound(f"no person {person!r}")
