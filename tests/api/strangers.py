"""Those who have nothing to do with Mrs Lin: another community's staff; and a machine that looks after hers."""

from domain.people import Area, AreaKind, Person, Role
from store.records.neighbourhood import Assignment, Neighbourhood
from tests.api.house import House
from tests.neighbourhood import COMMUNITY, STREET

OTHER_COMMUNITY, OTHER_STAFF, MACHINE = "elm-lane", "staff-gao", "county-dashboard"


def let_in(house: House) -> None:
    """Load them."""
    house.records.neighbourhood.load(
        Neighbourhood(
            areas=(
                Area(id=OTHER_COMMUNITY, kind=AreaKind.COMMUNITY, name="榆荫社区", parent=STREET, site=OTHER_COMMUNITY),
            ),
            people=(
                Person(id=OTHER_STAFF, name="高翔", role=Role.STAFF, login="gao"),
                Person(id=MACHINE, name="County", role=Role.INTEGRATION),
            ),
            assignments=(
                Assignment(person=OTHER_STAFF, area=OTHER_COMMUNITY),
                Assignment(person=MACHINE, area=COMMUNITY),
            ),
        ),
        house.clock(),
    )
