"""What people wait for: a month's chart, the latest readings and the list of alerts, asked over HTTP."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles

import httpx2

from domain.readings import Report
from store.logs import LogSettings, configure_logs
from tests.api.house import House, open_house
from tests.neighbourhood import DAUGHTER, MRS_LIN, STEWARD

Row = tuple[str, float, str, float | None]

MINUTES = 30 * 24 * 60
ASKED = 200
_A_BATCH = 2_000


def bench_api() -> list[Row]:
    """Measure the time from asking to the whole answer, one client, a month of one-minute readings in the store."""
    with a_month() as house:
        client, steward = house.as_(DAUGHTER), house.as_(STEWARD)
        now = house.clock()
        month = {"metric": "heart_rate", "start": (now - timedelta(days=30)).isoformat(), "end": now.isoformat()}
        base = f"/api/v1/residents/{MRS_LIN}"
        return [
            *_rows("30-day chart", lambda: client.get(f"{base}/series", params=month), limit=60),
            *_rows("24-hour chart", lambda: client.get(f"{base}/series", params={"metric": "heart_rate"})),
            *_rows("latest readings", lambda: client.get(f"{base}/readings/latest")),
            *_rows("list of alerts", lambda: steward.get("/api/v1/alerts")),
        ]


@contextmanager
def a_month() -> Iterator[House]:
    """Open a house whose watch has spoken each minute for thirty days."""
    configure_logs("bench", LogSettings(log_level="ERROR"))
    with tempfile.TemporaryDirectory() as directory, open_house(Path(directory)) as house:
        begun = house.clock() - timedelta(days=30)
        moments = [begun + timedelta(minutes=minute) for minute in range(MINUTES)]
        reports = [
            Report(
                device=house.cast.watch.id,
                observed_at=moment,
                received_at=moment,
                values={"heart_rate": 60 + number % 40, "spo2": 97},
            )
            for number, moment in enumerate(moments)
        ]
        for first in range(0, MINUTES, _A_BATCH):
            house.readings.append(reports[first : first + _A_BATCH])
        house.fire(house.cast.watch, MRS_LIN)
        yield house


def _rows(name: str, ask: Callable[[], httpx2.Response], limit: float | None = None) -> list[Row]:
    """Measure one question; the CPU is that of client and server together, whatever else this machine does."""
    ask().raise_for_status()
    times, cpu = [], time.process_time()
    for _ in range(ASKED):
        begun = time.perf_counter()
        ask().raise_for_status()
        times.append((time.perf_counter() - begun) * 1000)
    used = (time.process_time() - cpu) / ASKED * 1000
    return [
        (f"{name}, median", median(times), "ms", None),
        (f"{name}, p99", quantiles(times, n=100)[-1], "ms", limit),
        (f"{name}, CPU of both ends", used, "ms", None),
    ]
