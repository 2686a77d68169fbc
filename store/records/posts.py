"""Posts: who answers for an area, as rows that begin and end. The caller holds the revision's lock."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, update

from domain.errors import Refused
from domain.rosters import Duty, Post
from store.records.rows import as_row, fetched, selected
from store.records.tables import assignments


def held_posts(connection: Connection, person: str, area: str, at: datetime) -> list[Post]:
    """Give a person's posts for an area at `at`, that of a primary first."""
    held = _theirs(person, area), assignments.c.since <= at, _ends_after(at)
    found = fetched(connection, selected(assignments, Post).where(*held).order_by(assignments.c.since), Post)
    return sorted(found, key=lambda one: one.duty is not Duty.PRIMARY)


def begin_post(connection: Connection, post: Post, by: str, now: datetime) -> None:
    """Begin a post. Without an end it takes the place of what the person has there; with one it stands beside it."""
    held = held_posts(connection, post.person, post.area, post.since)
    if any(replace(one, since=post.since) == post for one in held):
        return
    if post.until is None:
        end_post(connection, post.person, post.area, by, post.since)
    elif any(one.since == post.since for one in held):
        raise Refused(f"{post.person!r} has a post for {post.area!r} that begins at that very moment")
    connection.execute(insert(assignments), as_row(post) | {"set_by": by, "set_at": now, "ended_by": ""})


def end_post(connection: Connection, person: str, area: str, by: str, at: datetime) -> int:
    """End what lasts longer than `at`, and take back what would begin then or later; give how many rows it were."""
    mine = _theirs(person, area)
    gone = connection.execute(delete(assignments).where(mine, assignments.c.since >= at)).rowcount
    over = update(assignments).where(mine, _ends_after(at)).values(until=at, ended_by=by)
    return gone + connection.execute(over).rowcount


def _theirs(person: str, area: str) -> ColumnElement[bool]:
    return (assignments.c.person == person) & (assignments.c.area == area)


def _ends_after(at: datetime) -> ColumnElement[bool]:
    return or_(assignments.c.until.is_(None), assignments.c.until > at)
