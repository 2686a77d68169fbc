"""Residents as they are shown: with the way to their door."""

from collections.abc import Mapping, Sequence

from api.shapes.residents import ResidentShape
from domain.people import Area, Household, Resident
from store.records import Records
from store.records.pages import Home


def resident_shapes(homes: Sequence[Home], areas: Mapping[str, Area]) -> list[ResidentShape]:
    """Show residents; `areas` are all there are, by id."""
    ways = {one: _way_down(one, areas) for one in {home.household.building for home in homes}}
    return [_shape(home.resident, home.household, ways[home.household.building]) for home in homes]


def resident_shape(records: Records, resident: Resident, areas: Mapping[str, Area]) -> ResidentShape:
    """Show one resident."""
    household = records.people.household(resident.household)
    return resident_shapes([Home(resident=resident, household=household)], areas)[0]


def _shape(resident: Resident, household: Household, way: Sequence[Area]) -> ResidentShape:
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
