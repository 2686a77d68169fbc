"""Loads a neighbourhood: an idempotent upsert in one transaction."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, exc, select, update

from domain.errors import BadInput, NotFound, Refused
from domain.people import AreaKind, Person
from store.records.channel_rows import channel_row
from store.records.database import REVISION, Database, count_up
from store.records.loading_assignments import load_assignments, load_overrides
from store.records.loading_belongings import load_belongings
from store.records.loading_consents import load_consents
from store.records.loading_duties import load_policies, load_scales, load_shifts
from store.records.neighbourhood import Loaded, Neighbourhood
from store.records.pinyin import spelled
from store.records.places import residents_within
from store.records.registry import register
from store.records.rows import as_row, batches, fetched, selected
from store.records.tables import areas, channels, devices, households, people, relations, residents
from store.records.unloading import unloaded
from store.records.upserting import Tally, new_rows, upsert

_LEVELS = list(AreaKind)
_UNSAID = {"oxygen_scale": 1, "deceased_at": None}
"""What a file does not say of a resident: what stands in the records stays."""


class Neighbourhoods:
    """Loads what a neighbourhood's file says."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, neighbourhood: Neighbourhood, now: datetime, *, rehearse: bool = False) -> Loaded:
        """Make the records say what the neighbourhood says, and count what that took.

        BadInput where it cannot be (a reference to nothing, a login taken, ownerships that overlap): nothing is
        changed then. The same neighbourhood a second time changes nothing. `rehearse`: all of it, then undone.
        """
        try:
            with self._database.holding() if rehearse else self._database.writing() as connection:
                return _Loading(connection, now).run(neighbourhood)
        except exc.IntegrityError as error:
            raise BadInput(f"the neighbourhood does not fit what is there: {error.orig}") from error
        except Refused as error:
            raise BadInput(str(error)) from error

    def unload(self, area: str) -> Neighbourhood:
        """Give what the records hold of an area and below, so that loading it changes nothing; no secrets, no channels.

        Raises NotFound for an area that is not there.
        """
        with self._database.reading() as connection:
            if connection.execute(select(areas.c.id).where(areas.c.id == area)).first() is None:
                raise NotFound(f"no area {area!r}")
            return unloaded(connection, area)

    def logins(self, logins: Collection[str]) -> dict[str, str]:
        """Give whose those of these logins are that somebody has already."""
        found: dict[str, str] = {}
        with self._database.reading() as connection:
            for some in batches(logins):
                taken = select(people.c.login, people.c.id).where(people.c.login.in_(some))
                found |= {row.login: row.id for row in connection.execute(taken)}
        return found

    def erased(self, ids: Collection[str]) -> set[str]:
        """Give those of these residents who have been erased."""
        with self._database.reading() as connection:
            return _erased(connection, ids)


class _Loading:
    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now
        self._revision = count_up(connection, REVISION)
        self._tally = Tally()

    def run(self, tree: Neighbourhood) -> Loaded:
        self._places(tree)
        self._people(tree)
        self._devices(tree)
        load_belongings(self._connection, tree.belongings, self._now, self._revision, self._tally)
        load_overrides(self._connection, tree.overrides, self._now, self._revision, self._tally)
        load_scales(self._connection, tree.oxygen_scales, self._now, self._tally)
        load_policies(self._connection, tree.policies, self._now, self._tally)
        load_shifts(self._connection, tree.shifts, self._now, self._tally)
        tally = self._tally
        return Loaded(
            added=tally.added,
            changed=tally.changed,
            unchanged=tally.unchanged,
            new_logins=tuple(self._without_password(tree)),
        )

    def _places(self, tree: Neighbourhood) -> None:
        from_the_top = sorted(tree.areas, key=lambda area: _LEVELS.index(area.kind))
        for area in from_the_top:  # one by one: an area's parent must be there before it
            upsert(self._connection, areas, [as_row(area)], self._tally)
        upsert(self._connection, households, [as_row(one) for one in tree.households], self._tally)
        if erased := _erased(self._connection, [one.id for one in tree.residents]):
            raise Refused(f"resident {min(erased)!r} was erased and does not come back")
        rows = [as_row(one) | {"pinyin": spelled(one.name)} for one in tree.residents]
        upsert(self._connection, residents, rows, self._tally, unsaid=_UNSAID, revision=self._revision)
        self._stamp_moved()

    def _stamp_moved(self) -> None:
        """Tell pollers of residents whose home or area moved, though their own row did not change."""
        moved_areas = [key for (key,) in self._tally.changed_keys.get("areas", [])]
        moved_homes = [key for (key,) in self._tally.changed_keys.get("households", [])]
        stamped = update(residents).values(revision=self._revision)
        if moved_areas:
            self._connection.execute(stamped.where(residents.c.id.in_(residents_within(moved_areas))))
        for some in batches(moved_homes):
            self._connection.execute(stamped.where(residents.c.household.in_(some)))

    def _people(self, tree: Neighbourhood) -> None:
        upsert(self._connection, people, [as_row(one) for one in tree.people], self._tally, unsaid={"quiet": None})
        load_assignments(self._connection, tree, self._now, self._tally)
        # What a relative may see follows from consents alone: a relation that is loaded says nothing of it.
        related = [as_row(one) | {"scopes": frozenset()} for one in tree.relations]
        upsert(self._connection, relations, related, self._tally, unsaid={"scopes": frozenset()})
        load_consents(self._connection, tree.consents, self._now, self._tally)
        upsert(self._connection, channels, [channel_row(one) for one in tree.channels], self._tally)

    def _devices(self, tree: Neighbourhood) -> None:
        rows = [as_row(device) for device in tree.devices]
        fresh = new_rows(self._connection, devices, rows)
        for some in batches(fresh):
            register(self._connection, [row | {"revision": self._revision} for row in some])
        self._tally.added += len(fresh)
        new = {row["id"] for row in fresh}
        known = [row for row in rows if row["id"] not in new]
        upsert(self._connection, devices, known, self._tally, revision=self._revision)

    def _without_password(self, tree: Neighbourhood) -> list[Person]:
        ids = [person.id for person in tree.people if person.login]
        without = selected(people, Person).where(people.c.id.in_(ids), people.c.password_hash.is_(None))
        return fetched(self._connection, without.order_by(people.c.id), Person)


def _erased(connection: Connection, ids: Collection[str]) -> set[str]:
    found: set[str] = set()
    for some in batches(ids):
        erased = select(residents.c.id).where(residents.c.id.in_(some), residents.c.erased_at.is_not(None))
        found |= set(connection.execute(erased).scalars())
    return found
