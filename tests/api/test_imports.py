"""Tables over HTTP: within what somebody keeps, all or nothing; and nothing is told of what lies outside."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from domain.access import Deed
from tests.api.house import House
from tests.api.sheets_sent import ADMIN, ELM, ELM_FLAT, ELM_GRID, ELM_RESIDENT, NEW, URL, Table, beside, send, told
from tests.api.strangers import OTHER_COMMUNITY, OTHER_STAFF
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY,
    COMMUNITY_STAFF,
    DAUGHTER,
    GRID,
    MRS_LIN,
    SITE,
    STEWARD,
    STREET,
    STREET_STAFF,
    WATCH,
)


@pytest.fixture
def town(house: House) -> House:
    """Give a house beside whose community another one lies, and that has an administrator."""
    return beside(house)


def state(house: House) -> object:
    records = house.records
    return records.people.residents(), records.registry.devices(), records.people.areas(), records.revision()


def test_staff_bring_in_what_is_theirs_and_the_rows_refer_to_the_records(town: House) -> None:
    answer = send(town.as_(COMMUNITY_STAFF), NEW)
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    assert said["rows"] == {"households": 1, "residents": 1, "devices": 1}
    assert said["changes"]["residents"] == {"added": 1, "changed": 0, "unchanged": 0}
    assert town.records.people.resident("lin-new").phone == "13800000077"
    assert town.looks("lin-new") == [(COMMUNITY_STAFF, "keep_residents", True)]
    assert send(town.as_(COMMUNITY_STAFF), NEW).json()["added"] == 0


def test_a_dry_run_says_the_same_and_changes_nothing(town: House) -> None:
    before = state(town)
    rehearsed = send(town.as_(COMMUNITY_STAFF), NEW, dry_run=True).json()
    assert state(town) == before
    done = send(town.as_(COMMUNITY_STAFF), NEW).json()
    assert rehearsed | {"dry_run": False} == done


@pytest.mark.parametrize(("person", "status"), [(STEWARD, 403), (DAUGHTER, 403), ("", 401)])
@pytest.mark.parametrize("path", [URL, f"{URL}/template", "/api/v1/exports/sheets"])
def test_who_keeps_nothing_is_not_let_in(house: House, person: str, status: int, path: str) -> None:
    client = house.as_(person) if person else house.client()
    answer = send(client, NEW) if path == URL else client.get(path)
    assert answer.status_code == status


FOREIGN: Mapping[str, tuple[Mapping[str, Table], str, str]] = {
    "a resident": (
        {"residents": [["id", "name", "household"], [ELM_RESIDENT, "x", "building-3-502"]]},
        "id",
        "cannot be",
    ),
    "a household": ({"households": [["id", "building", "flat"], [ELM_FLAT, BUILDING, "1"]]}, "id", "cannot be used"),
    "an area": (
        {"areas": [["id", "kind", "name", "parent"], [ELM, "building", "x", GRID]]},
        "id",
        "is nothing of yours, and the id cannot be used",
    ),
    "the street": ({"areas": [["id", "kind", "name"], [STREET, "street", "x"]]}, "id", "is nothing of yours"),
    "somebody": (
        {"people": [["id", "name", "role", "areas"], [OTHER_STAFF, "x", "staff", COMMUNITY]]},
        "id",
        "is nothing of yours, and the id cannot be used",
    ),
    "who sees more": (
        {"people": [["id", "name", "role", "areas"], [STREET_STAFF, "x", "staff", COMMUNITY]]},
        "id",
        "is nothing of yours",
    ),
    "an admin": ({"people": [["id", "name", "role"], ["boss", "x", "admin"]]}, "id", "only an administrator"),
    "a post above": (
        {"posts": [["person", "area"], [STEWARD, STREET]]},
        "area",
        f"there is no area '{STREET}'",
    ),
    "a new street": (
        {"areas": [["id", "kind", "name", "parent"], ["s", "street", "x", None]]},
        "parent",
        "an administrator's to add",
    ),
}


@pytest.mark.parametrize(("sheets", "column", "reason"), FOREIGN.values(), ids=FOREIGN)
def test_what_is_not_theirs_is_refused_by_its_row(
    town: House, sheets: Mapping[str, Table], column: str, reason: str
) -> None:
    before = state(town)
    [(sheet, row, where, why)] = told(send(town.as_(COMMUNITY_STAFF), {**NEW, **_with(sheets)}))
    assert (sheet, row, where) == (next(iter(sheets)), str(len(NEW.get(sheet, [[]])) + 1), column)
    assert reason in why
    assert state(town) == before


def _with(sheets: Mapping[str, Table]) -> Mapping[str, Table]:
    """Put the rows below those of the file that is theirs."""
    found = {}
    for name, (head, *rows) in sheets.items():
        mine = NEW.get(name, [head])
        found[name] = [*mine, *[_under(mine[0], head, row) for row in rows]]
    return found


def _under(wanted: Sequence[object], head: Sequence[object], row: Sequence[object]) -> list[object]:
    said = dict(zip(head, row, strict=True))
    return [said.get(column) for column in wanted]


REFERENCES: Mapping[str, tuple[Mapping[str, Table], str]] = {
    "a household": ({"residents": [["id", "name", "household"], ["r-1", "x", "{}"]]}, ELM_FLAT),
    "a building": ({"households": [["id", "building", "flat"], ["h-1", "{}", "1"]]}, ELM),
    "a parent": ({"areas": [["id", "kind", "name", "parent"], ["b-1", "building", "x", "{}"]]}, ELM_GRID),
    "a resident": ({"devices": [["id", "kind", "site", "resident"], ["w-1", "watch", SITE, "{}"]]}, ELM_RESIDENT),
    "a site": ({"devices": [["id", "kind", "site"], ["w-1", "watch", "{}"]]}, OTHER_COMMUNITY),
    "a post": ({"posts": [["person", "area"], [STEWARD, "{}"]]}, ELM),
    "an area": ({"people": [["id", "name", "role", "areas"], ["p-1", "x", "steward", "{}"]]}, ELM),
    "whose post": ({"posts": [["person", "area"], ["{}", BUILDING]]}, OTHER_STAFF),
    "a relative's": ({"relatives": [["person", "resident", "relation"], [DAUGHTER, "{}", "x"]]}, ELM_RESIDENT),
}


@pytest.mark.parametrize(("sheets", "foreign"), REFERENCES.values(), ids=REFERENCES)
def test_what_lies_outside_is_told_of_as_what_there_is_not(
    town: House, sheets: Mapping[str, Table], foreign: str
) -> None:
    def asked(name: str) -> str:
        filled = {
            sheet: [[str(cell).replace("{}", name) for cell in row] for row in rows] for sheet, rows in sheets.items()
        }
        return str(told(send(town.as_(COMMUNITY_STAFF), filled))).replace(name, "…")

    assert asked(foreign) == asked("nothing-at-all")


def test_who_looks_about_by_files_is_on_record(town: House) -> None:
    send(town.as_(COMMUNITY_STAFF), FOREIGN["a resident"][0], dry_run=True)
    assert town.looks(ELM_RESIDENT) == [(COMMUNITY_STAFF, "keep_residents", False)]


def test_an_administrator_brings_in_places_and_people_and_nobody_who_is_watched_over(town: House) -> None:
    client = town.as_(ADMIN)
    places = {
        "areas": [["id", "kind", "name", "parent"], ["b-9", "building", "9 号楼", GRID]],
        "people": [["id", "name", "role", "areas"], ["steward-9", "九", "steward", "b-9"]],
    }
    assert send(client, places).status_code == 200
    for section in ("residents", "devices"):
        assert {why for *_, why in told(send(client, {section: NEW[section]}))} == {
            "this table is not yours to bring in"
        }
    assert send(client, NEW, dry_run=True).status_code == 422


def test_a_resident_who_moves_is_kept_and_takes_their_devices_along_or_stays(town: House) -> None:
    client = town.as_(STREET_STAFF)
    moves = {"residents": [["id", "name", "household"], [MRS_LIN, "林秀英", "building-5-101"]]}
    assert send(client, moves).status_code == 200
    assert town.records.organisation.relocations(MRS_LIN)[0].to_place == "building-5-101"
    assert town.records.people.resident(MRS_LIN).phone == "13800000001", "a column that is not there says nothing"
    away = {"residents": [["id", "name", "household"], [MRS_LIN, "林秀英", ELM_FLAT]]}
    [(_, _, column, why)] = told(send(client, away))
    assert column == "household"
    assert WATCH in why
    assert "another site" in why


def test_nobody_gets_a_password_and_who_has_none_is_told(house: House) -> None:
    steward = {"people": [["id", "name", "role", "login", "areas"], ["steward-9", "九", "steward", "nine", BUILDING]]}
    said = send(house.as_(COMMUNITY_STAFF), steward).json()
    assert "steward-9" in said["new_logins"]
    assert house.records.accounts.by_login("nine") is None


def test_a_key_of_few_deeds_brings_in_as_little(town: House) -> None:
    client = town.with_key(COMMUNITY_STAFF, Deed.KEEP_ORGANISATION)
    assert send(client, {"households": NEW["households"]}).status_code == 200
    assert told(send(client, {"residents": NEW["residents"]}))
    assert town.with_key(COMMUNITY_STAFF, Deed.SEE_RESIDENT).get(f"{URL}/template").status_code == 403
