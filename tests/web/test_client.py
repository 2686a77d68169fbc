"""The client of the API that the web app has is the one that the routes make."""

from pathlib import Path

import pytest

from api.document import document
from api.web_app import CHECKOUT
from banister.web_client import MADE, make_client
from tests.programs import need_web_tools


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_client_is_what_the_routes_make(tmp_path: Path) -> None:
    need_web_tools()
    make_client(CHECKOUT, tmp_path / "made", tmp_path / "openapi.json")
    made, there = files(tmp_path / "made"), files(MADE)
    stale = sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))
    assert len(made) > 4
    if stale:
        pytest.fail(f"web/src/api/made is not what the routes make ({', '.join(stale)}): run `make client`")


def test_the_document_is_the_same_each_time_and_names_no_version_of_ours() -> None:
    assert document() == document()
    assert '"version": "1"' in document()
