"""Those who log in or are told, one at a time: what they are, which posts they hold and held."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from domain.errors import BadInput, Refused
from domain.organisation import check_role
from domain.people import Person, Relation
from domain.rosters import Post
from store.records.audit import Entry, record
from store.records.database import REVISION, Database, count_up
from store.records.organisation_rows import edited, keep_id, one, save
from store.records.posts import begin_post
from store.records.references import keep_person
from store.records.rows import as_row, fetched, need, selected
from store.records.tables import areas, assignments, people, relations, residents, sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What an account's state is, beside the person whose it is."""

    disabled_at: datetime | None
    has_password: bool


class Persons:
    """Every write counts the revision up and leaves a row in the trail."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def account(self, person: str) -> Account:
        """Give the state of a person's account."""
        state = select(people.c.disabled_at, people.c.password_hash).where(people.c.id == person)
        with self._database.reading() as connection:
            row = connection.execute(state).first()
        return Account(disabled_at=row[0] if row else None, has_password=bool(row and row[1]))

    def add(
        self,
        person: Person,
        entry: Entry,
        *,
        posts: Collection[Post] = (),
        kin: Collection[Relation] = (),
        password_hash: str | None = None,
    ) -> None:
        """Add somebody with their first posts, or with the residents whose relative they are.

        A relative sees nothing until the resident has consented (`records.consents`). A password that is given is
        one that somebody else knows: it must be changed before anything else.
        """
        first = {"password_hash": password_hash, "must_change": password_hash is not None}
        with self._database.writing() as connection:
            count_up(connection, REVISION)
            keep_id(connection, people, person.id)
            _keep_login(connection, person)
            connection.execute(insert(people), as_row(person) | first)
            for post in posts:
                need(connection, areas, post.area, BadInput)
                begin_post(connection, post, entry.person, entry.at)
            for relation in kin:
                need(connection, residents, relation.resident, BadInput)
                connection.execute(insert(relations), as_row(replace(relation, scopes=frozenset())))
            record(connection, [entry])

    def edit(self, person: str, edit: Callable[[Person], Person], entry: Entry) -> Person:
        """Change somebody. Who has another login or none must log in again."""
        with self._database.writing() as connection:
            count_up(connection, REVISION)
            before, after = edited(connection, people, Person, person, edit)
            check_role(before.role, after.role)
            _keep_login(connection, after)
            if "login" in save(connection, people, (before, after), entry):
                connection.execute(delete(sessions).where(sessions.c.person == person))
            return after

    def remove(self, person: str, check: Callable[[Person], None], entry: Entry) -> None:
        """Take somebody away of whom nothing is on record; all others are disabled."""
        with self._database.writing() as connection:
            count_up(connection, REVISION)
            check(one(connection, people, Person, person))
            keep_person(connection, person)
            connection.execute(delete(people).where(people.c.id == person))
            record(connection, [entry])

    def posts(self, person: str) -> list[Post]:
        """Give all that somebody ever was assigned to, and will be, the newest first."""
        theirs = selected(assignments, Post).where(assignments.c.person == person)
        with self._database.reading() as connection:
            return fetched(connection, theirs.order_by(assignments.c.since.desc(), assignments.c.area), Post)

    def lasting(self, person: str, now: datetime) -> list[Post]:
        """Give the posts that hold now or later."""
        return [post for post in self.posts(person) if post.until is None or post.until > now]


def _keep_login(connection: Connection, person: Person) -> None:
    if person.login is None:
        return
    taken = select(people.c.id).where(people.c.login == person.login, people.c.id != person.id)
    if connection.execute(taken).first() is not None:
        raise Refused("the login is taken")
