"""`banister account`, as it is typed: each change is on record, and what cannot be is said in one line."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from api.passwords import Passwords, hash_password
from banister import account_cli
from banister.cli import app
from domain.access import Deed
from domain.people import Person, Role
from store.records import Records, open_records, records_url
from store.records.accounts import Account
from store.records.audit import Entry
from store.settings import StoreSettings
from tests.neighbourhood import COMMUNITY, COMMUNITY_STAFF, STEWARD, cast

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
ENTRY = Entry(at=NOW, person="test", deed=Deed.KEEP_PEOPLE, subject="test")


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Records]:
    monkeypatch.delenv("BANISTER_RECORDS_URL", raising=False)
    monkeypatch.setenv("BANISTER_DATA_DIR", str(tmp_path))
    with open_records(records_url(StoreSettings())) as opened:
        cast(opened, NOW - timedelta(days=1))
        yield opened


def account(*words: str) -> Result:
    return CliRunner().invoke(app, ["account", *words])


def done(*words: str) -> str:
    result = account(*words)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(*words: str) -> str:
    """Run a command that must end with 1 and one line; give the line."""
    result = account(*words)
    assert (result.exit_code, result.output.count("\n")) == (1, 1), result.output
    return result.output


def state(records: Records, person: str) -> Account:
    found = records.accounts.account_of(person)
    assert found is not None
    return found


def trail(records: Records) -> tuple[str, Deed, str, str]:
    newest = records.audit.newest(limit=1)[0]
    return newest.person, newest.deed, newest.subject, newest.detail


def test_an_administrator_is_added_with_a_password_to_be_changed(records: Records) -> None:
    said = done("add", "boss", "--role", "admin", "--name", "陈主任", "--login", "chief")
    login, password, name = said.split()
    made = records.accounts.by_login("chief")
    assert made is not None
    assert (made.person.id, made.person.role, made.must_change, name) == ("boss", Role.ADMIN, True, "(陈主任)")
    assert (login, Passwords().verify(password, made.password_hash)) == ("chief", True)
    assert trail(records) == ("banister", Deed.KEEP_PEOPLE, "boss", "added")


def test_staff_are_added_with_the_areas_that_they_answer_for(records: Records) -> None:
    done("add", "staff-wu", "--role", "staff", "--name", "Wu", "--area", COMMUNITY)
    assert records.people.assigned("staff-wu", datetime.now(UTC)) == [COMMUNITY]
    assert "see nothing" in done("add", "staff-xu", "--role", "staff", "--name", "Xu")


@pytest.mark.parametrize(
    "words", [("account", "password", "wang"), ("account", "password", STEWARD), ("password", "wang")]
)
def test_a_new_password_is_for_one_time_and_on_record(records: Records, words: tuple[str, ...]) -> None:
    token = records.accounts.open_session(STEWARD, NOW, HOUR)
    login, made, _ = CliRunner().invoke(app, list(words)).stdout.split()
    changed = state(records, STEWARD)
    assert (login, changed.must_change) == ("wang", True)
    assert Passwords().verify(made, changed.password_hash)
    assert records.accounts.session(token, NOW) is None
    assert trail(records) == ("banister", Deed.KEEP_PEOPLE, STEWARD, "password reset")


def test_an_account_is_closed_and_opened_again(records: Records) -> None:
    key = records.accounts.make_key(STEWARD, "screen", [Deed.SEE_ALERTS], NOW)
    assert done("close", "wang") == f"closed {STEWARD}\n"
    assert trail(records) == ("banister", Deed.KEEP_PEOPLE, STEWARD, "disabled")
    assert state(records, STEWARD).disabled_at is not None
    assert records.accounts.key(key, NOW) is None
    assert "is closed: banister account open" in done("password", "wang")
    assert done("open", STEWARD) == f"opened {STEWARD}\n"
    assert trail(records) == ("banister", Deed.KEEP_PEOPLE, STEWARD, "enabled")
    assert state(records, STEWARD).disabled_at is None


def test_sessions_are_shown_and_ended(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account_cli, "out", Console(width=200))
    now = datetime.now(UTC)
    token = records.accounts.open_session(STEWARD, now, HOUR, agent="Firefox [red]", address="192.0.2.7")
    shown = done("sessions", "wang")
    assert all(word in shown for word in ("Firefox [red]", "192.0.2.7", "password"))
    assert token not in shown
    assert done("sessions", "wang", "--end") == f"ended 1 of {STEWARD}\n"
    assert trail(records) == ("banister", Deed.KEEP_PEOPLE, STEWARD, "sessions ended")
    assert "logged in nowhere" in done("sessions", "wang")


def test_a_lost_second_factor_is_taken_away(records: Records) -> None:
    records.accounts.begin_factor(STEWARD, "sealed", ENTRY)
    assert "not confirmed" in done("second-factor", "wang")
    records.accounts.confirm_factor(STEWARD, 1, ["one", "two"], NOW, ENTRY)
    assert "2 recovery codes" in done("second-factor", "wang")
    done("second-factor", "wang", "--reset")
    assert records.accounts.second_factor(STEWARD) is None
    assert trail(records) == ("banister", Deed.KEEP_PEOPLE, STEWARD, "second factor removed")
    assert "has no second factor" in done("second-factor", "wang")


def test_the_list_shows_what_opens_an_account(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account_cli, "out", Console(width=120))
    records.accounts.set_password(STEWARD, hash_password("correct horse"))
    records.accounts.open_session(STEWARD, datetime.now(UTC), HOUR)
    done("add", "boss", "--role", "admin", "--name", "Boss")
    lines = {line.split()[0]: line.split()[1:] for line in done("list").splitlines()}
    assert lines[STEWARD] == ["wang", "王建国", "steward", "own", "1"]
    assert lines["boss"] == ["boss", "Boss", "admin", "one-time"]
    assert lines[COMMUNITY_STAFF][-1] == "none"
    assert [line.split()[0] for line in done("list", "--role", "admin").splitlines()] == ["person", "boss"]


@pytest.mark.parametrize("width", [80, 120])
def test_the_list_fits_the_terminal(records: Records, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setattr(account_cli, "out", Console(width=width))
    done("close", "wang")
    lines = done("list").splitlines()
    assert len(lines) == 1 + len(records.accounts.all())
    assert ("王建国" in "".join(lines)) is (width == 120)


def test_the_last_administrator_is_closed_by_force_alone(records: Records) -> None:
    done("add", "boss", "--role", "admin", "--name", "Boss")
    before = records.audit.newest(limit=1)
    assert "--force" in refused("close", "boss")
    assert records.audit.newest(limit=1) == before
    done("add", "second", "--role", "admin", "--name", "Second")
    done("close", "boss")
    done("close", "second", "--force")
    assert state(records, "second").disabled_at is not None


@pytest.mark.parametrize("command", ["password", "close", "open", "sessions", "second-factor"])
def test_somebody_who_is_not_there_is_said(records: Records, command: str) -> None:
    before = records.audit.newest()
    assert "'nobody'" in refused(command, "nobody")
    assert records.audit.newest() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("open", "wang"), "is open"),
        (("second-factor", "wang", "--reset"), "no second factor"),
        (("add", STEWARD, "--role", "admin", "--name", "x"), "taken"),
        (("add", "new", "--role", "admin", "--name", "x", "--login", "wang"), "login is taken"),
        (("add", "Two Words", "--role", "admin", "--name", "x"), "is no id"),
        (("add", "new", "--role", "admin", "--name", " "), "is no name"),
        (("add", "new", "--role", "admin", "--name", "x", "--login", "a b"), "is no login"),
        (("add", "new", "--role", "admin", "--name", "x", "--language", "中文"), "is no language"),
        (("add", "new", "--role", "steward", "--name", "x"), "banister import"),
        (("add", "new", "--role", "admin", "--name", "x", "--area", COMMUNITY), "leave --area out"),
        (("add", "new", "--role", "staff", "--name", "x", "--area", "nowhere"), "'nowhere'"),
        (("add", "new", "--role", "staff", "--name", "x", "--area", COMMUNITY, "--area", COMMUNITY), "twice"),
        (("add", "import", "--role", "staff", "--name", "x"), "reserved"),
    ],
)
def test_what_cannot_be_is_said_in_one_line_and_changes_nothing(
    records: Records, words: tuple[str, ...], said: str
) -> None:
    before, trail_before = records.people.persons(), records.audit.newest()
    assert said in refused(*words)
    assert (records.people.persons(), records.audit.newest()) == (before, trail_before)


def test_a_closed_account_is_not_closed_twice(records: Records) -> None:
    done("close", "wang")
    first = state(records, STEWARD).disabled_at
    assert "closed already" in refused("close", "wang")
    assert state(records, STEWARD).disabled_at == first


def test_whose_id_is_anothers_login_is_asked_for(records: Records) -> None:
    records.organisation.persons.add(Person(id="wang", name="another", role=Role.STAFF, login="wang2"), ENTRY)
    assert f"say {STEWARD} or wang2" in refused("password", "wang")
    done("password", STEWARD)
    done("password", "wang2")
    assert state(records, "wang").password_hash is not None


@pytest.mark.parametrize(("login", "said"), [(None, "has no login"), ("screen", "by a key")])
def test_who_does_not_log_in_gets_no_password(records: Records, login: str | None, said: str) -> None:
    records.organisation.persons.add(Person(id="screen", name="x", role=Role.INTEGRATION, login=login), ENTRY)
    assert said in refused("password", "screen")
    assert "screen" in done("close", "screen")
