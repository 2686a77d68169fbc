"""Villages of any size for the benches: devices that the load's topics name, and who wears them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from domain.defaults import default_rules
from domain.notifications import Channel
from domain.people import Area, AreaKind, Device, DeviceKind, Household, Person, Resident, Role
from store.records import Records
from store.records.neighbourhood import Assignment, Belonging, Neighbourhood

SITE = "load"
_LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
_PER_BUILDING = 60

Made = TypeVar("Made")


def village(
    records: Records,
    residents: int,
    *,
    per_resident: int = 1,
    kinds: tuple[DeviceKind, ...] = (DeviceKind.WATCH,),
    channels: tuple[Channel, ...] = (),
) -> None:
    """Load so many residents with devices `load.watch-000001` …; one steward answers for every building.

    kinds  what the devices are, by turns; whatever they are, they are called watches
    """
    buildings = [f"load-building-{number}" for number in range(-(-residents // _PER_BUILDING))]
    watches = [f"{SITE}.watch-{number:06}" for number in range(1, residents * per_resident + 1)]
    people = [f"resident-{number}" for number in range(residents)]
    records.neighbourhood.load(
        Neighbourhood(
            areas=(*_above(), *_each(buildings, _building)),
            households=tuple(
                Household(id=f"home-{who}", building=buildings[number // _PER_BUILDING], flat=str(number))
                for number, who in enumerate(people)
            ),
            residents=_each(people, lambda who: Resident(id=who, name=who, household=f"home-{who}")),
            people=(Person(id="steward", name="王建国", role=Role.STEWARD),),
            assignments=_each(buildings, lambda area: Assignment(person="steward", area=area)),
            channels=channels,
            devices=tuple(
                Device(id=watch, kind=kinds[number % len(kinds)], site=SITE) for number, watch in enumerate(watches)
            ),
            belongings=tuple(
                Belonging(device=watch, resident=people[number // per_resident], since=_LONG_AGO)
                for number, watch in enumerate(watches)
            ),
        ),
        datetime.now(UTC),
    )
    records.rules.seed(default_rules(), datetime.now(UTC))


def _above() -> tuple[Area, ...]:
    return (
        Area(id="load-street", kind=AreaKind.STREET, name="street"),
        Area(id="load-community", kind=AreaKind.COMMUNITY, name="community", parent="load-street", site=SITE),
        Area(id="load-grid", kind=AreaKind.GRID, name="grid", parent="load-community"),
    )


def _building(area: str) -> Area:
    return Area(id=area, kind=AreaKind.BUILDING, name=area, parent="load-grid")


def _each(items: list[str], make: Callable[[str], Made]) -> tuple[Made, ...]:
    return tuple(make(item) for item in items)
