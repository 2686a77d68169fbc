"""What keeping and reading readings costs, on SQLite."""

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from domain.metrics import MetricClass
from domain.readings import Report
from store.sqlite_readings import SqliteReadings

T0 = datetime(2026, 11, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
BATCH = 1000
BATCHES = 40
WARM_MINUTES = 5
VITALS = {"heart_rate": 72.0, "spo2": 97.0, "systolic_pressure": 128.0, "diastolic_pressure": 80.0}

Row = tuple[str, float, str, float | None]


def bench_append() -> list[Row]:
    """Measure CPU per report of four vital signs, in batches of 1,000, with few and with many devices.

    With many devices every report of a batch has a page of its own, which the log must hold: about 4 us more. The
    limit of 1.3 times is on ingest as a whole, where that is a few parts in a hundred.
    """
    few, many = _append_cost(200), _append_cost(20_000)
    return [
        ("append, 200 devices", few, "us", 10.0),
        ("append, 20,000 devices", many, "us", None),
        ("append, 20,000 devices over 200", many / few, "x", None),
    ]


def bench_chart() -> list[Row]:
    """Measure 30 days of one-minute readings in hours, and the newest reading of each metric."""
    with _store() as store:
        for day in range(30):
            store.append([_report(0, day * 1440 + minute) for minute in range(1440)])
        device, end = _report(0, 0).device, T0 + timedelta(days=30)
        chart = _least(lambda: len(store.buckets(device, "heart_rate", T0, end, timedelta(hours=1))), 720)
        latest = _least(lambda: len(store.latest([device])), len(VITALS))
        return [
            ("chart of 43,200 readings in 720 buckets", chart, "ms", 20.0),
            ("latest of one device", latest, "ms", 5.0),
        ]


def _append_cost(devices: int) -> float:
    """Measure with every device known already and some minutes of each in the tree."""
    dice = random.Random(devices)
    with _store() as store:
        for minute in range(WARM_MINUTES):
            store.append([_report(device, minute) for device in dice.sample(range(devices), devices)])
        reports: list[Report] = []
        minute = WARM_MINUTES
        while len(reports) < BATCH * BATCHES:
            reports += [_report(device, minute) for device in dice.sample(range(devices), devices)]
            minute += 1
        began = time.process_time()
        for begin in range(0, BATCH * BATCHES, BATCH):
            store.append(reports[begin : begin + BATCH])
        return (time.process_time() - began) / (BATCH * BATCHES) * 1e6


def _least(ask: Callable[[], int], expected: int) -> float:
    runs = []
    for _ in range(7):
        began = time.perf_counter()
        found = ask()
        runs.append((time.perf_counter() - began) * 1e3)
        if found != expected:
            message = f"{found} rows and not {expected}"
            raise AssertionError(message)
    return min(runs)


def _report(device: int, minute: int) -> Report:
    at = T0 + minute * MINUTE
    return Report(device=f"site.watch-{device}", observed_at=at, received_at=at, values=VITALS)


@contextmanager
def _store() -> Iterator[SqliteReadings]:
    keep = {one: timedelta(days=90) for one in MetricClass}
    with tempfile.TemporaryDirectory() as directory, SqliteReadings(Path(directory) / "readings.sqlite", keep) as one:
        yield one
