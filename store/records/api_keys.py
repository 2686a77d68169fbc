"""Keys of other systems."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, insert, select, update

from domain.access import Deed
from domain.errors import NotFound
from store.records.database import Database
from store.records.rows import selected
from store.records.secret_tokens import new_key, prefix_of, rest_of
from store.records.tables import api_keys, people


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

    def revoke_key(self, prefix: str, now: datetime) -> None:
        """End a key for good. The moment of the first time stays."""
        this = api_keys.c.prefix == prefix
        with self._database.writing() as connection:
            if connection.execute(select(api_keys.c.prefix).where(this)).first() is None:
                raise NotFound(f"no key {prefix!r}")
            connection.execute(update(api_keys).where(this, api_keys.c.revoked_at.is_(None)).values(revoked_at=now))


def _key(row: RowMapping) -> ApiKey:
    fields = dict(row)
    scopes = frozenset(Deed(word) for word in fields.pop("scopes"))
    return ApiKey(**fields, scopes=scopes)
