"""The first administrator, without the services around: who is told, and what is left behind."""

import io
import os
import pty
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from api.passwords import Passwords
from banister.doctor import Level
from banister.first_run import FILE, NotTold, is_seen_by_somebody, left_behind, welcome_first
from store.records import Records
from tests.neighbourhood import STEWARD, cast

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.fixture
def terminal() -> Iterator[Console]:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as file:
        yield Console(file=file)
    os.close(ours)


def welcome(records: Records, folder: Path, *, is_seen: bool) -> str:
    said = io.StringIO()
    welcome_first(records, Console(file=said, width=40), folder, NOW, is_seen=is_seen)
    return said.getvalue()


def opens(records: Records, text: str) -> bool:
    """Whether the login and the password of a text open an account that must change it."""
    words = dict(line.split() for line in text.splitlines() if line.startswith(("login ", "password ")))
    account = records.accounts.by_login(words["login"])
    assert account is not None
    return account.must_change and Passwords().verify(words["password"], account.password_hash)


def test_who_looks_is_told_and_nothing_is_written(records: Records, tmp_path: Path) -> None:
    before = sorted(one.name for one in tmp_path.iterdir())
    assert opens(records, welcome(records, tmp_path, is_seen=True))
    assert sorted(one.name for one in tmp_path.iterdir()) == before
    row = records.audit.newest()[0]
    assert (row.person, row.subject, row.detail) == ("banister", "admin", "first administrator made")


def test_where_nobody_looks_it_is_in_a_file_for_its_owner(records: Records, tmp_path: Path) -> None:
    said, file = welcome(records, tmp_path, is_seen=False), tmp_path / FILE
    assert opens(records, file.read_text())
    assert file.stat().st_mode & 0o777 == 0o600
    assert str(file) in said
    assert "login " not in said


@pytest.mark.parametrize("is_seen", [True, False])
def test_a_house_that_somebody_keeps_is_not_told_anything(records: Records, tmp_path: Path, is_seen: bool) -> None:  # noqa: FBT001 - a parameter of the test
    cast(records, NOW)
    records.accounts.set_password(STEWARD, "hash")
    assert welcome(records, tmp_path, is_seen=is_seen) == ""
    assert not (tmp_path / FILE).exists()


def test_a_neighbourhood_in_which_nobody_has_a_password_gets_one(records: Records, tmp_path: Path) -> None:
    cast(records, NOW)
    assert opens(records, welcome(records, tmp_path, is_seen=True))
    assert welcome(records, tmp_path, is_seen=True) == ""


def test_a_file_that_cannot_be_written_is_said_and_nobody_is_made(records: Records, tmp_path: Path) -> None:
    (tmp_path / FILE / "something").mkdir(parents=True)
    with pytest.raises(NotTold, match="first administrator"):
        welcome(records, tmp_path, is_seen=False)
    assert records.people.persons() == []
    (tmp_path / FILE / "something").rmdir()
    (tmp_path / FILE).rmdir()
    welcome(records, tmp_path, is_seen=False)
    assert opens(records, (tmp_path / FILE).read_text())


def test_a_terminal_is_seen_but_that_of_a_container_is_a_log(terminal: Console) -> None:
    assert is_seen_by_somebody(terminal, {})
    assert not is_seen_by_somebody(terminal, {"container": "podman"})


def test_our_image_says_that_it_is_a_container() -> None:
    lines = Path(__file__).parents[2].joinpath("Dockerfile").read_text(encoding="utf-8").splitlines()
    said = dict(word.split("=") for line in lines if line.startswith("ENV ") for word in line.split()[1:])
    assert not is_seen_by_somebody(Console(), said)
    assert said["container"]


def test_a_pipe_with_colours_is_no_terminal(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w") as log:
        out = Console(file=log, force_terminal=True)
        assert out.is_terminal
        assert not is_seen_by_somebody(out, {})


def test_the_doctor_reminds_of_the_file_until_it_is_gone(records: Records, tmp_path: Path) -> None:
    assert left_behind(tmp_path) == []
    welcome(records, tmp_path, is_seen=False)
    [finding] = left_behind(tmp_path)
    assert (finding.level, str(tmp_path / FILE) in finding.detail) == (Level.WARNING, True)
    (tmp_path / FILE).unlink()
    assert left_behind(tmp_path) == []
