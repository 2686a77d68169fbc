"""Keys of other systems."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, RowMapping, Update, func, insert, or_, select, update

from domain.access import Deed
from domain.errors import NotFound, Refused
from store.records.audit import Entry, record
from store.records.database import Database
from store.records.rows import selected
from store.records.secret_tokens import new_key, prefix_of, rest_of
from store.records.tables import api_keys, people

USED_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key of another system; `prefix` is the part that may be shown.

    made_by  who made it; empty: whoever runs the machine, at its terminal
    used_at  when it was last seen, to the hour
    """

    prefix: str
    name: str
    person: str
    scopes: frozenset[Deed]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    made_by: str
    used_at: datetime | None

    def holds_at(self, now: datetime) -> bool:
        """Whether it may be used at `now`."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    def unused_since(self, now: datetime) -> bool:
        """Whether it is time to write down that it is in use."""
        return self.used_at is None or now - self.used_at >= USED_EVERY


class ApiKeys:
    """A key is given once; what rests is its SHA-256. A disabled account's keys hold nothing."""

    _database: Database

    def make_key(
        self,
        person: str,
        name: str,
        scopes: Collection[Deed],
        now: datetime,
        expires_at: datetime | None = None,
        *,
        made_by: str = "",
        most: int | None = None,
        entry: Entry | None = None,
    ) -> str:
        """Make an API key for a person (usually an integration) and give it, this once: `ban_<prefix>_<secret>`.

        NotFound: no such person. Refused: their account is closed, or they hold `most` keys already.
        `entry` is whose doing it is: its detail is said here.
        """
        key = new_key()
        row = {
            "prefix": prefix_of(key),
            "key_hash": rest_of(key),
            "name": name,
            "person": person,
            "scopes": sorted(scopes),
            "created_at": now,
            "expires_at": expires_at,
            "made_by": made_by,
        }
        with self._database.writing() as connection:
            _may_hold_another(connection, person, now, most)
            connection.execute(insert(api_keys), row)
            if entry:
                record(connection, [replace(entry, detail=f"key {prefix_of(key)} made, {len(scopes)} deeds")])
        return key

    def key(self, text: str, now: datetime) -> ApiKey | None:
        """Give the key that `text` is; None: there is none, or it has expired or was revoked."""
        this = selected(api_keys, ApiKey).join(people, people.c.id == api_keys.c.person)
        this = this.where(api_keys.c.prefix == prefix_of(text), people.c.disabled_at.is_(None))
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

    def saw_key(self, prefix: str, now: datetime) -> None:
        """Write down that a key is in use."""
        with self._database.writing() as connection:
            connection.execute(update(api_keys).where(api_keys.c.prefix == prefix).values(used_at=now))

    def revoke_key(self, prefix: str, now: datetime, *, person: str | None = None, entry: Entry | None = None) -> None:
        """End a key for good. The moment of the first time stays, and only that time is on record.

        NotFound: there is none, or none of this `person`. `entry` is whose doing it is: its detail is said here.
        """
        this = api_keys.c.prefix == prefix
        if person is not None:
            this &= api_keys.c.person == person
        with self._database.writing() as connection:
            if connection.execute(select(api_keys.c.prefix).where(this)).first() is None:
                raise NotFound(f"no key {prefix!r}")
            if connection.execute(revoking(this, now)).rowcount and entry:
                record(connection, [replace(entry, detail=f"key {prefix} revoked")])


def revoking(which: ColumnElement[bool], now: datetime) -> Update:
    """Give the statement that ends these keys for good; those that were revoked before stay as they are."""
    return update(api_keys).where(which, api_keys.c.revoked_at.is_(None)).values(revoked_at=now)


def _may_hold_another(connection: Connection, person: str, now: datetime, most: int | None) -> None:
    """Stand in line for the person's row: two who ask at once do not both get the last place."""
    theirs = select(people.c.disabled_at).where(people.c.id == person).with_for_update()
    found = connection.execute(theirs).first()
    if found is None:
        raise NotFound(f"no person {person!r}")
    if found.disabled_at is not None:
        raise Refused("their account is closed")
    holds = or_(api_keys.c.expires_at.is_(None), api_keys.c.expires_at > now) & api_keys.c.revoked_at.is_(None)
    live = select(func.count()).select_from(api_keys).where(api_keys.c.person == person, holds)
    if most is not None and connection.execute(live).scalar_one() >= most:
        raise Refused(f"{most} keys hold already: revoke one of them first")


def _key(row: RowMapping) -> ApiKey:
    fields = dict(row)
    scopes = frozenset(Deed(word) for word in fields.pop("scopes"))
    return ApiKey(**fields, scopes=scopes)
