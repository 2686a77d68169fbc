"""What Home Assistant is told of, as the records have it: communities, flats where somebody lives, devices in use."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.people import Area, AreaKind, Household
from store.records import Records
from store.records.registry import DeviceStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Flat:
    """A flat, by its address: nobody's name is in it."""

    id: str
    site: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """All of it.

    communities  their names by site
    flats        by id
    homes        the flat of each living resident
    devices      native ones, each with the flat of whoever has it: other dialects tell Home Assistant themselves
    """

    communities: Mapping[str, str]
    flats: Mapping[str, Flat]
    homes: Mapping[str, str]
    devices: tuple[tuple[DeviceStatus, Flat], ...]


def place(records: Records, sites: frozenset[str], *, devices: bool) -> Place:
    """Read it for these sites (none: all). Raises StoreAway."""
    areas = {one.id: one for one in records.people.areas()}
    households = {one.id: one for one in records.people.households()}
    lived_in = {one.id: one.household for one in records.people.residents() if one.deceased_at is None}
    found = ((one, _flat(households[one], areas)) for one in sorted(set(lived_in.values())))
    flats = {one: flat for one, flat in found if flat is not None and _is_mine(flat.site, sites)}
    homes = {resident: household for resident, household in lived_in.items() if household in flats}
    known = records.registry.devices() if devices else []
    return Place(
        communities={one.site: one.name for one in areas.values() if one.site and _is_mine(one.site, sites)},
        flats=flats,
        homes=homes,
        devices=tuple(
            (one, flats[homes[one.resident]])
            for one in known
            if one.device.dialect == "native" and one.resident in homes
        ),
    )


def _is_mine(site: str, sites: frozenset[str]) -> bool:
    return not sites or site in sites


def _flat(household: Household, areas: Mapping[str, Area]) -> Flat | None:
    """Give a flat with the site of its community; None where it has none."""
    building = areas[household.building]
    above: Area | None = building
    while above is not None and above.kind is not AreaKind.COMMUNITY:
        above = areas.get(above.parent or "")
    if above is None or not above.site:
        return None
    return Flat(id=household.id, site=above.site, name=f"{building.name} {household.flat}")
