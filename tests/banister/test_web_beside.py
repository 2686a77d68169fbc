"""A house that starts builds the web app beside itself, and lives on whatever becomes of that."""

import threading
import time
from pathlib import Path

import pytest

from api.settings import ApiSettings
from banister import web_beside
from banister.supervisor import python
from banister.web_beside import web_app_beside
from tests.brokers import eventually

RUNS = {
    "well": "import sys; sys.stdout.write('• putting it together …\\n• the web app is built (1 s)\\n')",
    "badly": "import sys; sys.stderr.write('• the web app cannot be built: the disk is full\\n'); sys.exit(1)",
    "for ever": "import time; print('• installing packages …', flush=True); time.sleep(600)",
}


@pytest.fixture
def unbuilt(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Play a checkout whose web app is not built."""
    (tmp_path / "web").mkdir()
    monkeypatch.setattr(web_beside, "CHECKOUT", tmp_path / "web")
    monkeypatch.setattr(web_beside, "is_checkout", lambda: True)
    monkeypatch.setattr(ApiSettings, "web", tmp_path / "web" / "dist")
    return tmp_path / "web"


def goes(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    whole = python("-c", RUNS[how])
    monkeypatch.setattr(web_beside, "python", lambda *_arguments: whole)


def settings(**given: object) -> ApiSettings:
    return ApiSettings.model_validate(given)


@pytest.mark.usefixtures("unbuilt")
def test_each_step_is_told_while_the_house_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    goes(monkeypatch, "well")
    said: list[str] = []
    with web_app_beside(settings(), said.append):
        eventually(lambda: len(said) == 2, what="two lines")
    assert said == ["putting it together …", "the web app is built (1 s)"]


@pytest.mark.usefixtures("unbuilt")
def test_where_it_cannot_be_built_the_reason_and_what_to_run_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    goes(monkeypatch, "badly")
    said: list[str] = []
    with web_app_beside(settings(), said.append):
        eventually(lambda: len(said) == 2, what="two lines")
    assert said[0] == "the web app cannot be built: the disk is full"
    assert "there is none" in said[1]
    assert "`make web`" in said[1]


@pytest.mark.usefixtures("unbuilt")
def test_who_ends_the_house_ends_the_building_and_hears_no_complaint(monkeypatch: pytest.MonkeyPatch) -> None:
    goes(monkeypatch, "for ever")
    said: list[str] = []
    with web_app_beside(settings(), said.append):
        eventually(lambda: bool(said), what="its beginning")
        begun = time.monotonic()
    assert time.monotonic() - begun < web_beside.END_WITHIN
    assert said == ["installing packages …"]
    assert "web-build" not in {thread.name for thread in threading.enumerate()}


@pytest.mark.usefixtures("unbuilt")
def test_a_folder_that_somebody_names_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    goes(monkeypatch, "for ever")
    said: list[str] = []
    with web_app_beside(settings(web_dir=tmp_path / "theirs"), said.append):
        pass
    assert len(said) == 1
    assert "BANISTER_WEB_DIR" in said[0]


def test_a_fresh_build_is_not_spoken_of(unbuilt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    goes(monkeypatch, "for ever")
    monkeypatch.setattr(web_beside, "is_fresh", lambda web: web == unbuilt)
    said: list[str] = []
    with web_app_beside(settings(), said.append):
        pass
    assert said == []
