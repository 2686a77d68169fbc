"""What the doctor says."""

import socket
from pathlib import Path

import pytest

from api.settings import ApiSettings
from banister.doctor import (
    Level,
    answers,
    bad,
    free_space,
    healthy,
    ok,
    port_free,
    python_version,
    sqlite_version,
    writable,
)
from banister.examination import web_app
from domain.errors import StoreAway


@pytest.mark.parametrize(
    ("version", "level"),
    [
        ((3, 6, 23), Level.OK),
        ((3, 7, 0), Level.WARNING),
        ((3, 40, 1), Level.WARNING),
        ((3, 51, 2), Level.WARNING),
        ((3, 51, 3), Level.OK),
    ],
)
def test_the_wal_reset_bug_is_told(version: tuple[int, ...], level: Level) -> None:
    assert sqlite_version(version).level is level


def test_an_old_python_is_bad() -> None:
    assert python_version((3, 10, 9)).level is Level.BAD
    assert python_version((3, 11, 0)).level is Level.OK


def test_a_disk_that_is_nearly_full_is_told_before_it_is_full(tmp_path: Path) -> None:
    assert free_space(tmp_path / "not" / "there", least=0).level is Level.OK
    assert free_space(tmp_path, least=2**70).level is Level.WARNING


def test_a_data_directory_that_is_a_file_is_bad(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert writable(tmp_path / "file").level is Level.BAD
    assert writable(tmp_path / "new").level is Level.OK


def test_a_taken_port_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert port_free("127.0.0.1", taken.getsockname()[1]).level is Level.WARNING


def test_what_does_not_answer_is_bad_with_its_own_words() -> None:
    def away() -> str:
        raise StoreAway("the disk is full")

    assert answers("records", away).detail == "the disk is full"
    assert not healthy([ok("a", ""), bad("b", "")])


def test_the_web_app_is_told_with_what_would_build_it(tmp_path: Path) -> None:
    settings = ApiSettings.model_validate({"web_dir": tmp_path})
    assert web_app(settings).level is Level.WARNING
    assert "BANISTER_WEB_DIR" in web_app(settings).detail
    (tmp_path / "index.html").write_text("built", encoding="utf-8")
    assert web_app(settings).level is Level.OK
