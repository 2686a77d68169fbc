"""Hand-over: the post and the open alerts become another's, once, and everything says so."""

from datetime import timedelta

import httpx2
import pytest

from domain.alerts import Alert
from tests.api.house import House
from tests.neighbourhood import BUILDING, DAUGHTER, MRS_LIN, OFFICER, OTHER_STEWARD, STEWARD

AREA = f"/api/v1/areas/{BUILDING}"
WHY = "two weeks of holidays"


def hand_over(house: House, person: str, to: str, **said: str) -> httpx2.Response:
    return house.as_(person).post(f"{AREA}/hand-over", json={"to": to, "why": WHY} | said)


def kinds(house: House, alert: Alert) -> list[str]:
    return [move.kind.value for move in house.records.alerts.timeline(alert.id)]


def deputise(house: House) -> None:
    house.as_(OFFICER).post(f"{AREA}/posts", json={"person": OTHER_STEWARD, "duty": "deputy"})


def test_the_steward_hands_over_to_the_deputy_with_the_open_alerts(house: House) -> None:
    deputise(house)
    alert = house.fire(house.cast.watch, MRS_LIN)
    house.as_(STEWARD).post(f"/api/v1/alerts/{alert.id}/acknowledge")
    made = hand_over(house, STEWARD, OTHER_STEWARD)
    assert (made.status_code, made.json()["alerts"]) == (200, [alert.id])
    assert [made.json()[name] for name in ("from_person", "to_person", "by", "why")] == [
        STEWARD,
        OTHER_STEWARD,
        STEWARD,
        WHY,
    ]
    seen = house.as_(OTHER_STEWARD).get(f"/api/v1/alerts/{alert.id}").json()
    assert (seen["alert"]["acknowledged_by"], seen["timeline"][-1]["kind"]) == (OTHER_STEWARD, "handed_over")
    assert house.as_(STEWARD).get(f"/api/v1/residents/{MRS_LIN}").status_code == 404


def test_the_same_hand_over_again_changes_nothing(house: House) -> None:
    deputise(house)
    alert = house.fire(house.cast.watch, MRS_LIN)
    first, second = (hand_over(house, STEWARD, OTHER_STEWARD) for _ in range(2))
    assert (second.status_code, second.json()) == (200, first.json())
    assert kinds(house, alert) == ["fired", "handed_over"]
    assert len(house.records.rosters.handovers(BUILDING)) == 1


def test_what_was_not_moved_the_first_time_is_moved_the_second(house: House) -> None:
    deputise(house)
    hand_over(house, STEWARD, OTHER_STEWARD)
    left = house.fire(house.cast.watch, MRS_LIN)
    assert hand_over(house, STEWARD, OTHER_STEWARD).json()["alerts"] == [left.id]
    assert kinds(house, left) == ["fired", "handed_over"]


def test_what_fires_later_is_nothing_that_was_handed_over(house: House) -> None:
    deputise(house)
    hand_over(house, STEWARD, OTHER_STEWARD)
    house.clock.ahead += timedelta(minutes=5)
    later = house.fire(house.cast.watch, MRS_LIN)
    assert hand_over(house, STEWARD, OTHER_STEWARD).json()["alerts"] == []
    assert kinds(house, later) == ["fired"]


def test_who_took_over_may_hand_back_and_over_again(house: House) -> None:
    deputise(house)
    for giver, to in ((STEWARD, OTHER_STEWARD), (OTHER_STEWARD, STEWARD)):
        assert hand_over(house, giver, to).status_code == 200
        house.clock.ahead += timedelta(minutes=1)
    assert hand_over(house, STEWARD, OTHER_STEWARD).status_code == 200
    assert len(house.records.rosters.handovers(BUILDING)) == 3


def test_a_steward_hands_over_to_nobody_who_does_not_know_the_building(house: House) -> None:
    answer = hand_over(house, STEWARD, OTHER_STEWARD)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/refused")
    assert house.as_(OTHER_STEWARD).get(f"/api/v1/residents/{MRS_LIN}").status_code == 404


def test_staff_above_hand_over_for_the_steward_to_whom_they_choose(house: House) -> None:
    made = hand_over(house, OFFICER, OTHER_STEWARD)
    assert (made.status_code, made.json()["from_person"], made.json()["by"]) == (200, STEWARD, OFFICER)
    assert hand_over(house, OFFICER, OTHER_STEWARD).json() == made.json()


def test_nobody_hands_over_anothers_post(house: House) -> None:
    deputise(house)
    for to in (OTHER_STEWARD, OFFICER):
        assert hand_over(house, OTHER_STEWARD, to, from_person=STEWARD).status_code == 403
    assert house.records.rosters.handovers(BUILDING) == []


@pytest.mark.parametrize(
    ("to", "field"), [(DAUGHTER, "body.to"), ("nobody", "body.to"), (STEWARD, "body.to"), ("", "body.to")]
)
def test_a_post_goes_to_somebody_who_can_answer(shared_house: House, to: str, field: str) -> None:
    answer = hand_over(shared_house, STEWARD, to)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_who_has_no_post_there_hands_nothing_over(shared_house: House) -> None:
    assert hand_over(shared_house, OTHER_STEWARD, STEWARD).status_code == 404
    answer = hand_over(shared_house, OFFICER, STEWARD, from_person=OTHER_STEWARD)
    assert answer.json()["errors"][0]["field"] == "body.from_person"


def test_alerts_of_other_buildings_stay_where_they_are(house: House) -> None:
    theirs = house.fire(house.cast.other_watch, house.cast.other_resident.id)
    assert hand_over(house, OFFICER, OTHER_STEWARD).json()["alerts"] == []
    assert kinds(house, theirs) == ["fired"]
