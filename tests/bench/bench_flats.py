"""The grid of 1,000 flats over HTTP, with three devices each and 500 open alerts: whole, and when nothing is new."""

import tempfile
import time
from pathlib import Path
from statistics import median

import httpx2

from domain.people import Device
from store.logs import LogSettings, configure_logs
from store.records.neighbourhood import Assignment, Neighbourhood
from store.records.registry import DeviceFacts
from tests.api.house import House, open_house
from tests.bench.villages import village
from tests.neighbourhood import STREET_STAFF

Row = tuple[str, float, str, float | None]

FLATS, ALERTS = 1_000, 500
_LIMIT = 300
_TIMES = 30
_URL = "/api/v1/areas/load-street/flats"


def bench_flats() -> list[Row]:
    """Measure CPU of this process, client and server, from asking to the whole answer."""
    configure_logs("bench", LogSettings(log_level="ERROR"))
    with tempfile.TemporaryDirectory() as directory, open_house(Path(directory)) as house:
        _fill(house)
        client = house.as_(STREET_STAFF)
        tag = client.get(_URL).raise_for_status().headers["etag"]
        whole = [_timed(client, {}, 200) for _ in range(_TIMES)]
        same = [_timed(client, {"If-None-Match": tag}, 304) for _ in range(_TIMES)]
    return [*_rows("grid of 1,000 flats", whole), *_rows("grid of 1,000 flats, nothing new", same)]


def _fill(house: House) -> None:
    village(house.records, FLATS, per_resident=3)
    posts = (Assignment(person=STREET_STAFF, area="load-street"),)
    people = (house.cast.street_staff,)
    house.records.neighbourhood.load(Neighbourhood(people=people, assignments=posts), house.clock())
    known = [one for one in house.records.registry.known()[1] if one.site == "load"]
    house.records.registry.hear([DeviceFacts(device=one.id, last_heard_at=house.clock()) for one in known])
    for one in known[: 3 * ALERTS : 3]:
        house.fire(Device(id=one.id, kind=one.kind, site=one.site), str(one.resident))


def _timed(client: httpx2.Client, headers: dict[str, str], expected: int) -> float:
    begun = time.process_time()
    answer = client.get(_URL, headers=headers)
    assert answer.status_code == expected
    return (time.process_time() - begun) * 1000


def _rows(name: str, times: list[float]) -> list[Row]:
    return [(f"{name}, CPU, median", median(times), "ms", _LIMIT), (f"{name}, CPU, longest", max(times), "ms", None)]
