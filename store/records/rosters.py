"""Who answers for an area and when: posts, leave, shifts, and who took over from whom."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from domain.errors import BadInput, NotFound
from domain.rosters import Handover, Leave, Post, Roster, Shift
from store.records.audit import Entry, record
from store.records.database import REVISION, Database, count_up
from store.records.posts import begin_post, end_post, held_posts
from store.records.rows import as_row, batches, fetched, need, selected
from store.records.tables import areas, assignments, handovers, leaves, people, shifts


class Rosters:
    """Every write counts the revision up. Nothing is deleted but what never began."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def roster(self, area: str) -> Roster:
        """Give everything that says who is on duty for one area, the past too."""
        found = self.rosters([area])
        if not found:
            raise NotFound(f"no area {area!r}")
        return found[area]

    def rosters(self, areas: Collection[str]) -> dict[str, Roster]:
        """Give the rosters of those of these areas that there are."""
        with self._database.reading() as connection:
            return {one: roster for some in batches(areas) for one, roster in _rosters(connection, some).items()}

    def assign(self, post: Post, by: str, now: datetime, entries: Collection[Entry] = ()) -> None:
        """Begin a post. One of the same person and area that holds then ends with it; the same one changes nothing.

        `entries` go on record with it.
        """
        with self._database.writing() as connection:
            need(connection, people, post.person)
            need(connection, areas, post.area)
            count_up(connection, REVISION)
            begin_post(connection, post, by, now)
            if entries:
                record(connection, entries)

    def end_post(self, person: str, area: str, by: str, at: datetime, entries: Collection[Entry] = ()) -> None:
        """End a person's post for an area at `at`; NotFound where they have none that lasts longer.

        `entries` go on record with it.
        """
        with self._database.writing() as connection:
            count_up(connection, REVISION)
            if not end_post(connection, person, area, by, at):
                raise NotFound(f"no post of {person!r} for {area!r}")
            if entries:
                record(connection, entries)

    def put_leave(self, leave: Leave, now: datetime) -> None:
        """Say that somebody is not there, or put it in the place of what was said under its id."""
        if leave.ends_at <= leave.starts_at:
            raise BadInput("it ends before it begins")
        row = as_row(leave) | {"set_at": now, "ended_by": None}
        put = self._database.insert(leaves).on_conflict_do_update(index_elements=["id"], set_=row)
        with self._database.writing() as connection:
            need(connection, people, leave.person)
            count_up(connection, REVISION)
            connection.execute(put, row)

    def end_leave(self, leave: str, by: str, at: datetime) -> None:
        """Say that they are back at `at`; one that is over by then stays as it is."""
        with self._database.writing() as connection:
            need(connection, leaves, leave)
            count_up(connection, REVISION)
            lasting = update(leaves).where(leaves.c.id == leave, leaves.c.ends_at > at)
            connection.execute(lasting.values(ends_at=at, ended_by=by))

    def leaves(self, persons: Collection[str], since: datetime) -> list[Leave]:
        """Give the leave of these people that ends after `since`, by its beginning."""
        theirs = selected(leaves, Leave).where(leaves.c.person.in_(persons), leaves.c.ends_at > since)
        with self._database.reading() as connection:
            return fetched(connection, theirs.order_by(leaves.c.starts_at, leaves.c.id), Leave)

    def put_shift(self, shift: Shift, set_by: str, now: datetime) -> None:
        """Add a shift, or put it in the place of the one with its id. BadInput without any day."""
        if not shift.weekdays or not shift.weekdays <= frozenset(range(7)):
            raise BadInput("a shift has days of the week, 0 (Monday) to 6 (Sunday)")
        with self._database.writing() as connection:
            need(connection, people, shift.person)
            need(connection, areas, shift.area)
            count_up(connection, REVISION)
            put_shift(self._database, connection, shift, set_by, now)

    def remove_shift(self, shift: str, by: str, now: datetime) -> None:
        """Take a shift off the roster."""
        this = update(shifts).where(shifts.c.id == shift, shifts.c.removed_at.is_(None))
        with self._database.writing() as connection:
            count_up(connection, REVISION)
            if not connection.execute(this.values(removed_at=now, removed_by=by)).rowcount:
                raise NotFound(f"no shift {shift!r}")

    def shifts(self, area: str) -> list[Shift]:
        """Give an area's shifts that were not removed."""
        with self._database.reading() as connection:
            return fetched(connection, _SHIFTS.where(shifts.c.area == area), Shift)

    def hand_over(self, handover: Handover, now: datetime) -> None:
        """End one person's post at `handover.at` and begin another's with its duty and end, in one transaction.

        NotFound where the first has no post for the area then. A hand-over of the same id is made once.
        """
        with self._database.writing() as connection:
            need(connection, people, handover.to_person)
            count_up(connection, REVISION)
            if connection.execute(select(handovers.c.id).where(handovers.c.id == handover.id)).first() is None:
                _hand_over(connection, handover, now)

    def handovers(self, area: str) -> list[Handover]:
        """Give who took over from whom in an area, the newest first."""
        here = selected(handovers, Handover).where(handovers.c.area == area)
        with self._database.reading() as connection:
            return fetched(connection, here.order_by(handovers.c.at.desc(), handovers.c.id), Handover)


_POSTS = selected(assignments, Post).order_by(assignments.c.since, assignments.c.person)
_SHIFTS: Select[Any] = selected(shifts, Shift).where(shifts.c.removed_at.is_(None)).order_by(shifts.c.id)


def put_shift(database: Database, connection: Connection, shift: Shift, set_by: str, now: datetime) -> None:
    """Add a shift or replace it, inside the caller's transaction."""
    row = as_row(shift) | {"set_by": set_by, "set_at": now, "removed_at": None, "removed_by": ""}
    connection.execute(database.insert(shifts).on_conflict_do_update(index_elements=["id"], set_=row), row)


def _hand_over(connection: Connection, handover: Handover, now: datetime) -> None:
    held = held_posts(connection, handover.from_person, handover.area, handover.at)
    if not held:
        raise NotFound(f"no post of {handover.from_person!r} for {handover.area!r} at that time")
    end_post(connection, handover.from_person, handover.area, handover.by, handover.at)
    new = Post(person=handover.to_person, area=handover.area, since=handover.at, duty=held[0].duty, until=held[0].until)
    begin_post(connection, new, handover.by, now)
    connection.execute(insert(handovers), as_row(handover) | {"set_at": now})


def _rosters(connection: Connection, wanted: list[str]) -> dict[str, Roster]:
    zones = dict(connection.execute(select(areas.c.id, areas.c.timezone).where(areas.c.id.in_(wanted))).all())
    posts = fetched(connection, _POSTS.where(assignments.c.area.in_(wanted)), Post)
    hours = fetched(connection, _SHIFTS.where(shifts.c.area.in_(wanted)), Shift)
    persons = {one.person for one in posts}
    away = fetched(connection, selected(leaves, Leave).where(leaves.c.person.in_(persons)), Leave)
    return {area: _roster(area, zone, posts, away, hours) for area, zone in zones.items()}


def _roster(area: str, zone: str, posts: list[Post], away: list[Leave], hours: list[Shift]) -> Roster:
    mine = tuple(one for one in posts if one.area == area)
    people = {one.person for one in mine}
    return Roster(
        area=area,
        timezone=zone,
        posts=mine,
        leaves=tuple(one for one in away if one.person in people),
        shifts=tuple(one for one in hours if one.area == area),
    )
