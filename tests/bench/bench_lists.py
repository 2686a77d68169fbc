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


def bench_lists() -> list[Row]:
    """Measure the time from asking to the whole page of 100, over all fifty pages, and of a search among them all."""
    configure_logs("bench", LogSettings(log_level="ERROR"))
    with tempfile.TemporaryDirectory() as directory, open_house(Path(directory)) as house:
        village(house.records, RESIDENTS)
        posts = (Assignment(person=STREET_STAFF, area="street"),)
        staff = (house.cast.street_staff,)
        house.records.neighbourhood.load(Neighbourhood(people=staff, assignments=posts), house.clock())
        client = house.as_(STREET_STAFF)
        _page(client, "", "")
        return [*_pages(client), *_search(house, client)]


def _pages(client: httpx2.Client) -> list[Row]:
    times: list[float] = []
    seen, after = 0, ""
    while True:
        took, page = _timed(client, after, "")
        times.append(took)
        seen += len(page["items"])
        if (after := page["next"]) is None:
            break
    assert seen >= RESIDENTS
    return [
        ("page of 100 of 5,000 residents, median", median(times), "ms", _LIMIT),
        ("page of 100 of 5,000 residents, longest", max(times), "ms", None),
    ]


def _search(house: House, client: httpx2.Client) -> list[Row]:
    times = [_timed(client, "", f"r{number}")[0] for number in range(30)]
    assert house.records.audit.newest(limit=1)[0].person == STREET_STAFF
    return [("search among 5,000 residents, median", median(times), "ms", None)]


def _page(client: httpx2.Client, after: str, words: str) -> dict[str, Any]:
    answer = client.get("/api/v1/residents", params={"limit": 100, "after": after, "q": words})
    page: dict[str, Any] = answer.raise_for_status().json()
    return page


def _timed(client: httpx2.Client, after: str, words: str) -> tuple[float, dict[str, Any]]:
    begun = time.perf_counter()
    page = _page(client, after, words)
    return (time.perf_counter() - begun) * 1000, page
