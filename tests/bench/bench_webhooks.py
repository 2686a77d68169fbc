"""What other systems' webhooks cost an alert: its way to the steward with and without five of them, one of which hangs.

Both are measured by turns in one house under one load, so that a busy machine is as busy for the one as for the other.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

from domain.access import Deed
from domain.notifications import DeliveryState
from domain.webhooks import CHOSEN, Webhook
from store.records.audit import Entry
from tests.bench.bench_latency import DEVICES, PROBES, latency_house, line_of, load, probe
from tests.brokers import eventually
from tests.end_to_end.houses import House, hook

_RATE = 200
TURNS = 5
"""The first warms up: after a start everything is slower."""
AREA = "load-community"
BEHAVIOURS = ("ok/1", "ok/2", "ok/3", "ok/4", "hang")
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
_RECEIVE = """
import sys
from tests.alerts.receivers import receiving

with receiving() as one:
    print(one.url, flush=True)
    sys.stdin.read()
"""

Row = tuple[str, float, str, float | None]


def bench_alerts_beside_webhooks() -> list[Row]:
    """Milliseconds from publish to the steward, without and with five webhooks that are told of each alert."""
    times: dict[bool, list[float]] = {False: [], True: []}
    with (
        tempfile.TemporaryDirectory() as folder,
        hook() as receiver,
        latency_house(Path(folder), receiver) as house,
        line_of(house) as line,
        _receivers() as url,
    ):
        _add(house, url)
        with load(house, _RATE):
            for turn in range(TURNS):
                on, many = turn in {2, 4}, 2 * PROBES // TURNS
                _switch(house, on=on)
                took = probe(house, receiver, line, first=DEVICES + turn * many, many=many)
                times[on] += took if turn else []
        eventually(lambda: _taken(house) >= len(times[True]) // 4, within=60, what="what the webhooks were told")
    return _rows(times[False], times[True])


def _rows(without: list[float], beside: list[float]) -> list[Row]:
    rows: list[Row] = []
    for name, figure in (("median", median), ("p99", lambda some: quantiles(some, n=100)[98])):
        alone, more = figure(without), figure(beside)
        rows.append((f"publish to steward without webhooks, {name}", alone, "ms", None))
        rows.append((f"publish to steward beside 5 webhooks, one hangs, {name}", more, "ms", None))
        rows.append((f"with by without, {name}", more / alone, "x", None))
    return rows


@contextmanager
def _receivers() -> Iterator[str]:
    """Run receivers in a process of their own: what they do must not hold up whoever measures."""
    command = [sys.executable, "-c", _RECEIVE]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        yield served.stdout.readline().strip()
        served.kill()


def _entry() -> Entry:
    return Entry(at=datetime.now(UTC), person="bench", deed=Deed.KEEP_WEBHOOKS, subject=f"area:{AREA}")


def _add(house: House, url: str) -> None:
    for name in BEHAVIOURS:
        one = Webhook(
            id=name,
            area=AREA,
            name=name,
            url=f"{url}/{name}",
            kinds=CHOSEN,
            secret=SECRET,
            made_by="bench",
            made_at=datetime.now(UTC),
            after=0,
        )
        house.records.webhooks.add(one, _entry())


def _switch(house: House, *, on: bool) -> None:
    for name in BEHAVIOURS:
        house.records.webhooks.edit(name, lambda one: replace(one, enabled=on, disabled_at=None), _entry())


def _taken(house: House) -> int:
    """Give how many messages one of those that work has taken."""
    return len(house.records.webhooks.log(BEHAVIOURS[0], state=DeliveryState.SENT, limit=500))
