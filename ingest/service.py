"""The service: the line, the intake, and what the rest of the house is told of them."""

import dataclasses
import os
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from domain.errors import StoreAway
from ingest.intake import Intake
from mqtt.facts import LineFacts
from store.kept import Kept
from store.readings import ReadingStore
from store.records import Records
from store.sweeping import Sweeper

NAME = "ingest"
TELL_EVERY = timedelta(seconds=1)
SWEEP_EVERY = timedelta(seconds=20)
"""How often it is asked whether somebody is erased whose readings are to go"""
RECORDS_AGAIN = timedelta(seconds=20)
"""Records that are away are left alone for so long: each try may wait for seconds, and readings wait with it."""

log = structlog.get_logger()


class Chore:
    """Work that is done a part at a time: in the next round again while there is more, else after a while."""

    def __init__(self, part: Callable[[datetime], bool], every: timedelta) -> None:
        self._part = part
        self._every = every
        self._due: datetime | None = None

    def __call__(self, now: datetime) -> None:
        """Do a part where it is time; `part` says whether there may be more."""
        if self._due is None or now >= self._due:
            self._due = now if self._part(now) else now + self._every


class Rounds:
    """What is done as time passes, between two batches: facts told, what is old or erased removed."""

    def __init__(
        self,
        *,
        intake: Intake,
        records: Records,
        readings: ReadingStore,
        line: Callable[[], LineFacts],
        expire_every: timedelta,
        keep: Kept | None = None,
    ) -> None:
        self._keep = keep
        self._intake = intake
        self._records = records
        self._readings = readings
        self._line = line
        self._records_at: datetime | None = None
        self._tell_at: datetime | None = None
        self._sweeper = Sweeper(records, readings)
        self._removed = 0
        self._chores = (
            Chore(self._expire_records, expire_every),
            Chore(self._expire, expire_every),
            Chore(self._sweep, SWEEP_EVERY),
        )

    def __call__(self, now: datetime) -> None:
        """Go the round; nothing here is lost when a store is away, it comes in a later round."""
        if self._records_at is None or now >= self._records_at:
            told = self._intake.idle(now) and self._tell(now)
            self._records_at = None if told else now + RECORDS_AGAIN
        for chore in self._chores:
            chore(now)

    def _tell(self, now: datetime) -> bool:
        if self._tell_at is not None and now < self._tell_at:
            return True
        self._tell_at = now + TELL_EVERY
        line = dataclasses.asdict(self._line())
        facts = {"pid": os.getpid(), "line": _plain(line), "counts": dataclasses.asdict(self._intake.counts)}
        try:
            self._records.services.tell(NAME, facts, now)
        except StoreAway as away:
            log.error("cannot tell how it goes", error=str(away))
            return False
        return True

    def _expire_records(self, now: datetime) -> bool:
        """Remove a part of the old records; True when there may be more, for the next round."""
        try:
            return self._keep is not None and self._records.retention.expire(self._keep, now) > 0
        except StoreAway as away:
            log.error("cannot remove old records", error=str(away))
            return False

    def _expire(self, now: datetime) -> bool:
        """Remove a part of the old readings; True when there may be more, for the next round."""
        try:
            expired = self._readings.expire(now)
        except StoreAway as away:
            log.error("cannot remove old readings", error=str(away))
            return False
        self._removed += expired.removed
        if self._removed and not expired.more:
            log.info("old readings removed", readings=self._removed)
            self._removed = 0
        return expired.more

    def _sweep(self, now: datetime) -> bool:
        """Remove a part of the readings of those who are erased; True when there is more, for the next round."""
        try:
            swept = self._sweeper.sweep(now)
        except StoreAway as away:
            log.error("cannot remove the readings of those who are erased", error=str(away))
            return False
        if swept.removed:
            log.info("readings of erased residents removed", readings=swept.removed)
        return swept.more


def _plain(facts: dict[str, object]) -> dict[str, object]:
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in facts.items()}
