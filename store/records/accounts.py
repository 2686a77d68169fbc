"""Logins, sessions and API keys."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import RowMapping, delete, insert, select, update

from domain.access import Deed
from domain.errors import NotFound
from domain.people import Person
from store.records.database import Database
from store.records.rows import built, fetched, selected
from store.records.secret_tokens import new_key, new_token, prefix_of, rest_of
from store.records.tables import api_keys, people, sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person who can log in with a password."""

    person: Person
    password_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody is logged in until `expires_at`."""

    person: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key of another system; `prefix` is the part that may be shown."""

    prefix: str
    name: str
    person: str
    scopes: frozenset[Deed]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    def holds_at(self, now: datetime) -> bool:
        """Whether it may be used at `now`."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class Accounts:
    """Tokens and keys are given once; what rests is their SHA-256."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def set_password(self, person: str, password_hash: str) -> None:
        """Set the hash of a person's password; open sessions end."""
        changed = update(people).where(people.c.id == person).values(password_hash=password_hash)
        with self._database.writing() as connection:
            if not connection.execute(changed).rowcount:
                raise NotFound(f"no person {person!r}")
            connection.execute(delete(sessions).where(sessions.c.person == person))

    def by_login(self, login: str) -> Account | None:
        """Give the account of a login; None: there is none, or it has no password."""
        wanted = select(people).where(people.c.login == login, people.c.password_hash.is_not(None))
        with self._database.reading() as connection:
            row = connection.execute(wanted).mappings().first()
        if row is None:
            return None
        return Account(person=built(row, people, Person), password_hash=row[people.c.password_hash])

    def open_session(self, person: str, now: datetime, lasts: timedelta) -> str:
        """Begin a session and give its token. Sessions that have ended are swept away."""
        token = new_token()
        row = {"token_hash": rest_of(token), "person": person, "created_at": now, "expires_at": now + lasts}
        with self._database.writing() as connection:
            if connection.execute(select(people.c.id).where(people.c.id == person)).first() is None:
                raise NotFound(f"no person {person!r}")
            connection.execute(delete(sessions).where(sessions.c.expires_at <= now))
            connection.execute(insert(sessions), row)
        return token

    def session(self, token: str, now: datetime) -> Session | None:
        """Give the session of a token; None: there is none, or it has ended."""
        this = selected(sessions, Session).where(sessions.c.token_hash == rest_of(token), sessions.c.expires_at > now)
        with self._database.reading() as connection:
            found = fetched(connection, this, Session)
        return found[0] if found else None

    def close_session(self, token: str) -> None:
        """End one session, where there is one."""
        with self._database.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.token_hash == rest_of(token)))

    def close_sessions(self, person: str) -> None:
        """End all sessions of a person."""
        with self._database.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.person == person))

    def make_key(
        self, person: str, name: str, scopes: Collection[Deed], now: datetime, expires_at: datetime | None = None
    ) -> str:
        """Make an API key for a person (usually an integration) and give it, this once: `ban_<prefix>_<secret>`."""
        key = new_key()
        row = {
            "prefix": prefix_of(key),
            "key_hash": rest_of(key),
            "name": name,
            "person": person,
            "scopes": sorted(scopes),
            "created_at": now,
            "expires_at": expires_at,
        }
        with self._database.writing() as connection:
            if connection.execute(select(people.c.id).where(people.c.id == person)).first() is None:
                raise NotFound(f"no person {person!r}")
            connection.execute(insert(api_keys), row)
        return key

    def key(self, text: str, now: datetime) -> ApiKey | None:
        """Give the key that `text` is; None: there is none, or it has expired or was revoked."""
        this = selected(api_keys, ApiKey).where(api_keys.c.prefix == prefix_of(text))
        with self._database.reading() as connection:
            row = connection.execute(this.where(api_keys.c.key_hash == rest_of(text))).mappings().first()
        key = _key(row) if row else None
        return key if key and key.holds_at(now) else None

    def keys(self, person: str | None = None) -> list[ApiKey]:
        """Give the keys of a person, or all, the newest first."""
        wanted = selected(api_keys, ApiKey).order_by(api_keys.c.created_at.desc(), api_keys.c.prefix)
        if person is not None:
            wanted = wanted.where(api_keys.c.person == person)
        with self._database.reading() as connection:
            return [_key(row) for row in connection.execute(wanted).mappings()]

    def revoke_key(self, prefix: str, now: datetime) -> None:
        """End a key for good."""
        this = update(api_keys).where(api_keys.c.prefix == prefix)
        with self._database.writing() as connection:
            if not connection.execute(this.values(revoked_at=now)).rowcount:
                raise NotFound(f"no key {prefix!r}")


def _key(row: RowMapping) -> ApiKey:
    fields = dict(row)
    scopes = frozenset(Deed(word) for word in fields.pop("scopes"))
    return ApiKey(**fields, scopes=scopes)
