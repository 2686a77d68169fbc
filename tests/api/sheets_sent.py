"""What tests send as tables, and what they are told of them."""

import io
from collections.abc import Mapping, Sequence

import httpx2
from openpyxl import Workbook

from domain.people import Area, AreaKind, Household, Person, Resident, Role
from store.records.neighbourhood import Neighbourhood
from tests.api.house import House
from tests.api.strangers import OTHER_COMMUNITY, let_in
from tests.api.test_problems import assert_problem
from tests.neighbourhood import BUILDING, SITE

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
URL = "/api/v1/imports"
ELM, ELM_GRID, ELM_FLAT, ELM_RESIDENT, ADMIN = "elm-1", "elm-grid", "elm-1-101", "he-ping", "admin-he"
Table = Sequence[Sequence[object]]
NEW: Mapping[str, Table] = {
    "households": [["id", "building", "flat"], ["flat-new", BUILDING, "701"]],
    "residents": [["id", "name", "household", "phone"], ["lin-new", "林新", "flat-new", "13800000077"]],
    "devices": [["id", "kind", "site", "resident"], ["watch-new", "watch", SITE, "lin-new"]],
}


def book(sheets: Mapping[str, Table]) -> bytes:
    made = Workbook()
    del made[made.sheetnames[0]]
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def send(client: httpx2.Client, sheets: Mapping[str, Table] | bytes, *, dry_run: bool = False) -> httpx2.Response:
    content = sheets if isinstance(sheets, bytes) else book(sheets)
    return client.post(f"{URL}?dry_run={dry_run}", content=content, headers={"Content-Type": XLSX})


def told(answer: httpx2.Response) -> list[tuple[str, str, str, str]]:
    problem = assert_problem(answer, 422, "bad-sheets")
    return [(one["sheet"], one["row"], one["column"], one["reason"]) for one in problem["errors"]]


def beside(house: House) -> House:
    """Give a house beside whose community another one lies, and that has an administrator."""
    let_in(house)
    tree = Neighbourhood(
        areas=(
            Area(id=ELM_GRID, kind=AreaKind.GRID, name="榆", parent=OTHER_COMMUNITY),
            Area(id=ELM, kind=AreaKind.BUILDING, name="1 号楼", parent=ELM_GRID),
        ),
        households=(Household(id=ELM_FLAT, building=ELM, flat="101"),),
        residents=(Resident(id=ELM_RESIDENT, name="何平", household=ELM_FLAT),),
        people=(Person(id=ADMIN, name="何", role=Role.ADMIN, login="he"),),
    )
    house.records.neighbourhood.load(tree, house.clock())
    return house
