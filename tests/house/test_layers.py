"""Who may import whom: the design's table of rooms, and the third parties that stay in theirs."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.house.tree import ROOT, shown, syntax

ARROWS = {
    "domain": set[str](),
    "devices": {"domain"},
    "mqtt": {"domain"},
    "store": {"domain"},
    "ingest": {"domain", "devices", "mqtt", "store"},
    "alerts": {"domain", "devices", "mqtt", "store"},
    "sheets": {"domain", "mqtt", "store"},
    "api": {"domain", "devices", "mqtt", "store", "sheets"},
    "simulators": set[str](),
    "banister": {"domain", "devices", "mqtt", "store", "ingest", "alerts", "sheets", "api", "simulators"},
}

CONFINED = {
    "paho": {"mqtt", "simulators"},
    "influxdb_client": {"store"},
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "fastapi": {"api"},
    "starlette": {"api"},
    "uvicorn": {"api"},
    "apprise": {"alerts"},
    "fhir": {"api"},
    "openpyxl": {"sheets"},
    "typst": {"api"},
}

IN_ONE_FILE = {
    "influxdb_client": "store/",
    "apprise": "alerts/channels/",
    "fhir": "api/",
    "authlib": "api/",
    "joserfc": "api/",
    "typst": "api/reports/",
}


class Import(NamedTuple):
    """One import statement: who, what, where it stands."""

    path: str
    line: int
    module: str
    level: int

    @property
    def room(self) -> str:
        return self.path.split("/", 1)[0]

    @property
    def top(self) -> str:
        return self.module.split(".", 1)[0]

    def __str__(self) -> str:
        return f"{self.path}:{self.line} imports {'.' * self.level}{self.module}"


def _imports_of(path: Path) -> Iterator[Import]:
    name = shown(path)
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(name, node.lineno, alias.name, 0)
        elif isinstance(node, ast.ImportFrom):
            yield Import(name, node.lineno, node.module or "", node.level)


@pytest.fixture(scope="module")
def imports() -> list[Import]:
    files = [path for room in ARROWS for path in sorted((ROOT / room).rglob("*.py"))]
    return [one for path in files for one in _imports_of(path)]


def test_each_room_imports_only_what_its_arrows_allow(imports: list[Import]) -> None:
    assert not [
        str(one) for one in imports if one.top in ARROWS and one.top != one.room and one.top not in ARROWS[one.room]
    ]


def test_no_room_imports_the_tests(imports: list[Import]) -> None:
    assert not [str(one) for one in imports if one.top == "tests"]


def test_imports_are_absolute(imports: list[Import]) -> None:
    assert not [str(one) for one in imports if one.level]


def test_third_parties_stay_in_their_rooms(imports: list[Import]) -> None:
    assert not [str(one) for one in imports if one.room not in CONFINED.get(one.top, {one.room})]


@pytest.mark.parametrize(("name", "folder"), IN_ONE_FILE.items())
def test_a_replaceable_library_is_named_in_one_file(imports: list[Import], name: str, folder: str) -> None:
    files = {one.path for one in imports if one.top == name}
    assert len(files) <= 1
    assert all(path.startswith(folder) for path in files)


def test_domain_needs_the_standard_library_and_pydantic_only(imports: list[Import]) -> None:
    allowed = sys.stdlib_module_names | {"domain", "pydantic", "pydantic_core"}
    assert not [str(one) for one in imports if one.room == "domain" and one.top not in allowed]


@pytest.mark.parametrize("room", ["domain", "devices"])
def test_pure_rooms_do_no_input_or_output(imports: list[Import], room: str) -> None:
    reaching_out = {
        "socket",
        "subprocess",
        "os",
        "pathlib",
        "sqlite3",
        "threading",
        "asyncio",
        "urllib",
        "http",
        "time",
    }
    pure = {"urllib.parse"}
    theirs = [one for one in imports if one.room == room and one.module not in pure]
    assert not [str(one) for one in theirs if one.top in reaching_out]
