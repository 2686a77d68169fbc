"""A copy of all that is kept, and its going: for whom, how much, and on record."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from fhir.resources.R4B.device import Device
from fhir.resources.R4B.observation import Observation
from fhir.resources.R4B.patient import Patient

from api.exports.archive import as_csv
from api.exports.material import Section
from domain.people import Scope
from domain.readings import Report
from store.past import AT_ONCE
from tests.api.house import House
from tests.neighbourhood import (
    COMMUNITY_STAFF,
    DAUGHTER,
    MRS_LIN,
    OFFICER,
    OTHER_STEWARD,
    OUTSIDER,
    STEWARD,
    agreed,
)

EXPORT, ERASURE = f"/api/v1/residents/{MRS_LIN}/export", f"/api/v1/residents/{MRS_LIN}/erasure"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def lived(house: House) -> House:
    """Give a house in which she has been measured, alerted, and somebody has written notes."""
    now = house.clock()
    for n in range(3):
        values = {"heart_rate": 70.0 + n, "systolic_pressure": 128.0, "diastolic_pressure": 80.0, "steps": 5.0}
        house.measure(house.cast.monitor, now - n * MINUTE, **values, spo2=97, body_temperature=36.6)
    house.measure(house.cast.watch, now, systolic_pressure=131, respiratory_rate=14, glucose=5.6, weight=58.5)
    house.measure(house.cast.door, now, door=1)
    alert = house.fire(house.cast.watch, MRS_LIN)
    house.as_(STEWARD).post(f"/api/v1/alerts/{alert.id}/acknowledge", json={"note": "=HYPERLINK(去看她)"})
    return house


def taken(answer: httpx2.Response) -> dict[str, bytes]:
    assert answer.status_code == 200, answer.text
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    return {name: archive.read(name) for name in archive.namelist()}


def rows(text: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))


def test_json_holds_everything(lived: House) -> None:
    files = {name: json.loads(text) for name, text in taken(lived.as_(COMMUNITY_STAFF).get(EXPORT)).items()}
    assert files["resident.json"][0]["name"] == "林秀英"
    assert files["household.json"][0]["key_holder"] == "王大爷 601"
    assert [one["person"] for one in files["relations.json"]] == [DAUGHTER]
    assert len(files["devices.json"]) == 3
    assert len(files["readings.json"]) == 3 * 6 + 4 + 1
    assert {one["value"] for one in files["readings.json"] if one["metric"] == "door"} == {"open"}
    assert [one["kind"] for one in files["moves.json"]] == ["fired", "acknowledged"]
    assert COMMUNITY_STAFF in {one["person"] for one in files["looks.json"]}


def test_csv_opens_in_a_spreadsheet_and_runs_nothing(lived: House) -> None:
    files = taken(lived.as_(COMMUNITY_STAFF).get(f"{EXPORT}?format=csv"))
    assert all(text.startswith(b"\xef\xbb\xbf") for text in files.values())
    assert rows(files["moves.csv"])[1]["note"] == "'=HYPERLINK(去看她)"
    assert len(rows(files["readings.csv"])) == 23
    assert rows(files["silences.csv"]) == []


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_begins_as_a_formula(begins: str) -> None:
    section = Section(name="x", columns=("said", "number"), rows=iter([{"said": f"{begins}1", "number": -1.5}]))
    (text,) = as_csv(section)
    assert rows(text) == [{"said": f"'{begins}1", "number": "-1.5"}]


def test_fhir_is_valid_and_coded(lived: House) -> None:
    files = taken(lived.as_(COMMUNITY_STAFF).get(f"{EXPORT}?format=fhir"))
    models: dict[str, Any] = {"Patient": Patient, "Device": Device, "Observation": Observation}
    read = {
        name: [models[name].model_validate_json(line) for line in files[f"{name}.ndjson"].splitlines()]
        for name in models
    }
    assert read["Patient"][0].name[0].text == "林秀英"
    codes = sorted(one.code.coding[0].code for one in read["Observation"])
    assert codes == sorted(
        ["8867-4", "85354-9", "55423-8", "2708-6", "8310-5"] * 3 + ["8480-6", "9279-1", "15074-8", "29463-7"]
    )
    known = {f"Device/{one.id}" for one in read["Device"]}
    assert {one.device.reference for one in read["Observation"]} <= known
    assert {one.subject.reference for one in read["Observation"]} == {f"Patient/{read['Patient'][0].id}"}


def test_two_pressures_of_a_moment_are_one_panel(lived: House) -> None:
    files = taken(lived.as_(COMMUNITY_STAFF).get(f"{EXPORT}?format=fhir"))
    said = [json.loads(line) for line in files["Observation.ndjson"].splitlines()]
    panel = next(one for one in said if one["code"]["coding"][0]["code"] == "85354-9")
    assert [(one["code"]["coding"][0]["code"], one["valueQuantity"]["code"]) for one in panel["component"]] == [
        ("8480-6", "mm[Hg]"),
        ("8462-4", "mm[Hg]"),
    ]
    assert panel["category"][0]["coding"][0]["code"] == "vital-signs"


@pytest.mark.parametrize(
    ("scopes", "metrics", "files"),
    [
        ({Scope.ACTIVITY}, {"steps", "door"}, set()),
        ({Scope.VITAL_SIGNS, Scope.DEVICES}, {"heart_rate", "spo2", "glucose"}, {"devices.json"}),
        ({Scope.ALERTS}, set(), {"alerts.json", "moves.json", "notifications.json"}),
    ],
)
def test_a_relative_takes_out_what_was_agreed(
    lived: House, scopes: set[Scope], metrics: set[str], files: set[str]
) -> None:
    now = lived.clock()
    for one in lived.records.consents.of_resident(MRS_LIN):
        lived.records.consents.withdraw(one.id, COMMUNITY_STAFF, now)
    given = agreed(MRS_LIN, DAUGHTER, now, *scopes)
    lived.records.consents.give(type(given)(**{n: getattr(given, n) for n in given.__slots__} | {"id": "new"}), now)
    seen = taken(lived.as_(DAUGHTER).get(EXPORT))
    measured = {one["metric"] for one in json.loads(seen["readings.json"])}
    assert metrics <= measured
    assert ("heart_rate" in measured) == (Scope.VITAL_SIGNS in scopes)
    assert ("door" in measured) == (Scope.ACTIVITY in scopes)
    assert seen.keys() & {"devices.json", "alerts.json", "moves.json", "notifications.json"} == files


def test_years_of_readings_come_a_page_at_a_time(house: House) -> None:
    count = AT_ONCE * 2 + 7
    watch, now = house.cast.watch.id, house.clock()
    start = now - timedelta(days=30)
    moments = [start + timedelta(seconds=n) for n in range(count)]
    house.readings.append(
        [Report(device=watch, observed_at=at, received_at=at, values={"heart_rate": 70.0}) for at in moments]
    )
    files = taken(house.as_(COMMUNITY_STAFF).get(f"{EXPORT}?format=csv"))
    assert len({one["observed_at"] for one in rows(files["readings.csv"])}) == count


def test_each_export_is_on_record_and_so_is_each_refusal(lived: House) -> None:
    lived.as_(OFFICER).get(f"{EXPORT}?format=csv").read()
    lived.as_(OUTSIDER).get(EXPORT)
    assert lived.as_(STEWARD).get(EXPORT).status_code == 403
    found = [one for one in lived.records.audit.about([MRS_LIN]) if one.deed.value == "export_data"]
    assert [(one.person, one.allowed, one.detail.partition(":")[0]) for one in found] == [
        (OUTSIDER, False, ""),
        (OFFICER, True, "csv"),
        (OFFICER, True, ""),
    ]


def test_a_format_that_there_is_not_is_said(lived: House) -> None:
    assert lived.as_(OFFICER).get(f"{EXPORT}?format=pdf").status_code == 422


def test_an_erasure_says_first_what_would_go_and_then_does_it(lived: House) -> None:
    staff = lived.as_(COMMUNITY_STAFF)
    extent = staff.get(ERASURE).json()
    assert (extent["counts"]["alerts"], extent["counts"]["devices"], extent["counts"]["people"]) == (1, 3, 1)
    assert staff.get(f"/api/v1/residents/{MRS_LIN}").status_code == 200
    daughter = lived.as_(DAUGHTER)
    done = staff.post(ERASURE, json={"confirm": extent["confirm"]})
    assert (done.status_code, done.json()["finished"]) == (200, True)
    assert staff.get(f"/api/v1/residents/{MRS_LIN}").status_code == 404
    assert lived.readings.latest([lived.cast.watch.id, lived.cast.monitor.id, lived.cast.door.id]) == []
    assert daughter.get("/api/v1/session").status_code == 401
    assert staff.get("/api/v1/alerts").json()["items"][0]["value"] is None
    assert staff.post(ERASURE, json={"confirm": MRS_LIN}).status_code == 404


@pytest.mark.parametrize("confirm", ["yes", "zhou-guoqiang", f"{MRS_LIN}:0123456789abcdef", "林"])
def test_an_erasure_that_is_not_meant_takes_nothing(lived: House, confirm: str) -> None:
    answer = lived.as_(COMMUNITY_STAFF).post(ERASURE, json={"confirm": confirm})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/refused")
    assert lived.records.people.resident(MRS_LIN).name == "林秀英"


def test_what_has_changed_since_it_was_looked_at_is_not_erased(lived: House) -> None:
    staff = lived.as_(COMMUNITY_STAFF)
    token = staff.get(ERASURE).json()["confirm"]
    lived.fire(lived.cast.monitor, MRS_LIN, 88, "spo2_low")
    assert staff.post(ERASURE, json={"confirm": token}).status_code == 409


def test_only_staff_of_hers_may_erase(lived: House) -> None:
    asked = {one: lived.as_(one).get(ERASURE).status_code for one in (OFFICER, STEWARD, OTHER_STEWARD, DAUGHTER)}
    assert asked == {OFFICER: 200, STEWARD: 403, OTHER_STEWARD: 403, DAUGHTER: 403}
