"""Loads whose devices are: fast for new ones, with care for those that have a history."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, update

from domain.people import Ownership
from domain.trail_words import CLAIMED, MOVED
from store.records.belonging import assign
from store.records.neighbourhood import Belonging
from store.records.rows import batches, fetched, selected
from store.records.tables import devices, ownerships
from store.records.upserting import Tally

History = dict[str, list[Ownership]]


def load_belongings(
    connection: Connection, wanted: Sequence[Belonging], now: datetime, revision: int, tally: Tally
) -> None:
    """Add the ownerships that are new; Refused where one overlaps what is there."""
    for some in batches(wanted):
        _load(connection, some, now, revision, tally)


def _load(connection: Connection, wanted: list[Belonging], now: datetime, revision: int, tally: Tally) -> None:
    history = _history(connection, {one.device for one in wanted})
    by_device: dict[str, list[Belonging]] = defaultdict(list)
    for one in wanted:
        by_device[one.device].append(one)
    first = [ones[0] for device, ones in by_device.items() if len(ones) == 1 and device not in history]
    if first:
        connection.execute(insert(ownerships), [_row(one, now) for one in first])
        for one in first:
            tally.add("belongings", one.device, CLAIMED)
    changed = [one.device for one in first]
    for ones in [ones for device, ones in by_device.items() if len(ones) > 1 or device in history]:
        for one in sorted(ones, key=lambda one: one.since or now):
            changed += _carefully(connection, one, history.get(one.device, []), now, tally)
    if changed:
        stamped = update(devices).where(devices.c.id.in_(changed)).values(revision=revision)
        connection.execute(stamped)


def _history(connection: Connection, ids: set[str]) -> History:
    found: History = defaultdict(list)
    for one in fetched(connection, selected(ownerships, Ownership).where(ownerships.c.device.in_(ids)), Ownership):
        found[one.device].append(one)
    return dict(found)


def _row(one: Belonging, now: datetime) -> dict[str, object]:
    return {"device": one.device, "resident": one.resident, "since": one.since or now, "until": one.until}


def _carefully(
    connection: Connection, one: Belonging, history: list[Ownership], now: datetime, tally: Tally
) -> list[str]:
    same = [past for past in history if past.resident == one.resident and _same_beginning(one, past)]
    if same and same[0].until == one.until:
        tally.leave("belongings")
        return []
    if same:
        this = (ownerships.c.device == one.device) & (ownerships.c.since == same[0].since)
        connection.execute(delete(ownerships).where(this))
    since = same[0].since if same else one.since or now
    assign(connection, one.device, one.resident, since, one.until)
    if same:
        tally.change("belongings", one.device, "until")
    else:
        tally.add("belongings", one.device, MOVED if history else CLAIMED)
    return [one.device]


def _same_beginning(one: Belonging, past: Ownership) -> bool:
    return past.until is None if one.since is None else past.since == one.since
