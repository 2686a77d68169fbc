"""Every route as every role: what each may ask for, and what does not exist for them."""

from typing import Any

import pytest

from tests.api.house import House
from tests.neighbourhood import (
    COMMUNITY_STAFF,
    DAUGHTER,
    MRS_LIN,
    OFFICER,
    OTHER_STEWARD,
    OUTSIDER,
    STEWARD,
    STREET_STAFF,
    WATCH,
)

STAFF = (OFFICER, COMMUNITY_STAFF, STREET_STAFF)
INSIDE = (DAUGHTER, STEWARD, *STAFF)
OUTSIDE = (OUTSIDER, OTHER_STEWARD)
EVERYBODY = (*INSIDE, *OUTSIDE)

LISTS = ("/api/v1/session", "/api/v1/residents", "/api/v1/alerts", "/api/v1/devices")
FOR_STAFF = ("/api/v1/unclaimed", "/api/v1/quarantine")
ABOUT_HER = (
    f"/api/v1/residents/{MRS_LIN}",
    f"/api/v1/residents/{MRS_LIN}/readings/latest",
    f"/api/v1/residents/{MRS_LIN}/series?metric=heart_rate",
    f"/api/v1/alerts?resident={MRS_LIN}",
    f"/api/v1/devices/{WATCH}",
    "/api/v1/alerts/{alert}",
)
ANSWERS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/api/v1/alerts/{alert}/acknowledge", {"note": "coming"}),
    ("/api/v1/alerts/{alert}/resolve", {"disposition": "test"}),
)
STREAMS = ("/api/v1/alerts/stream", f"/api/v1/residents/{MRS_LIN}/stream")


@pytest.fixture(scope="module")
def alert(shared_house: House) -> str:
    return shared_house.fire(shared_house.cast.watch, MRS_LIN).id


@pytest.mark.parametrize("path", [*LISTS, *FOR_STAFF, *ABOUT_HER, *STREAMS])
def test_nobody_sees_nothing(shared_house: House, alert: str, path: str) -> None:
    answer = shared_house.client().get(path.format(alert=alert))
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("person", EVERYBODY)
@pytest.mark.parametrize("path", LISTS)
def test_everybody_may_ask_for_lists(shared_house: House, person: str, path: str) -> None:
    assert shared_house.as_(person).get(path).status_code == 200


@pytest.mark.parametrize("person", EVERYBODY)
@pytest.mark.parametrize("path", FOR_STAFF)
def test_findings_are_for_staff(shared_house: House, person: str, path: str) -> None:
    assert shared_house.as_(person).get(path).status_code == (200 if person in STAFF else 403)


@pytest.mark.parametrize("person", INSIDE)
@pytest.mark.parametrize("path", ABOUT_HER)
def test_those_around_her_see_her(shared_house: House, alert: str, person: str, path: str) -> None:
    assert shared_house.as_(person).get(path.format(alert=alert)).status_code == 200


@pytest.mark.parametrize("person", OUTSIDE)
@pytest.mark.parametrize("path", [*ABOUT_HER, STREAMS[1]])
def test_for_outsiders_she_does_not_exist(shared_house: House, alert: str, person: str, path: str) -> None:
    answer = shared_house.as_(person).get(path.format(alert=alert))
    assert answer.status_code == 404
    assert answer.json()["type"] == "/problems/not-found"


@pytest.mark.parametrize("person", OUTSIDE)
def test_an_outsider_gets_the_same_answer_for_one_that_does_not_exist(shared_house: House, person: str) -> None:
    client = shared_house.as_(person)
    real, invented = (client.get(f"/api/v1/residents/{one}").json() for one in (MRS_LIN, "nobody-at-all"))
    assert real | {"request_id": ""} == invented | {"request_id": ""}


@pytest.mark.parametrize(("path", "body"), ANSWERS)
def test_relatives_may_not_answer(shared_house: House, alert: str, path: str, body: dict[str, Any]) -> None:
    answers = [shared_house.as_(one).post(path.format(alert=alert), json=body) for one in (DAUGHTER, OUTSIDER)]
    assert [answer.status_code for answer in answers] == [403, 403]


@pytest.mark.parametrize(("path", "body"), ANSWERS)
def test_the_other_steward_may_not_answer(shared_house: House, alert: str, path: str, body: dict[str, Any]) -> None:
    assert shared_house.as_(OTHER_STEWARD).post(path.format(alert=alert), json=body).status_code == 404


def test_lists_show_only_what_may_be_seen(shared_house: House, alert: str) -> None:
    for person in OUTSIDE:
        client = shared_house.as_(person)
        said = "".join(client.get(path).text for path in LISTS[1:])
        assert MRS_LIN not in said
        assert alert not in said
