"""Loads a neighbourhood: an idempotent upsert in one transaction."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, exc, select

from domain.errors import BadInput, NotFound, Refused
from domain.people import AreaKind, Person
from store.records.audit import record
from store.records.channel_rows import channel_row
from store.records.database import REVISION, Database, count_up, counted
from store.records.loading_assignments import IMPORTED, load_assignments, load_overrides
from store.records.loading_belongings import load_belongings
from store.records.loading_consents import load_consents
from store.records.loading_duties import load_policies, load_scales, load_shifts
from store.records.loading_moves import keep_moves
from store.records.loading_trail import entries_of
from store.records.neighbourhood import Loaded, Neighbourhood
from store.records.pinyin import spelled
from store.records.registry import register
from store.records.rows import as_row, batches, fetched, selected
from store.records.sessions import ending
from store.records.standing import Named, Standing, standing
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

    def load(
        self, neighbourhood: Neighbourhood, now: datetime, *, rehearse: bool = False, by: str = IMPORTED
    ) -> Loaded:
        """Make the records say what the neighbourhood says, and count what that took; `by` is whose doing it is.

        BadInput where it cannot be (a reference to nothing, a login taken, ownerships that overlap): nothing is
        changed then. The same neighbourhood a second time changes nothing. `rehearse`: all of it, then undone.
        """
        return self.load_named(None, lambda _: neighbourhood, now, rehearse=rehearse, by=by)

    def load_named(
        self,
        named: Named | None,
        make: Callable[[Standing], Neighbourhood],
        now: datetime,
        *,
        rehearse: bool = False,
        by: str = IMPORTED,
    ) -> Loaded:
        """Load what `make` makes of what stands of the named; what it raises changes nothing.

        It is made before anything is locked, and once more within the transaction where somebody has changed what
        stands meanwhile: nobody moves, gives or takes anything between the look at it and the change.
        """
        with self._database.reading() as connection:
            seen = counted(connection, REVISION)
            there = Standing() if named is None else standing(connection, named, now)
        tree = make(there)
        spellings = {one.name: spelled(one.name) for one in tree.residents}  # slow: so before others have to wait
        try:
            with self._database.holding() if rehearse else self._database.writing() as connection:
                revision = count_up(connection, REVISION)
                if revision != seen + 1 and named is not None:
                    tree = make(standing(connection, named, now))
                return _Loading(connection, (revision, by, now), spellings).run(tree)
        except exc.IntegrityError as error:
            raise BadInput(f"the neighbourhood does not fit what is there: {error.orig}") from error
        except Refused as error:
            raise BadInput(str(error)) from error

    def standing(self, named: Named, now: datetime) -> Standing:
        """Give what stands of what a file names."""
        with self._database.reading() as connection:
            return standing(connection, named, now)

    def unload(self, tops: Collection[str], now: datetime) -> Neighbourhood:
        """Give what the records hold of areas and below, so that loading it changes nothing; no secrets, no channels.

        Raises NotFound for an area that is not there.
        """
        with self._database.reading() as connection:
            there = set(connection.execute(select(areas.c.id).where(areas.c.id.in_(tops))).scalars())
            if missing := sorted(set(tops) - there):
                raise NotFound(f"no area {missing[0]!r}")
            return unloaded(connection, tops, now)


class _Loading:
    def __init__(self, connection: Connection, stamp: tuple[int, str, datetime], spellings: Mapping[str, str]) -> None:
        self._connection = connection
        self._spellings = spellings
        self._revision, self._by, self._now = stamp
        self._tally = Tally()

    def run(self, tree: Neighbourhood) -> Loaded:
        self._places(tree)
        self._people(tree)
        self._devices(tree)
        load_belongings(self._connection, tree.belongings, self._now, self._revision, self._tally)
        load_overrides(self._connection, tree.overrides, self._now, self._revision, self._tally)
        load_scales(self._connection, tree.oxygen_scales, self._now, self._tally)
        load_policies(self._connection, tree.policies, self._by, self._now, self._tally)
        load_shifts(self._connection, tree.shifts, self._by, self._now, self._tally)
        keep_moves(self._connection, self._tally, (self._revision, self._by, self._now))
        if entries := list(entries_of(self._tally, self._by, self._now)):
            record(self._connection, entries)
        counts = self._tally.counts
        return Loaded(
            added=sum(one.added for one in counts.values()),
            changed=sum(one.changed for one in counts.values()),
            unchanged=sum(one.unchanged for one in counts.values()),
            counts=counts,
            new_logins=tuple(self._without_password(tree)),
        )

    def _places(self, tree: Neighbourhood) -> None:
        from_the_top = sorted(tree.areas, key=lambda area: _LEVELS.index(area.kind))
        for area in from_the_top:  # one by one: an area's parent must be there before it
            upsert(self._connection, areas, [as_row(area)], self._tally)
        upsert(self._connection, households, [as_row(one) for one in tree.households], self._tally)
        if erased := _erased(self._connection, [one.id for one in tree.residents]):
            raise Refused(f"resident {min(erased)!r} was erased and does not come back")
        rows = [as_row(one) | {"pinyin": self._spellings.get(one.name) or spelled(one.name)} for one in tree.residents]
        upsert(self._connection, residents, rows, self._tally, unsaid=_UNSAID, revision=self._revision)

    def _people(self, tree: Neighbourhood) -> None:
        upsert(self._connection, people, [as_row(one) for one in tree.people], self._tally, unsaid={"quiet": None})
        for before, after in self._tally.altered["people"]:
            if before["login"] != after["login"]:  # as where it is changed alone: they log in again
                self._connection.execute(ending(after["id"]))
        load_assignments(self._connection, tree, self._by, self._now, self._tally)
        # What a relative may see follows from consents alone: a relation that is loaded says nothing of it.
        related = [as_row(one) | {"scopes": frozenset()} for one in tree.relations]
        upsert(self._connection, relations, related, self._tally, unsaid={"scopes": frozenset()})
        load_consents(self._connection, tree.consents, self._by, self._now, self._tally)
        upsert(self._connection, channels, [channel_row(one) for one in tree.channels], self._tally)

    def _devices(self, tree: Neighbourhood) -> None:
        rows = [as_row(device) for device in tree.devices]
        fresh = new_rows(self._connection, devices, rows)
        for some in batches(fresh):
            register(self._connection, [row | {"revision": self._revision} for row in some])
        for row in fresh:
            self._tally.add("devices", row["id"])
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
