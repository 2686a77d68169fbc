"""Loads who answers for which areas, and what is changed of rules for one resident."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, delete, insert

from domain.overrides import Override
from domain.rosters import Post
from store.records.neighbourhood import Assignment, Neighbourhood
from store.records.posts import begin_post, end_post
from store.records.rows import as_row, fetched, selected
from store.records.rules import supersede
from store.records.standing import among
from store.records.tables import assignments, overrides
from store.records.tables.rules import IS_CURRENT
from store.records.upserting import Tally

IMPORTED = "import"
"""Who set what a neighbourhood's file says, where the file names nobody."""


def load_assignments(connection: Connection, tree: Neighbourhood, by: str, now: datetime, tally: Tally) -> None:
    """Begin the assignments that are new and end those that the file of their person no longer names.

    Posts with an end are the rosters' business and stay, unless the file says otherwise of that very post.
    """
    complete = {person.id for person in tree.people} if tree.posted is None else set(tree.posted)
    present = _present(connection, complete | {one.person for one in tree.assignments})
    fresh: list[Post] = []
    for one in tree.assignments:
        post = Post(person=one.person, area=one.area, since=one.since or now, duty=one.duty, until=one.until)
        there = present.get((one.person, one.area), [])
        if not there:
            fresh.append(post)
            tally.add("posts", one.person, f"post {one.area}")
        elif _stands(one, post, there):
            tally.leave("posts")
        else:
            _put(connection, post, there, by, now)
            lasting = any(held.until is None or held.until > now for held in there)
            (tally.change if lasting else tally.add)("posts", one.person, f"post {one.area}")
    _begin(connection, fresh, by, now)
    named = {(one.person, one.area) for one in tree.assignments}
    for (person, area), posts in sorted(present.items()):
        if person in complete and (person, area) not in named and any(post.until is None for post in posts):
            end_post(connection, person, area, by, now)
            tally.change("posts", person, f"post {area} ended")


def load_overrides(
    connection: Connection, wanted: Sequence[Override], now: datetime, revision: int, tally: Tally
) -> None:
    """Set the overrides that differ from what holds."""
    for one in wanted:
        this = selected(overrides, Override).where(overrides.c.subject == one.subject, overrides.c.rule == one.rule)
        found = fetched(connection, this.where(IS_CURRENT), Override)
        if found and replace(found[0], version=one.version) == one:
            tally.leave("overrides")
            continue
        supersede(connection, one, now, revision)
        (tally.change if found else tally.add)("overrides", one.subject, f"override {one.rule}")


def _stands(said: Assignment, post: Post, there: Sequence[Post]) -> bool:
    """Whether a person holds the post already; one that is said without a beginning holds since whenever it does."""
    if said.since is None:
        return any((one.duty, one.until) == (post.duty, post.until) for one in there)
    same = (one for one in there if (one.duty, one.until) == (post.duty, post.until))
    return any(one.since <= post.since and (one.since == post.since or one.holds_at(post.since)) for one in same)


def _put(connection: Connection, post: Post, there: Sequence[Post], by: str, now: datetime) -> None:
    """Begin a post, in the place of the one that began at that very moment."""
    if any(one.since == post.since for one in there):
        this = (assignments.c.person == post.person) & (assignments.c.area == post.area)
        connection.execute(delete(assignments).where(this, assignments.c.since == post.since))
    begin_post(connection, post, by, now)


def _begin(connection: Connection, posts: list[Post], by: str, now: datetime) -> None:
    if posts:
        rows = [as_row(post) | {"set_by": by, "set_at": now, "ended_by": ""} for post in posts]
        connection.execute(insert(assignments), rows)


def _present(connection: Connection, persons: Collection[str]) -> dict[tuple[str, str], list[Post]]:
    found: dict[tuple[str, str], list[Post]] = {}
    in_order = selected(assignments, Post).order_by(assignments.c.since)
    for one in among(connection, in_order, Post, assignments.c.person, persons):
        found.setdefault((one.person, one.area), []).append(one)
    return found
