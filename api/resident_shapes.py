"""Residents as they are shown: with the way to their door."""

from collections.abc import Mapping, Sequence

from api.shapes.residents import ResidentShape
from domain.people import Area, Household, Resident
from store.records import Records


def resident_shapes(records: Records, residents: Sequence[Resident]) -> list[ResidentShape]:
    """Show residents."""
    areas = {area.id: area for area in records.people.areas()}
    households = {one.id: one for one in records.people.households({resident.household for resident in residents})}
    return [_shape(resident, households[resident.household], areas) for resident in residents]


def _shape(resident: Resident, household: Household, areas: Mapping[str, Area]) -> ResidentShape:
    way = _way_down(household.building, areas)
    site = next((area.site for area in way if area.site), "")
    return ResidentShape(
        id=resident.id,
        name=resident.name,
        birth_year=resident.birth_year,
        phone=resident.phone,
        language=resident.language,
        deceased_at=resident.deceased_at,
        household=household.id,
        flat=household.flat,
        key_holder=household.key_holder,
        place=[area.name for area in way],
        areas=[area.id for area in way],
        site=site,
        timezone=way[-1].timezone if way else "UTC",
    )


def _way_down(building: str, areas: Mapping[str, Area]) -> list[Area]:
    way: list[Area] = []
    area = areas.get(building)
    while area is not None:
        way.insert(0, area)
        area = areas.get(area.parent) if area.parent else None
    return way
