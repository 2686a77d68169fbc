"""Residents: who is shown to whom, and what is said of them."""

import pytest

from tests.api.house import House
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY,
    COMMUNITY_STAFF,
    DAUGHTER,
    GRID,
    MR_ZHOU,
    MRS_LIN,
    OFFICER,
    OTHER_STEWARD,
    OUTSIDER,
    SITE,
    STEWARD,
    STREET,
    STREET_STAFF,
)

VISIBLE = {
    DAUGHTER: [MRS_LIN],
    OUTSIDER: [MR_ZHOU],
    STEWARD: [MRS_LIN],
    OTHER_STEWARD: [MR_ZHOU],
    OFFICER: [MRS_LIN, MR_ZHOU],
    COMMUNITY_STAFF: [MRS_LIN, MR_ZHOU],
    STREET_STAFF: [MRS_LIN, MR_ZHOU],
}


@pytest.mark.parametrize("person", VISIBLE)
def test_everybody_sees_their_own(shared_house: House, person: str) -> None:
    page = shared_house.as_(person).get("/api/v1/residents").json()
    assert [one["id"] for one in page["items"]] == VISIBLE[person]
    assert page["next"] is None


def test_a_resident_is_shown_with_the_way_to_the_door(shared_house: House) -> None:
    shown = shared_house.as_(DAUGHTER).get(f"/api/v1/residents/{MRS_LIN}").json()
    assert shown["areas"] == [STREET, COMMUNITY, GRID, BUILDING]
    assert shown["place"] == ["柳荫街道", "林荫社区", "第一网格", "3 号楼"]
    assert (shown["flat"], shown["site"], shown["timezone"]) == ("2单元502", SITE, "Asia/Shanghai")


def test_pages_follow_one_another(shared_house: House) -> None:
    client = shared_house.as_(OFFICER)
    first = client.get("/api/v1/residents?limit=1").json()
    second = client.get("/api/v1/residents", params={"limit": 1, "after": first["next"]}).json()
    assert [page["items"][0]["id"] for page in (first, second)] == [MRS_LIN, MR_ZHOU]
    assert second["next"] is None
