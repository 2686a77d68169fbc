"""Changes of the organisation, of who lives where and of who answers for whom, one entry at a time.

Every change is made in one transaction with its row in the trail: `entry` says who, when and by which deed. An `edit`
gets the entry as it stands inside that transaction and gives it as it shall be; whatever it raises changes nothing, so
it is the place to see whether somebody else was faster.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, delete, insert, select

from domain.closing import DECEASED
from domain.errors import BadInput, NotFound, Refused
from domain.organisation import check_area, check_building
from domain.people import Area, Household, Resident
from domain.subjects import area_subject
from store.records.audit import Entry, record
from store.records.closing import Because, end_alerts
from store.records.database import REVISION, Database, count_up
from store.records.organisation_rows import edited, existing, keep_id, one, save
from store.records.persons import Persons
from store.records.pinyin import spelled
from store.records.references import keep_area, keep_household
from store.records.relocating import (
    Relocation,
    household_subject,
    living_within,
    moved,
    relocations_of,
    restamp,
)
from store.records.rows import as_row, fetched, need, selected
from store.records.tables import areas, devices, households, residents

__all__ = ["Organisation", "Relocation", "household_subject"]

_WAY = frozenset({"parent", "site", "timezone"})
"""Fields of an area that placements are made of."""


class Organisation:
    """Areas, households and residents. BadInput for what cannot be, Refused for what the house's rules forbid."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.persons = Persons(database)

    def add_area(self, area: Area, entry: Entry) -> None:
        """Add an area."""
        with self._writing() as (connection, _):
            keep_id(connection, areas, area.id)
            check_area(area, _all_areas(connection))
            connection.execute(insert(areas), as_row(area))
            record(connection, [entry])

    def edit_area(self, area: str, edit: Callable[[Area], Area], entry: Entry) -> Area:
        """Change an area; under another parent all who live in it go with it."""
        with self._writing() as (connection, revision):
            before, after = edited(connection, areas, Area, area, edit)
            check_area(after, _all_areas(connection) | {area: after})
            if before.site != after.site:
                _keep_site(connection, before.site)
            changed = save(connection, areas, (before, after), entry)
            if "parent" in changed:
                moved(connection, area_subject(area), (before.parent or "", after.parent or ""), entry)
            if _WAY & changed:
                restamp(connection, living_within(area), revision, entry.at)
            return after

    def remove_area(self, area: str, check: Callable[[Area], None], entry: Entry) -> None:
        """Take an area away that is empty; Refused says by what it is still referred to."""
        with self._writing() as (connection, _):
            there = one(connection, areas, Area, area)
            check(there)
            keep_area(connection, area, there.site)
            connection.execute(delete(areas).where(areas.c.id == area))
            record(connection, [entry])

    def add_household(self, household: Household, entry: Entry) -> None:
        """Add a flat of a building."""
        with self._writing() as (connection, _):
            keep_id(connection, households, household.id)
            check_building(existing(connection, areas, Area, household.building), household.building)
            connection.execute(insert(households), as_row(household))
            record(connection, [entry])

    def edit_household(self, household: str, edit: Callable[[Household], Household], entry: Entry) -> Household:
        """Change a flat; in another building all who live in it go with it."""
        with self._writing() as (connection, revision):
            before, after = edited(connection, households, Household, household, edit)
            check_building(existing(connection, areas, Area, after.building), after.building)
            if "building" in save(connection, households, (before, after), entry):
                moved(connection, household_subject(household), (before.building, after.building), entry)
                restamp(connection, residents.c.household == household, revision, entry.at)
            return after

    def remove_household(self, household: str, check: Callable[[Household], None], entry: Entry) -> None:
        """Take a flat away where nobody lives or lived last."""
        with self._writing() as (connection, _):
            check(one(connection, households, Household, household))
            keep_household(connection, household)
            connection.execute(delete(households).where(households.c.id == household))
            record(connection, [entry])

    def add_resident(self, resident: Resident, entry: Entry) -> None:
        """Add a resident."""
        with self._writing() as (connection, revision):
            keep_id(connection, residents, resident.id)
            need(connection, households, resident.household, BadInput)
            extra = {"pinyin": spelled(resident.name), "revision": revision}
            connection.execute(insert(residents), as_row(resident) | extra)
            record(connection, [entry])

    def edit_resident(self, resident: str, edit: Callable[[Resident], Resident], entry: Entry) -> Resident:
        """Correct a resident, let them move, or say that they died (None: it was a mistake).

        Where they lived before is kept. With a death what is open about them ends: nothing new is told of them.
        """
        with self._writing() as (connection, revision):
            _keep_erased(connection, resident)
            before, after = edited(connection, residents, Resident, resident, edit)
            need(connection, households, after.household, BadInput)
            extra = {"pinyin": spelled(after.name), "revision": revision}
            changed = save(connection, residents, (before, after), entry, extra)
            if "household" in changed:
                moved(connection, resident, (before.household, after.household), entry)
                restamp(connection, residents.c.id == resident, revision, entry.at)
            if "deceased_at" in changed:
                self._end(connection, after, entry)
            return after

    def relocations(self, subject: str) -> list[Relocation]:
        """Give where a resident, a household or an area was before, the newest move first."""
        with self._database.reading() as connection:
            return relocations_of(connection, subject)

    def _end(self, connection: Connection, resident: Resident, entry: Entry) -> None:
        if resident.deceased_at is None:
            return
        if resident.deceased_at > entry.at:
            raise BadInput("nobody has died in the future")
        end_alerts(self._database, connection, resident.id, Because(by=entry.person, why=DECEASED, now=entry.at))

    @contextmanager
    def _writing(self) -> Iterator[tuple[Connection, int]]:
        """Open a transaction of its own: whoever changes the organisation holds the revision's lock."""
        with self._database.writing() as connection:
            yield connection, count_up(connection, REVISION)


def _all_areas(connection: Connection) -> dict[str, Area]:
    return {area.id: area for area in fetched(connection, selected(areas, Area), Area)}


def _keep_site(connection: Connection, site: str | None) -> None:
    if connection.execute(select(devices.c.id).where(devices.c.site == site).limit(1)).first() is not None:
        raise Refused(f"devices speak on site {site!r}: their topics bear its name")


def _keep_erased(connection: Connection, resident: str) -> None:
    erased = connection.execute(select(residents.c.erased_at).where(residents.c.id == resident)).scalar()
    if erased is not None:
        raise NotFound(f"resident {resident!r} was erased")
