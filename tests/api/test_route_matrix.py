"""Every route as every kind of asker, generated from the application: a route that is added is walked as well.

What must be answered is worked out here from the route's declared deed, the table of what each role holds (which
stands in a test of its own) and where the asker stands to Mrs Lin. That a body is right is other tests' affair.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx2
import pytest
from fastapi.dependencies.models import Dependant

from api.access import PUBLIC, AccessRule, Allows, AllowsInPerson
from domain.access import Deed
from domain.people import Person, Role
from store.records.neighbourhood import Neighbourhood
from tests.api.house import House, open_house
from tests.api.strangers import MACHINE, OTHER_STAFF, let_in
from tests.api.test_access_rules import BY_INVITATION, BY_LINK, LOG_IN, routes
from tests.conftest import MATRIX
from tests.domain.test_access import HELD
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY_STAFF,
    DAUGHTER,
    MRS_LIN,
    OTHER_STEWARD,
    OUTSIDER,
    STEWARD,
    WATCH,
)

ADMIN = "admin-he"
ROLES = {
    "": None,
    OUTSIDER: Role.RELATIVE,
    DAUGHTER: Role.RELATIVE,
    OTHER_STEWARD: Role.STEWARD,
    STEWARD: Role.STEWARD,
    OTHER_STAFF: Role.STAFF,
    COMMUNITY_STAFF: Role.STAFF,
    MACHINE: Role.INTEGRATION,
    ADMIN: Role.ADMIN,
}
OUTSIDE = frozenset({OUTSIDER, OTHER_STEWARD, OTHER_STAFF})
HERS = {"resident_id": MRS_LIN, "alert_id": "{alert}", "device_id": WATCH}
"""Parameters that name something of Mrs Lin's: for those outside it does not exist."""
NAMED = HERS | {"area_id": BUILDING, "person_id": STEWARD, "rule_id": "heart_rate_high", "policy_id": "critical"}
QUERIES = {"series": "?metric=heart_rate"}
BY_TOKEN = frozenset({"/api/v1/session/oidc", "/api/v1/session/oidc/callback"})
UNASKED = frozenset(PUBLIC | BY_TOKEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One route and method, with the rule that it declares."""

    method: str
    path: str
    rule: AccessRule
    takes_body: bool

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"{(\w+)(?::\w+)?}", self.path)

    @property
    def hers(self) -> bool:
        return any(name in HERS for name in self.parameters)

    def url(self, alert: str) -> str:
        named = re.sub(r"{(\w+)(?::\w+)?}", lambda match: NAMED.get(match[1], "nothing"), self.path)
        return named.replace("{alert}", alert) + QUERIES.get(self.path.rpartition("/")[2], "")


def doors(house: House) -> Iterator[Door]:
    for route in routes(house):
        rule = next(_rules(route.dependant), None) if hasattr(route.original_route, "dependant") else None
        if rule is None:
            continue
        for method in sorted((route.methods or set()) - {"HEAD"}):
            takes_body = bool(route.dependant.body_params) or method in {"PUT", "PATCH"}
            yield Door(method=method, path=str(route.path), rule=rule, takes_body=takes_body)


def _rules(dependant: Dependant) -> Iterator[AccessRule]:
    if isinstance(dependant.call, AccessRule):
        yield dependant.call
    for one in dependant.dependencies:
        yield from _rules(one)


def ask(house: House, person: str, door: Door, alert: str) -> int:
    """Knock with a body that nobody could mean: whoever is let in is told that it is wrong, and nothing changes."""
    client = house.as_(person) if person and person != MACHINE else house.client()
    if person == MACHINE:
        client = house.with_key(person, *Deed)
    headers, content = {}, None
    if door.takes_body:
        headers, content = {"content-type": "application/json"}, b"[1]"
    with client.stream(door.method, door.url(alert), headers=headers, content=content) as answer:
        return answer.status_code


def refusal(door: Door, person: str) -> int | None:
    """Give the status that this asker must get before anything is looked at; None: they come further."""
    role = ROLES[person]
    if not isinstance(door.rule, Allows):
        return None
    if role is None:
        return 401
    if door.rule.deed is not None and door.rule.deed not in HELD[role]:
        return 403
    return 403 if isinstance(door.rule, AllowsInPerson) and person == MACHINE else None


def is_outside(door: Door, person: str) -> bool:
    """Whether what the route names does not exist for this asker."""
    return door.hers and (person in OUTSIDE or ROLES[person] is Role.ADMIN)


def is_let_in(door: Door, person: str) -> bool:
    """Whether this asker may come as far as what the route does."""
    return refusal(door, person) is None and not is_outside(door, person)


def fits(door: Door, person: str, status: int) -> bool:
    """Whether this is an answer that this asker should get."""
    refused = refusal(door, person)
    if refused is not None:
        return status == refused
    if is_outside(door, person):
        return status == 404 or (door.takes_body and status in {400, 422})
    if door.hers and door.method == "GET" and set(door.parameters) <= set(HERS):
        return status == 200
    return status not in {401, 500}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("matrix")) as opened:
        fill(opened)
        yield opened


def fill(house: House) -> str:
    let_in(house)
    admin = Person(id=ADMIN, name="何平", role=Role.ADMIN, login="he")
    house.records.neighbourhood.load(Neighbourhood(people=(admin,)), house.clock())
    return house.fire(house.cast.watch, MRS_LIN).id


def test_every_route_answers_every_asker_as_it_should(
    town: House, tmp_path_factory: pytest.TempPathFactory, record_property: Callable[[str, object], None]
) -> None:
    [alert] = [one.id for one in town.records.alerts.open()]
    wrong, size, everything = [], 0, list(doors(town))
    for door in everything:
        for person in ROLES:
            apart = _acts(door) and is_let_in(door, person)
            status = _asked_apart(tmp_path_factory, person, door) if apart else ask(town, person, door, alert)
            size += 1
            if not fits(door, person, status):
                wrong.append((door.method, door.path, person or "nobody", status))
    record_property(MATRIX, f"{size} answers of the API: {len(everything)} routes as {len(ROLES)} askers")
    assert wrong == []
    assert len(everything) >= 59


def _acts(door: Door) -> bool:
    """Whether it changes something without a body: each asker who is let in gets a house that nobody has changed."""
    return door.method != "GET" and not door.takes_body


def _asked_apart(tmp_path_factory: pytest.TempPathFactory, person: str, door: Door) -> int:
    with open_house(tmp_path_factory.mktemp("apart")) as house:
        return ask(house, person, door, fill(house))


def test_what_has_no_rule_is_known_by_name(town: House) -> None:
    ruled = {(door.method, door.path) for door in doors(town)}
    rest = {(method, str(route.path)) for route in routes(town) for method in (route.methods or set()) - {"HEAD"}}
    known = {("GET", path) for path in UNASKED} | {(method, path) for path, method in (LOG_IN, BY_LINK, BY_INVITATION)}
    assert rest - ruled <= known


def test_nobody_gets_further_by_a_key_that_is_no_key(town: House) -> None:
    client: httpx2.Client = town.client(headers={"Authorization": "Bearer ban_00000000_nothing"})
    asked = [door for door in doors(town) if isinstance(door.rule, Allows)]
    assert {client.request(one.method, one.url("x")).status_code for one in asked if not _acts(one)} == {401}
