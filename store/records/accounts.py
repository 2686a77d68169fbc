"""Logins: passwords, whether an account is open, and with them sessions, keys and second factors."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, select, update

from domain.errors import NotFound
from domain.people import Person, Role
from store.records.administrators import Administrators, keep_one
from store.records.api_keys import ApiKeys, revoking
from store.records.audit import Entry, record
from store.records.database import Database
from store.records.rows import built
from store.records.second_factors import SecondFactors
from store.records.sessions import Sessions, ending
from store.records.tables import api_keys, people


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who may come in. Without a hash no password opens it (single sign-on may); without a login keys may."""

    person: Person
    password_hash: str | None
    must_change: bool
    disabled_at: datetime | None
    has_factor: bool


class Accounts(Sessions, ApiKeys, SecondFactors, Administrators):
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
        entry        whose doing it is; keys that they made themselves end at its moment: whoever knew the password
                     of before may have made them. A key that was made at the terminal stays
        """
        changed = update(people).where(people.c.id == person)
        with self._database.writing() as connection:
            if not connection.execute(changed.values(password_hash=password_hash, must_change=must_change)).rowcount:
                raise NotFound(f"no person {person!r}")
            connection.execute(ending(person, but))
            if entry:
                made = (api_keys.c.person == person) & (api_keys.c.made_by == person)
                connection.execute(revoking(made, entry.at))
                record(connection, [entry])

    def by_login(self, login: str) -> Account | None:
        """Give the account of a login; None: there is none, or no password was ever set."""
        account = self._account(people.c.login == login)
        return account if account and account.password_hash is not None else None

    def account_of(self, person: str) -> Account | None:
        """Give a person's account, with or without a password; None: they have no login."""
        return self._account((people.c.id == person) & people.c.login.is_not(None))

    def named(self, word: str) -> list[Account]:
        """Give the account of whom a word names, by id or login; one person's id may be another's login."""
        return self._accounts((people.c.id == word) | (people.c.login == word))

    def all(self, *roles: Role) -> list[Account]:
        """Give the accounts of all who log in or may hold keys, or of those in these roles, by id."""
        comes_in = people.c.login.is_not(None) | (people.c.role == Role.INTEGRATION)
        return self._accounts(comes_in & people.c.role.in_(roles or Role))

    def _account(self, this: ColumnElement[bool]) -> Account | None:
        return next(iter(self._accounts(this)), None)

    def _accounts(self, these: ColumnElement[bool]) -> list[Account]:
        with self._database.reading() as connection:
            rows = connection.execute(select(people).where(these).order_by(people.c.id)).mappings()
            return [_built(row) for row in rows]

    def disable(self, person: str, now: datetime, entry: Entry, *, spare_last: bool = False) -> None:
        """Close an account: its sessions end at once, its keys for good. NotFound: no such person.

        spare_last  Refused where no administrator could log in any more
        """
        with self._database.writing() as connection:
            self._set_disabled(connection, person, now)
            connection.execute(ending(person))
            connection.execute(revoking(api_keys.c.person == person, now))
            record(connection, [entry])
            if spare_last:
                keep_one(connection)

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


def _built(row: RowMapping) -> Account:
    return Account(
        person=built(row, people, Person),
        password_hash=row["password_hash"],
        must_change=row["must_change"],
        disabled_at=row["disabled_at"],
        has_factor=row["totp_since"] is not None,
    )
