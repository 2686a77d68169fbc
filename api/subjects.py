"""Where a subject is: a resident, or an area (see `domain.subjects`)."""

from collections.abc import Callable, Mapping

from domain.errors import NotFound
from domain.people import Area, Placement
from domain.subjects import area_of, area_subject
from store.records import Records


def way_up(areas: Mapping[str, Area], area: str) -> tuple[str, ...]:
    """Give the ids from an area up to the top; NotFound where there is no such area."""
    if area not in areas:
        raise NotFound(f"no area {area!r}")
    way = [area]
    while (parent := areas[way[-1]].parent) in areas:
        way.append(str(parent))
    return tuple(way)


def area_placement(areas: Mapping[str, Area], area: str) -> Placement:
    """Give where an area itself is: what is about it is for those who answer for it or for more."""
    way = way_up(areas, area)
    site = next((areas[one].site for one in way if areas[one].site), None)
    return Placement(resident=area_subject(area), areas=way, site=site or "", timezone=areas[area].timezone)


def placement_of(records: Records, subject: str, areas: Callable[[], Mapping[str, Area]] | None = None) -> Placement:
    """Give where a resident or an area is; NotFound where there is none. `areas` gives all areas, if they are known."""
    area = area_of(subject)
    if area is None:
        return records.people.placement(subject)
    return area_placement(areas() if areas is not None else areas_of(records), area)


def areas_of(records: Records) -> dict[str, Area]:
    """Give all areas by id."""
    return {area.id: area for area in records.people.areas()}
