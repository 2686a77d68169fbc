"""Who is logged in, since when and from where."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Delete, delete, func, insert, select, update

from domain.errors import NotFound
from store.records.audit import Entry, record
from store.records.database import Database
from store.records.rows import fetched
from store.records.secret_tokens import new_token, rest_of
from store.records.tables import people, sessions

SEEN_EVERY = timedelta(minutes=1)
SHOWN = 12
"""How many letters of a token's hash name its session: nobody comes back from them to the token."""
_LONGEST_AGENT, _LONGEST_ADDRESS = 160, 64


class Way(StrEnum):
    """How somebody showed who they are."""

    PASSWORD = "password"  # noqa: S105 - a word, and nobody's password
    OIDC = "oidc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody is logged in until `expires_at`.

    must_change, has_factor  what is asked of them first: a password of their own; and whether a second factor is there
    """

    token_hash: str
    person: str
    created_at: datetime
    expires_at: datetime
    seen_at: datetime | None
    agent: str
    address: str
    way: Way
    must_change: bool
    has_factor: bool

    @property
    def id(self) -> str:
        """Give the part of it that may be shown."""
        return self.token_hash[:SHOWN]

    def unseen_since(self, now: datetime) -> bool:
        """Whether it is time to write down that it is in use."""
        return self.seen_at is None or now - self.seen_at >= SEEN_EVERY


class Sessions:
    """A token is given once; what rests is its SHA-256. A disabled account has no session."""

    _database: Database

    def open_session(
        self,
        person: str,
        now: datetime,
        lasts: timedelta,
        *,
        agent: str = "",
        address: str = "",
        way: Way = Way.PASSWORD,
        entry: Entry | None = None,
    ) -> str:
        """Begin a session and give its token. Sessions that have ended are swept away."""
        token = new_token()
        row = {"token_hash": rest_of(token), "person": person, "created_at": now, "expires_at": now + lasts}
        shown = {"seen_at": now, "agent": agent[:_LONGEST_AGENT], "address": address[:_LONGEST_ADDRESS], "way": way}
        there = select(people.c.id).where(people.c.id == person, people.c.disabled_at.is_(None))
        with self._database.writing() as connection:
            if connection.execute(there).first() is None:
                raise NotFound(f"no person {person!r}")
            connection.execute(delete(sessions).where(sessions.c.expires_at <= now))
            connection.execute(insert(sessions), row | shown)
            if entry:
                record(connection, [entry])
        return token

    def session(self, token: str, now: datetime) -> Session | None:
        """Give the session of a token; None: there is none, or it has ended."""
        this = _SESSIONS.where(sessions.c.token_hash == rest_of(token), sessions.c.expires_at > now)
        with self._database.reading() as connection:
            found = fetched(connection, this, Session)
        return found[0] if found else None

    def sessions(self, person: str, now: datetime) -> list[Session]:
        """Give a person's open sessions, the newest first."""
        theirs = _SESSIONS.where(sessions.c.person == person, sessions.c.expires_at > now)
        with self._database.reading() as connection:
            return fetched(connection, theirs.order_by(sessions.c.created_at.desc(), sessions.c.token_hash), Session)

    def open_now(self, now: datetime) -> dict[str, int]:
        """Give how many open sessions people have, by person; those without any are not in it."""
        counted = select(sessions.c.person, func.count()).where(sessions.c.expires_at > now)
        with self._database.reading() as connection:
            return dict(connection.execute(counted.group_by(sessions.c.person)).all())

    def saw_session(self, token_hash: str, now: datetime) -> None:
        """Write down that a session is in use."""
        with self._database.writing() as connection:
            connection.execute(update(sessions).where(sessions.c.token_hash == token_hash).values(seen_at=now))

    def close_session(self, token: str, entry: Entry | None = None) -> None:
        """End one session, where there is one."""
        with self._database.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.token_hash == rest_of(token)))
            if entry:
                record(connection, [entry])

    def end_session(self, person: str, session: str, entry: Entry) -> None:
        """End a person's session by the id that is shown; NotFound where they have none of that id."""
        named = sessions.c.token_hash.startswith(session, autoescape=True)
        with self._database.writing() as connection:
            ended = connection.execute(delete(sessions).where(sessions.c.person == person, named)).rowcount
            if len(session) != SHOWN or not ended:
                raise NotFound(f"no session {session!r}")
            record(connection, [entry])

    def close_sessions(self, person: str, *, but: str = "", entry: Entry | None = None) -> int:
        """End all sessions of a person (`but` the one of this token) and say how many."""
        with self._database.writing() as connection:
            ended = connection.execute(ending(person, but)).rowcount
            if entry:
                record(connection, [entry])
        return ended


def ending(person: str, but: str = "") -> Delete:
    """Give the statement that ends all sessions of a person, `but` the one of this token."""
    return delete(sessions).where(sessions.c.person == person, sessions.c.token_hash != rest_of(but))


_SESSIONS = (
    select(
        sessions.c.token_hash,
        sessions.c.person,
        sessions.c.created_at,
        sessions.c.expires_at,
        sessions.c.seen_at,
        sessions.c.agent,
        sessions.c.address,
        sessions.c.way,
        people.c.must_change,
        people.c.totp_since.is_not(None).label("has_factor"),
    )
    .join(people, people.c.id == sessions.c.person)
    .where(people.c.disabled_at.is_(None))
)
