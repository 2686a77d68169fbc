"""Alive, ready and metrics: facts with ages, and nothing personal."""

import threading
from datetime import timedelta
from typing import Any

import pytest

from api.health import Examiner
from domain.access import Deed
from domain.errors import StoreAway
from tests.api.house import House
from tests.brokers import eventually
from tests.neighbourhood import COMMUNITY_STAFF, DAUGHTER, MRS_LIN

WELL = {"line": {"connected": True, "subscribed": True, "received": 12, "acked": 12, "last_error": "of 10.0.0.1"}}


@pytest.fixture
def well(house: House) -> House:
    for service in ("ingest", "alerts"):
        house.records.services.tell(service, WELL, house.clock())
    return house


def ready(house: House) -> dict[str, Any]:
    answer = house.client().get("/readyz")
    said: dict[str, Any] = answer.json()
    assert answer.status_code == (200 if said["ready"] else 503)
    return said


def test_a_house_where_all_is_well_is_ready(well: House) -> None:
    said = ready(well)
    assert (said["ready"], said["reasons"]) == (True, [])
    assert said["facts"]["ingest"]["connected"] is True
    assert 0 <= said["facts"]["ingest"]["age_seconds"] < 5
    assert said["facts"]["records"]["answered"] is True


def test_a_service_that_has_never_spoken_is_missed(house: House) -> None:
    assert "ingest has never said anything" in ready(house)["reasons"]


def test_a_worker_of_some_sites_stands_for_its_service(house: House) -> None:
    house.records.services.tell("alerts-lin-lane", {"line": {"connected": True, "subscribed": True}}, house.clock())
    assert [reason for reason in ready(house)["reasons"] if "alerts" in reason] == []


def test_a_service_that_falls_silent_is_missed(well: House) -> None:
    well.clock.ahead += timedelta(seconds=40)
    assert [one.rsplit(" ", 2)[0] for one in ready(well)["reasons"]] == [
        "alerts has said nothing for",
        "ingest has said nothing for",
    ]


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        ({"connected": False}, "ingest is not connected to the broker"),
        ({"connected": True, "subscribed": False}, "ingest: the broker has not granted every subscription"),
        (
            {"connected": False, "let_go_since": "2026-11-24T08:00:00Z"},
            "ingest has let go of the line: a store is away",
        ),
    ],
)
def test_a_line_that_is_down_is_told(well: House, fact: dict[str, Any], reason: str) -> None:
    well.records.services.tell("ingest", {"line": fact}, well.clock())
    assert ready(well)["reasons"] == [reason]


def test_a_store_that_is_away_is_told(well: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_: object) -> None:
        raise StoreAway("disk full")

    monkeypatch.setattr(type(well.readings), "check", away)
    said = ready(well)
    assert said["reasons"] == ["the readings store does not answer"]
    assert said["facts"]["readings"] == {"answered": False}


def test_a_store_that_hangs_is_told_and_holds_nobody_up(well: House, monkeypatch: pytest.MonkeyPatch) -> None:
    let_go = threading.Event()
    monkeypatch.setattr(type(well.records), "check", lambda _: let_go.wait(20))
    examiner = Examiner(well.parts, patience=0.2)
    said = [examiner.examine().reasons for _ in range(2)]
    let_go.set()

    assert said == [["the records store has not answered for 0 s"]] * 2
    eventually(lambda: examiner.examine().ready, what="the end of the hanging")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_examination_that_fails_is_told_and_made_again(well: House, monkeypatch: pytest.MonkeyPatch) -> None:
    examiner = Examiner(well.parts)
    with monkeypatch.context() as broken:
        broken.setattr(type(well.records), "check", lambda _: 1 / 0)
        assert examiner.examine().reasons == ["the records store could not be examined: the log says why"]
    eventually(lambda: examiner.examine().ready, what="the next examination")


def test_a_thread_that_died_is_told(well: House) -> None:
    well.parts.feed._thread._died = "alert feed: RuntimeError"
    assert Examiner(well.parts).examine().reasons == ["a thread died: alert feed: RuntimeError"]


def test_readiness_names_no_addresses(well: House) -> None:
    assert "10.0.0.1" not in well.client().get("/readyz").text


def test_the_living_answer(shared_house: House) -> None:
    assert shared_house.client().get("/healthz").json()["alive"] is True


def test_metrics_count_alerts_messages_and_requests(well: House) -> None:
    well.records.services.tell("alerts", WELL | {"delivery": {"sent": 3, "circuits_open": 1}}, well.clock())
    well.fire(well.cast.watch, MRS_LIN)
    well.as_(DAUGHTER).get("/api/v1/residents")
    said = well.client().get("/metrics").text
    assert 'banister_open_alerts{severity="critical",state="firing"} 1.0' in said
    assert 'banister_service_line_total{service="ingest",what="received"} 12.0' in said
    assert 'banister_delivery_total{service="alerts",what="sent"} 3.0' in said
    assert 'banister_delivery_now{service="alerts",what="circuits_open"} 1.0' in said
    assert 'banister_http_requests_total{method="GET",route="/api/v1/residents",status="200"} 1.0' in said
    assert MRS_LIN not in said


def test_metrics_are_not_for_everybody_who_comes_by_a_proxy(house: House) -> None:
    by_proxy = {"X-Forwarded-For": "203.0.113.9"}
    assert house.client().get("/metrics", headers=by_proxy).status_code == 401
    assert house.as_(DAUGHTER).get("/metrics", headers=by_proxy).status_code == 403
    assert house.as_(COMMUNITY_STAFF).get("/metrics", headers=by_proxy).status_code == 200
    key = house.with_key(COMMUNITY_STAFF, Deed.SEE_SYSTEM)
    assert key.get("/metrics", headers=by_proxy).status_code == 200
