"""Removing old readings from the SQLite store, step by step."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from domain.metrics import MetricClass
from domain.readings import to_millis
from store import sqlite_statements as statements

ROWS_A_STEP = 1_000
DEVICES_A_STEP = 500

Reading = Callable[[], AbstractContextManager[sqlite3.Connection]]
Writing = Callable[[], AbstractContextManager[tuple[sqlite3.Connection, object]]]


def expiring(reading: Reading, writing: Writing, keep: Mapping[MetricClass, timedelta], now: datetime) -> Iterator[int]:
    """Remove what is older than its class is kept: a step at each `next`, which gives how many rows went.

    No step looks at more than some hundred devices or removes more than some thousand rows: where there are 300,000
    devices, already the search for those with old readings takes seconds.
    """
    for table in MetricClass:
        before = to_millis(now - keep[table])
        for devices in _looking(reading, table.value, before):
            yield from _removing(writing, table.value, before, devices)


def _looking(reading: Reading, table: str, before: int) -> Iterator[list[int]]:
    """Give the devices that have old readings, those of so many devices at a time."""
    expired = statements.EXPIRED.substitute(table=table)
    last = 0
    while True:
        with reading() as connection:
            some = connection.execute(expired, (last, before, DEVICES_A_STEP)).fetchall()
        yield [device for device, too_old in some if too_old]
        if len(some) < DEVICES_A_STEP:
            return
        last = some[-1][0]


def _removing(writing: Writing, table: str, before: int, devices: list[int]) -> Iterator[int]:
    """Remove the old rows of these devices, a transaction at each step; a step even where there are none."""
    while devices:
        with writing() as (connection, _):
            removed = _remove_some(connection, table, before, devices)
        yield removed
    yield 0


def _remove_some(connection: sqlite3.Connection, table: str, before: int, devices: list[int]) -> int:
    """Remove old rows of the last devices of the list, about a step of them; done devices leave the list."""
    removed = 0
    remove = statements.REMOVE.substitute(table=table)
    while devices and removed < ROWS_A_STEP:
        went = connection.execute(remove, (devices[-1], before, ROWS_A_STEP)).rowcount
        removed += went
        if went < ROWS_A_STEP:
            devices.pop()
    return removed
