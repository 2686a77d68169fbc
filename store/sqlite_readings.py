"""Readings in one SQLite file: what an installation has when it says nothing else."""

import contextlib
import json
import math
import queue
import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from domain.metrics import METRICS, MetricClass
from domain.readings import Report, from_millis, to_millis
from store import sqlite_statements as statements
from store.readings import Appended, Bucket, Expired, Latest, Point, Refusal
from store.refusals import refusal_of
from store.sqlite_devices import DeviceNumbers, metrics_sent
from store.sqlite_erasing import erase_some, scrubbed
from store.sqlite_expiry import expiring
from store.sqlite_schema import away, reader, writer
from store.sqlite_shapes import FIXED, Row, row, shape_of
from store.sqlite_statements import about

EXPIRE_SECONDS = 0.1
"""How long one call of `expire` or `erase` goes on."""


class SqliteReadings:
    """A `ReadingStore` on a file. One connection writes; readers have their own and never wait for it."""

    def __init__(self, path: Path, keep: Mapping[MetricClass, timedelta]) -> None:
        self._path = path
        self._keep = keep
        self._writing = threading.Lock()
        self._writer: tuple[sqlite3.Connection, DeviceNumbers] | None = None
        self._expiring: Iterator[int] | None = None
        self._readers: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()

    def append(self, reports: Sequence[Report]) -> Appended:
        """See `ReadingStore.append`: one transaction, on the disk before it returns."""
        with self._transaction() as (connection, numbers):
            rows, refused = _rows(reports, numbers)
            for statement, batch in rows.items():
                connection.executemany(statement, batch)
        readings = sum((len(batch[0]) - FIXED) * len(batch) for batch in rows.values())
        return Appended(readings=readings, refused=tuple(refused))

    def latest(self, devices: Sequence[str]) -> list[Latest]:
        """See `ReadingStore.latest`: a step to the end of each series."""
        with self._reading() as connection:
            sent = metrics_sent(connection, sorted(set(devices)))
            return [
                one
                for device, (number, metrics) in sent.items()
                for metric in metrics
                if (one := _latest(connection, device, number, metric)) is not None
            ]

    def series(self, device: str, metric: str, start: datetime, end: datetime, *, limit: int = 10_000) -> list[Point]:
        """See `ReadingStore.series`."""
        if metric not in METRICS:
            return []
        with self._reading() as connection:
            span = (device, to_millis(start), to_millis(end), limit)
            found = connection.execute(about(statements.SERIES, metric), span).fetchall()
        return [Point(observed_at=from_millis(at), value=value) for at, value in found]

    def buckets(self, device: str, metric: str, start: datetime, end: datetime, every: timedelta) -> list[Bucket]:
        """See `ReadingStore.buckets`."""
        if metric not in METRICS:
            return []
        step = every // timedelta(milliseconds=1)
        asked = {"device": device, "start": to_millis(start), "end": to_millis(end), "step": step}
        with self._reading() as connection:
            found = connection.execute(about(statements.BUCKETS, metric), asked).fetchall()
        told = ((at, *json.loads(numbers)) for at, numbers in found)
        return [
            Bucket(start=from_millis(at), minimum=low, mean=mean, maximum=high, count=count)
            for at, low, mean, high, count in told
            if count
        ]

    def expire(self, now: datetime) -> Expired:
        """See `ReadingStore.expire`: in small transactions; the next call goes on where this one stopped."""
        steps = self._expiring or expiring(self._reading, self._transaction, self._keep, now)
        self._expiring = None  # after an error the next call begins anew
        removed, end = 0, time.monotonic() + EXPIRE_SECONDS
        for went in steps:
            removed += went
            if time.monotonic() > end:
                self._expiring = steps
                return Expired(removed=removed, more=True)
        return Expired(removed=removed)

    def erase(self, device: str, start: datetime, end: datetime) -> Expired:
        """See `ReadingStore.erase`: in small transactions."""
        removed, until = 0, time.monotonic() + EXPIRE_SECONDS
        while went := erase_some(self._transaction, device, to_millis(start), to_millis(end)):
            removed += went
            if time.monotonic() > until:
                return Expired(removed=removed, more=True)
        return Expired(removed=removed)

    def scrub(self) -> bool:
        """See `ReadingStore.scrub`."""
        with self._away():
            return not self._path.exists() or scrubbed(self._path)

    def check(self) -> None:
        """See `ReadingStore.check`: writes a row, as an append would."""
        with self._transaction() as (connection, _):
            connection.execute(statements.PROBE)

    def close(self) -> None:
        """Close all connections; call it when no thread is inside any more."""
        with self._writing:
            self._drop_writer()
        with contextlib.suppress(queue.Empty):
            while True:
                self._readers.get_nowait().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[tuple[sqlite3.Connection, DeviceNumbers]]:
        """Lend the writing connection inside a transaction; after any error it is opened afresh."""
        with self._writing, self._away():
            done = False
            try:
                if self._writer is None:
                    connection = writer(self._path)
                    self._writer = connection, DeviceNumbers(connection)
                self._writer[0].execute("BEGIN IMMEDIATE")
                self._writer[1].refresh()
                yield self._writer
                self._writer[0].execute("COMMIT")
                done = True
            finally:
                if not done:
                    self._drop_writer()

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """Lend a reading connection; one that met an error is not used again."""
        with self._away():
            try:
                connection = self._readers.get_nowait()
            except queue.Empty:
                connection = reader(self._path)
            try:
                yield connection
            except BaseException:
                connection.close()
                raise
            self._readers.put(connection)

    @contextlib.contextmanager
    def _away(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            told = away(error, self._path)
            if told is None:
                raise
            raise told from error

    def _drop_writer(self) -> None:
        if self._writer is not None:
            with contextlib.suppress(sqlite3.Error):
                self._writer[0].close()
            self._writer = None


def _rows(reports: Sequence[Report], numbers: DeviceNumbers) -> tuple[dict[str, list[Row]], list[Refusal]]:
    """Give the rows by statement, and the reports that no table has a place for."""
    rows: dict[str, list[Row]] = defaultdict(list)
    refused: list[Refusal] = []
    for report in reports:
        values = report.values
        shape = shape_of(tuple(values))
        if shape.unknown or not math.isfinite(sum(values.values())):
            refused.extend(filter(None, [refusal_of(report)]))
            continue
        device = numbers.number(report.device, shape.metrics)
        observed_at = to_millis(report.observed_at)
        delay = to_millis(report.received_at) - observed_at
        for part in shape.parts:
            rows[part.statement].append(row(part, device, observed_at, delay, values))
    return rows, refused


def _latest(connection: sqlite3.Connection, device: str, number: int, metric: str) -> Latest | None:
    found = connection.execute(about(statements.LATEST, metric), (number,)).fetchone()
    if found is None:
        return None
    value, at, delay = found
    return Latest(
        device=device, metric=metric, value=value, observed_at=from_millis(at), received_at=from_millis(at + delay)
    )
