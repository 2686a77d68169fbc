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
VITALS = {"heart_rate": 72.0, "spo2": 97.0, "systolic_pressure": 128.0, "diastolic_pressure": 80.0}

Row = tuple[str, float, str, float | None]


def bench_append() -> list[Row]:
    """Measure CPU per report of four vital signs, in batches of 1,000, with few and with many devices."""
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
    dice = random.Random(devices)
    order = [(device, minute) for minute in range(1 + BATCH * BATCHES // devices) for device in range(devices)]
    for begin in range(0, len(order), devices):  # in each minute every device comes once, in any order
        order[begin : begin + devices] = dice.sample(order[begin : begin + devices], devices)
    reports = [_report(device, minute) for device, minute in order[: BATCH * BATCHES]]
    with _store() as store:
        store.append(reports[:BATCH])
        began = time.process_time()
        for begin in range(BATCH, len(reports), BATCH):
            store.append(reports[begin : begin + BATCH])
        return (time.process_time() - began) / (len(reports) - BATCH) * 1e6


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
