"""Loads shifts, escalation policies and oxygen scales: what is there already changes nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from domain.escalation import EscalationPolicy
from domain.rosters import Shift
from store.records.oxygen import OxygenScale, newest_scale, set_scale
from store.records.policies import newest_policies, put_policy
from store.records.rows import as_row
from store.records.tables import shifts
from store.records.upserting import Tally, upsert


def load_shifts(connection: Connection, wanted: Sequence[Shift], by: str, now: datetime, tally: Tally) -> None:
    """Put the shifts that differ."""
    rows = [as_row(one) | {"removed_at": None, "removed_by": ""} for one in wanted]
    upsert(connection, shifts, rows, tally, set_by=by, set_at=now)


def load_policies(
    connection: Connection, wanted: Sequence[EscalationPolicy], by: str, now: datetime, tally: Tally
) -> None:
    """Add a version of each policy that differs from its newest."""
    there = {one.id: one for one in newest_policies(connection)} if wanted else {}
    for one in wanted:
        found = there.get(one.id)
        if found is not None and replace(found, version=one.version) == one:
            tally.leave("policies")
            continue
        put_policy(connection, one, (by, now))
        (tally.add if found is None else tally.change)("policies", one.id, "set")


def load_scales(connection: Connection, wanted: Sequence[OxygenScale], now: datetime, tally: Tally) -> None:
    """Set each scale that differs from what was set last, in itself or in who said so and why."""
    for one in wanted:
        found = newest_scale(connection, one.resident)
        if found is not None and replace(found, set_at=one.set_at) == one:
            tally.leave("oxygen_scales")
            continue
        set_scale(connection, one, now)
        (tally.add if found is None else tally.change)("oxygen_scales", one.resident, "oxygen scale")
