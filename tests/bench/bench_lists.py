"""A community of 5,000 residents listed page by page over HTTP, with a row in the trail for each who is shown."""

import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import httpx2

from store.logs import LogSettings, configure_logs
from store.records.neighbourhood import Assignment, Neighbourhood
from tests.api.house import House, open_house
from tests.bench.villages import village
from tests.neighbourhood import STREET_STAFF

Row = tuple[str, float, str, float | None]

RESIDENTS = 5_000
_LIMIT = 50
_PAGES = 300
_SEARCHES = 60
Timed = tuple[float, float]
"""Milliseconds by the clock, and of this process's CPU: client and server are in it."""


def bench_lists() -> list[Row]:
    """Measure the time from asking to the whole page of 100, over 300 pages, and of a search among them all."""
    configure_logs("bench", LogSettings(log_level="ERROR"))
    with tempfile.TemporaryDirectory() as directory, open_house(Path(directory)) as house:
        village(house.records, RESIDENTS)
        posts = (Assignment(person=STREET_STAFF, area="load-street"),)
        staff = (house.cast.street_staff,)
        house.records.neighbourhood.load(Neighbourhood(people=staff, assignments=posts), house.clock())
        client = house.as_(STREET_STAFF)
        _page(client, "", "")
        return [*_pages(client), *_search(house, client)]


def _pages(client: httpx2.Client) -> list[Row]:
    times: list[Timed] = []
    seen, after = set[str](), ""
    for _ in range(_PAGES):
        took, page = _timed(client, after, "")
        times.append(took)
        seen |= {one["id"] for one in page["items"]}
        after = page["next"] or ""  # from the beginning again
    assert len(seen) >= RESIDENTS
    return _rows("page of 100 of 5,000 residents", times, _LIMIT)


def _rows(name: str, times: list[Timed], limit: float | None) -> list[Row]:
    clock, cpu = zip(*times, strict=True)
    return [
        (f"{name}, median", median(clock), "ms", limit),
        (f"{name}, longest", max(clock), "ms", None),
        (f"{name}, CPU, median", median(cpu), "ms", limit),
        (f"{name}, CPU, longest", max(cpu), "ms", limit),
    ]


def _search(house: House, client: httpx2.Client) -> list[Row]:
    times = [_timed(client, "", f"r{number}")[0] for number in range(_SEARCHES)]
    assert house.records.audit.newest(limit=1)[0].person == STREET_STAFF
    return _rows("search among 5,000 residents", times, None)


def _page(client: httpx2.Client, after: str, words: str) -> dict[str, Any]:
    answer = client.get("/api/v1/residents", params={"limit": 100, "after": after, "q": words})
    page: dict[str, Any] = answer.raise_for_status().json()
    return page


def _timed(client: httpx2.Client, after: str, words: str) -> tuple[Timed, dict[str, Any]]:
    begun, cpu = time.perf_counter(), time.process_time()
    page = _page(client, after, words)
    return ((time.perf_counter() - begun) * 1000, (time.process_time() - cpu) * 1000), page
