"""Every look is on record, the refused ones too."""

from tests.api.house import House
from tests.neighbourhood import DAUGHTER, MRS_LIN, OUTSIDER, STEWARD


def test_a_look_at_readings_is_on_record(house: House) -> None:
    house.as_(DAUGHTER).get(f"/api/v1/residents/{MRS_LIN}/readings/latest")
    assert house.looks(MRS_LIN) == [(DAUGHTER, "see_readings", True)]


def test_a_refused_look_is_on_record(house: House) -> None:
    house.as_(OUTSIDER).get(f"/api/v1/residents/{MRS_LIN}/series?metric=spo2")
    assert house.looks(MRS_LIN) == [(OUTSIDER, "see_readings", False)]


def test_what_a_role_may_not_do_is_on_record(house: House) -> None:
    house.as_(DAUGHTER).get("/api/v1/quarantine")
    assert house.looks("/api/v1/quarantine") == [(DAUGHTER, "see_unclaimed", False)]


def test_a_list_of_alerts_is_a_look_at_everybody_in_it(house: House) -> None:
    house.fire(house.cast.watch, MRS_LIN)
    house.as_(STEWARD).get("/api/v1/alerts")
    assert house.looks(MRS_LIN) == [(STEWARD, "see_alerts", True)]


def test_an_answer_is_on_record(house: House) -> None:
    alert = house.fire(house.cast.watch, MRS_LIN)
    house.as_(STEWARD).post(f"/api/v1/alerts/{alert.id}/acknowledge")
    assert house.looks(MRS_LIN) == [(STEWARD, "answer_alerts", True)]
