"""What deciding costs: who may see what, and the hash of a row of the trail."""

import time
from datetime import UTC, datetime

from domain.access import Deed, Principal, may_about
from domain.people import Placement, Role, Scope
from store.records.audit import Entry, chained
from tests.bench.run import Row

ROUNDS = 50_000
MICROSECONDS = 1e6


def bench_access_decisions() -> list[Row]:
    """Measure decisions about one resident, by a relative with many and by staff with many areas."""
    areas = tuple(f"area-{one}" for one in range(4))
    home = Placement(resident="resident-7", areas=areas, site="s", timezone="Asia/Shanghai")
    grants = {f"resident-{one}": frozenset(Scope) for one in range(20)}
    relative = Principal(person="p", name="P", role=Role.RELATIVE, grants=grants)
    own = frozenset({areas[-1], *(f"elsewhere-{one}" for one in range(200))})
    staff = Principal(person="p", name="P", role=Role.STAFF, areas=own)
    return [
        ("an access decision, relative of 20", _each(relative, home), "us", 50.0),
        ("an access decision, staff of 200 areas", _each(staff, home), "us", 50.0),
    ]


def bench_chaining() -> list[Row]:
    """Measure one row's hash."""
    entry = Entry(at=datetime(2026, 11, 24, tzinfo=UTC), person="p", deed=Deed.SEE_READINGS, subject="resident-7")
    begun = time.process_time()
    before = ""
    for n in range(ROUNDS):
        before = chained(before, n, entry)
    return [("a row of the trail, hashed", (time.process_time() - begun) / ROUNDS * MICROSECONDS, "us", None)]


def _each(principal: Principal, home: Placement) -> float:
    begun = time.process_time()
    allowed = sum(may_about(principal, Deed.SEE_READINGS, home) for _ in range(ROUNDS))
    assert allowed == ROUNDS
    return (time.process_time() - begun) / ROUNDS * MICROSECONDS
