"""A file laid over what stands in the records: how places lie to one another once it is in."""

from collections.abc import Iterator

from domain.people import Area
from sheets.neighbourhood import AreaEntry, NeighbourhoodFile
from store.records.standing import Standing


class Merged:
    """What will be: of everything that both name, what the file says."""

    def __init__(self, file: NeighbourhoodFile, standing: Standing) -> None:
        self.areas: dict[str, Area | AreaEntry] = {**standing.areas, **{one.id: one for one in file.areas}}
        self.buildings = {one.id: one.building for one in standing.households.values()}
        self.buildings |= {one.id: one.building for one in file.households}
        self.homes = {one.id: one.household for one in standing.residents.values()}
        self.homes |= {one.id: one.household for one in file.residents}

    def way_up(self, area: str | None) -> Iterator[Area | AreaEntry]:
        """Give an area and what is above it, as far as it goes (a circle of parents ends where it closes)."""
        seen: set[str] = set()
        at = self.areas.get(area or "")
        while at is not None and at.id not in seen:
            seen.add(at.id)
            yield at
            at = self.areas.get(at.parent or "")

    def building_of(self, resident: str) -> str:
        """Give where a resident lives; nothing where that is not known."""
        return self.buildings.get(self.homes.get(resident, ""), "")

    def site_of(self, resident: str) -> str | None:
        """Give the site of the community that a resident lives in."""
        return next((one.site for one in self.way_up(self.building_of(resident)) if one.site), None)

    def zone_of(self, area: str) -> str | None:
        """Give an area's time zone: its own, or the next above it."""
        return next((one.timezone for one in self.way_up(area) if one.timezone), None)
