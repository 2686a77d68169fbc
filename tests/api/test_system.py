"""How the house stands, for its staff and for nobody else."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from api.house_state import ASKED_AGAIN_AFTER, HouseState
from domain.access import Deed
from domain.readings import Quarantined
from mqtt.access import Address, BrokerAccess
from store.records import Records
from store.records.findings import Sighting
from tests.api.house import House, open_house
from tests.certificates import certify
from tests.neighbourhood import COMMUNITY_STAFF, DAUGHTER, OUTSIDER, SITE, STEWARD, cast, console
from tests.store.alert_makers import NOW, heart_rate, told

PATH = "/api/v1/system"


def _see(house: House, person: str = COMMUNITY_STAFF) -> dict[str, object]:
    answer = house.as_(person).get(PATH)
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


def test_services_stand_there_with_the_age_of_what_they_told(house: House) -> None:
    line = {"connected": True, "broker": "127.0.0.1:1883", "received": 7}
    house.records.services.tell("ingest", {"pid": 1, "line": line, "counts": {"messages": 7}}, house.clock())
    house.records.services.tell("alerts", {}, house.clock() - timedelta(seconds=40))
    said = house.as_(COMMUNITY_STAFF).get(PATH).json()
    services = {one["name"]: one for one in said["services"]}
    assert (services["ingest"]["silent"], services["alerts"]["silent"]) == (False, True)
    assert services["ingest"]["line"] == line
    assert 39 < services["alerts"]["age_seconds"] < 60
    assert said["ready"] is False
    assert any(reason.startswith("alerts has said nothing") for reason in said["reasons"])


def test_stores_quarantine_and_disk_are_told(house: House) -> None:
    entry = Quarantined(
        device="d", topic="t", reason="not_json", detail="", payload=b"", received_at=house.clock() - timedelta(hours=1)
    )
    house.records.findings.quarantine([entry])
    sighting = Sighting(device="x.new", site=SITE, topic="t", payload=b"", at=house.clock())
    house.records.findings.unclaimed([sighting])
    said = house.as_(COMMUNITY_STAFF).get(PATH).json()
    assert {name: one["answered"] for name, one in said["stores"].items()} == {"records": True, "readings": True}
    assert (said["quarantine"]["counts"], said["quarantine"]["kept"], said["unclaimed"]) == ({"not_json": 1}, 1, 1)
    assert 3_599 < said["quarantine"]["newest_age_seconds"] < 3_700
    assert said["certificates"] == []


def test_the_disk_is_the_datas_own(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    with open_house(tmp_path / "one", data_dir=str(tmp_path)) as house:
        disk = house.as_(COMMUNITY_STAFF).get(PATH).json()["disk"]
        assert 0 < disk["free_bytes"] <= disk["total_bytes"]
    with open_house(tmp_path / "other", data_dir=str(tmp_path / "elsewhere")) as house:
        assert house.as_(COMMUNITY_STAFF).get(PATH).json()["disk"] is None


def test_certificates_are_looked_at_and_asked_again_after_a_while(house: House, tmp_path: Path) -> None:
    certify(tmp_path, "IP:127.0.0.1")
    nobody = Address(host="127.0.0.1", port=1)
    access = BrokerAccess(addresses=(nobody,), tls=True, ca=tmp_path / "ca.pem")
    state = HouseState(house.parts, house.app.state.examiner, access)
    (found,) = state.look().certificates
    assert timedelta(days=1) < found.until - house.clock() < timedelta(days=3)
    (tmp_path / "ca.pem").write_text("no certificate")
    assert len(state.look().certificates) == 1, "it does not change by itself"
    house.clock.ahead += ASKED_AGAIN_AFTER + timedelta(seconds=1)
    later = state.look()
    assert (later.certificates, "ca.pem" in later.certificates_error) == ([], True)


def test_what_could_have_gone_and_what_is_held_are_counted_apart(any_records: Records) -> None:
    cast(any_records, NOW, console(STEWARD))
    fired = heart_rate(None, 180)
    rows = [told(fired, channel=str(number)) for number in range(3)]
    rows[0] = replace(rows[0], not_before=NOW + timedelta(hours=1))
    any_records.alerts.commit([fired], rows, NOW)
    backlog = any_records.outbox.backlog(NOW + timedelta(minutes=1))
    assert (backlog.due, backlog.held, backlog.due_since) == (2, 1, rows[1].created_at)
    any_records.outbox.sent(rows[1].id, NOW)
    any_records.outbox.sent(rows[2].id, NOW)
    later = any_records.outbox.backlog(NOW + timedelta(hours=2))
    assert (later.due, later.held, later.due_since) == (1, 0, rows[0].not_before)


def test_the_house_is_for_those_who_look_after_it(house: House) -> None:
    assert [house.as_(one).get(PATH).status_code for one in (DAUGHTER, OUTSIDER, STEWARD)] == [403, 403, 403]
    assert house.client().get(PATH).status_code == 401
    assert house.with_key(COMMUNITY_STAFF, Deed.SEE_ALERTS).get(PATH).status_code == 403
    assert (COMMUNITY_STAFF, "see_system", True) not in house.looks("system")
    _see(house)
    assert (COMMUNITY_STAFF, "see_system", True) in house.looks("system")


def test_nobodys_data_is_in_it(house: House) -> None:
    house.fire(house.cast.watch, house.cast.resident.id)
    text = house.as_(COMMUNITY_STAFF).get(PATH).text
    assert house.cast.resident.name not in text
    assert house.cast.resident.id not in text
