"""Answers kept for a while, so that a request which is sent again is not done again.

A key is claimed before the work and settled after it. What rests is sealed by whoever claims it: this file sees bytes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, update

from store.records.database import Database
from store.records.rows import fetched, selected
from store.records.tables import answers

KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A key that was claimed before. `status` None: the first request is not answered yet, or never was."""

    request_hash: str
    status: int | None
    body: bytes | None


class Answers:
    """By person and key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, person: str, key: str, request_hash: str, now: datetime) -> Kept | None:
        """Claim a key for a request; None: it is claimed, do the work. Else what is kept under it.

        Of two that ask at once one gets it. What is older than a day goes.
        """
        row = {"person": person, "key": key, "request_hash": request_hash, "at": now}
        with self._database.writing() as connection:
            connection.execute(delete(answers).where(answers.c.at <= now - KEPT))
            claimed = self._database.insert_new(answers).returning(answers.c.key)
            if connection.execute(claimed, row).first() is not None:
                return None
            [kept] = fetched(connection, selected(answers, Kept).where(*_this(person, key)), Kept)
        return kept

    def settle(self, person: str, key: str, status: int, body: bytes | None) -> None:
        """Keep the answer; without a body only that there was one."""
        with self._database.writing() as connection:
            connection.execute(update(answers).where(*_this(person, key)).values(status=status, body=body))

    def release(self, person: str, key: str) -> None:
        """Let go of a key whose request changed nothing: it may be tried again."""
        with self._database.writing() as connection:
            connection.execute(delete(answers).where(*_this(person, key), answers.c.status.is_(None)))


def _this(person: str, key: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return answers.c.person == person, answers.c.key == key
