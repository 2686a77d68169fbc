"""The second factor of a login: what rests of it. How a code is reckoned is the API's business."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update

from domain.errors import NotFound, Refused
from store.records.audit import Entry, record
from store.records.database import Database
from store.records.secret_tokens import rest_of
from store.records.tables import people

_NOTHING = {"totp_secret": None, "totp_since": None, "totp_last": None, "recovery": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactor:
    """A person's TOTP secret, sealed by the API; it counts `since` the first right code (None: not yet)."""

    sealed: str
    since: datetime | None
    recovery_left: int


class SecondFactors:
    """One a person. A code counts once, and so does each recovery code, whoever else asks at the same moment."""

    _database: Database

    def second_factor(self, person: str) -> SecondFactor | None:
        """Give a person's second factor, begun or in force; None: there is none."""
        wanted = select(people.c.totp_secret, people.c.totp_since, people.c.recovery).where(people.c.id == person)
        with self._database.reading() as connection:
            row = connection.execute(wanted).first()
        if row is None or row[0] is None:
            return None
        return SecondFactor(sealed=row[0], since=row[1], recovery_left=len(row[2] or ()))

    def begin_factor(self, person: str, sealed: str, entry: Entry) -> None:
        """Keep a secret that is to be confirmed, in place of one that never was. Refused: there is one in force."""
        begun = update(people).where(people.c.id == person, people.c.totp_since.is_(None))
        with self._database.writing() as connection:
            if not connection.execute(begun.values(_NOTHING | {"totp_secret": sealed})).rowcount:
                raise Refused("there is a second factor: take it away first")
            record(connection, [entry])

    def confirm_factor(self, person: str, step: int, codes: Collection[str], now: datetime, entry: Entry) -> None:
        """Let the begun secret count from now on, with these recovery codes. Refused: none was begun."""
        begun = people.c.totp_secret.is_not(None) & people.c.totp_since.is_(None)
        confirmed = {"totp_since": now, "totp_last": step, "recovery": [rest_of(code) for code in codes]}
        with self._database.writing() as connection:
            if not connection.execute(update(people).where(people.c.id == person, begun).values(confirmed)).rowcount:
                raise Refused("there is nothing to confirm")
            record(connection, [entry])

    def take_step(self, person: str, step: int) -> bool:
        """Let the code of a step of time count; False: it, or a later one, has counted before."""
        later = or_(people.c.totp_last.is_(None), people.c.totp_last < step)
        with self._database.writing() as connection:
            taken = update(people).where(people.c.id == person, later).values(totp_last=step)
            return bool(connection.execute(taken).rowcount)

    def take_recovery(self, person: str, code: str) -> bool:
        """Use a recovery code up; False: it is none of theirs, or was used."""
        this = people.c.id == person
        with self._database.writing() as connection:
            left = connection.execute(select(people.c.recovery).where(this).with_for_update()).scalar() or []
            if rest_of(code) not in left:
                return False
            rest = [one for one in left if one != rest_of(code)]
            connection.execute(update(people).where(this).values(recovery=rest))
            return True

    def set_recovery(self, person: str, codes: Collection[str], entry: Entry) -> None:
        """Put new recovery codes in place of all older ones. Refused: there is no second factor."""
        theirs = update(people).where(people.c.id == person, people.c.totp_since.is_not(None))
        with self._database.writing() as connection:
            if not connection.execute(theirs.values(recovery=[rest_of(code) for code in codes])).rowcount:
                raise Refused("there is no second factor")
            record(connection, [entry])

    def remove_factor(self, person: str, entry: Entry) -> None:
        """Take the second factor away, where there is one. NotFound: no such person."""
        with self._database.writing() as connection:
            if not connection.execute(update(people).where(people.c.id == person).values(_NOTHING)).rowcount:
                raise NotFound(f"no person {person!r}")
            record(connection, [entry])
