"""Keys of integrations, made by those who see all that these see; and of nobody else."""

import pytest

from domain.people import Person, Role
from store.records.neighbourhood import Neighbourhood
from tests.api.house import House
from tests.api.keys import FORM, RESIDENTS, bearing, rows
from tests.api.strangers import MACHINE, OTHER_STAFF, let_in
from tests.neighbourhood import COMMUNITY_STAFF, DAUGHTER, MRS_LIN, OFFICER, STEWARD

ADMIN = "admin-he"
MACHINES, HIS = f"/api/v1/people/{MACHINE}/keys", f"/api/v1/people/{STEWARD}/keys"


@pytest.fixture
def town(house: House) -> House:
    let_in(house)
    admin = Person(id=ADMIN, name="何平", role=Role.ADMIN, login="he")
    house.records.neighbourhood.load(Neighbourhood(people=(admin,)), house.clock())
    return house


@pytest.mark.parametrize("maker", [OFFICER, COMMUNITY_STAFF, ADMIN])
def test_nobody_makes_a_key_in_another_persons_name(town: House, maker: str) -> None:
    refused = town.as_(maker).post(HIS, json=FORM)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/refused")
    assert town.records.accounts.keys(STEWARD) == []
    assert rows(town, STEWARD)[0] == (maker, "key of a person", False)


def test_staff_of_all_that_a_machine_sees_make_its_key(town: House) -> None:
    made = town.as_(COMMUNITY_STAFF).post(MACHINES, json=FORM)
    client = bearing(town, made)
    assert client.get(f"{RESIDENTS}/{MRS_LIN}").status_code == 200
    assert made.json()["key"]["made_by"] == COMMUNITY_STAFF
    prefix = made.json()["key"]["prefix"]
    assert rows(town, MACHINE)[0] == (COMMUNITY_STAFF, f"key {prefix} made, 2 deeds", True)


@pytest.mark.parametrize(("stranger", "status"), [(OFFICER, 404), (OTHER_STAFF, 404), (STEWARD, 403), (DAUGHTER, 403)])
def test_staff_of_less_than_a_machine_sees_keep_none_of_its_keys(town: House, stranger: str, status: int) -> None:
    prefix = town.as_(COMMUNITY_STAFF).post(MACHINES, json=FORM).json()["key"]["prefix"]
    client = town.as_(stranger)
    asked = [client.get(MACHINES), client.post(MACHINES, json=FORM), client.delete(f"{MACHINES}/{prefix}")]
    assert [one.status_code for one in asked] == [status] * 3
    assert len(town.records.accounts.keys(MACHINE)) == 1


@pytest.mark.parametrize("deed", ["see_resident", "see_readings", "see_alerts", "see_devices"])
def test_an_admin_makes_no_key_that_sees_anybodys_data(town: House, deed: str) -> None:
    admin = town.as_(ADMIN)
    refused = admin.post(MACHINES, json=FORM | {"scopes": ["see_system", deed]})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "body.scopes.1")
    assert rows(town, MACHINE)[0] == (ADMIN, f"key for {deed}", False)
    client = bearing(town, admin.post(MACHINES, json=FORM | {"scopes": ["see_system", "see_organisation"]}))
    assert client.get("/api/v1/session").json()["deeds"] == ["see_system", "see_organisation"]
    assert client.get(RESIDENTS).status_code == 403


def test_a_machines_key_is_for_no_more_than_a_machine_does(town: House) -> None:
    refused = town.as_(COMMUNITY_STAFF).post(MACHINES, json=FORM | {"scopes": ["answer_alerts"]})
    assert refused.status_code == 422
