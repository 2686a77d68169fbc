"""The `banister` command, as it is typed."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from banister.broker_upkeep import users_of
from banister.cli import app
from banister.demo import example
from store.records import open_records, records_url
from store.records.claiming import Login
from store.settings import StoreSettings
from tests.neighbourhood import noted

NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("MQTT_URL", "RECORDS_URL", "READINGS_URL"):
        monkeypatch.delenv(f"BANISTER_{name}", raising=False)
    monkeypatch.setenv("BANISTER_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("BANISTER_HTTP_PORT", "0")
    return tmp_path


def banister(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def test_importing_gives_each_login_a_password_once() -> None:
    first, second = banister("import", str(example())), banister("import", str(example()))

    assert first.exit_code == 0
    assert re.search(r"wang  [a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}  \(王建国\)", first.stdout)
    assert "added 0, changed 0" in second.stdout
    assert "wang" not in second.stdout
    with open_records(records_url(StoreSettings())) as records:
        account = records.accounts.by_login("wang")
        assert account is not None
        assert account.must_change


def test_a_wrong_file_is_told_by_line_and_loads_nothing(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(example().read_text().replace("parent: willow-street", "parent: nowhere"))
    result = banister("import", str(wrong))

    assert result.exit_code == 1
    assert re.search(r"wrong\.yaml:\d+: .*nowhere", result.output)
    with open_records(records_url(StoreSettings())) as records:
        assert records.people.residents() == []


def test_a_file_that_is_not_there_is_told_plainly(tmp_path: Path) -> None:
    result = banister("import", str(tmp_path / "none.yaml"))

    assert result.exit_code == 1
    assert "none.yaml" in result.output
    assert "Traceback" not in result.output


def test_a_device_behind_a_gateway_gets_no_credential() -> None:
    banister("import", str(example()))
    with open_records(records_url(StoreSettings())) as records:
        door = next(one.device.id for one in records.registry.devices() if one.device.dialect == "zigbee2mqtt")
        refused = banister("credential", door)
        older = Login(username="door", made_at=NOW, password_hash="from an older version")
        records.registry.claims.renew_login(door, older, noted(NOW, door))

        assert "speaks through its gateway" in refused.output
        assert users_of(records) == []


def test_a_device_gets_a_credential_of_its_own() -> None:
    banister("import", str(example()))
    shown = banister("credential", "lin-lane.watch-lin")

    assert "user lin-lane/watch-lin" in shown.stdout
    with open_records(records_url(StoreSettings())) as records:
        (user,) = records.registry.broker_users()
        assert user.username == "lin-lane/watch-lin"
        assert user.password_hash not in shown.stdout
        newest = records.audit.newest(limit=1)[0]
        assert (newest.person, newest.subject) == ("banister", "device:lin-lane.watch-lin")


def test_a_credential_for_no_device_is_refused() -> None:
    result = banister("credential", "lin-lane.nobody")

    assert (result.exit_code, "lin-lane.nobody" in result.output) == (1, True)


def test_the_doctor_looks_at_everything_and_ends_well_on_a_new_machine() -> None:
    result = banister("doctor")

    assert result.exit_code == 0, result.output
    for name in ("python", "sqlite", "data directory", "disk", "records", "readings", "broker", "http address"):
        assert name in result.stdout


def test_the_doctor_ends_with_one_when_something_is_bad(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("BANISTER_DATA_DIR", str(tmp_path / "file"))

    assert banister("doctor").exit_code == 1


def test_simulate_is_one_of_its_commands() -> None:
    assert "low_oxygen" in banister("simulate", "--list-scenarios").stdout


def test_the_doctor_goes_on_past_a_broker_address_that_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANISTER_MQTT_URL", "http://x")
    result = banister("doctor")

    assert result.exit_code == 1
    assert "must begin with mqtt://" in " ".join(result.output.split())
    assert "http address" in result.output


def test_tables_are_checked_without_being_written_and_then_imported(tmp_path: Path) -> None:
    community, passwords = str(example().with_name("community.xlsx")), tmp_path / "first.csv"
    rehearsed, loaded = banister("import", community, "--dry-run"), banister("import", community)
    again = banister("import", str(example()), "--passwords", str(passwords))

    assert "nothing was written" in rehearsed.stdout
    assert "changed 0, unchanged 0" in loaded.stdout
    assert (again.exit_code, passwords.stat().st_mode & 0o777) == (0, 0o600)
    assert len(passwords.read_text(encoding="utf-8-sig").splitlines()) == 11
    assert banister("import", str(example()), "--passwords", str(passwords)).exit_code == 1


def test_tables_that_are_wrong_are_told_cell_by_cell() -> None:
    result = banister("import", str(example().with_name("community-with-errors.xlsx")), "--dry-run")

    assert (result.exit_code, "9 faults; nothing was written" in result.output) == (1, True)
    assert re.search(r"老人 +4 +姓名 +is missing", result.output)


def test_a_template_and_an_export_are_written_once(tmp_path: Path) -> None:
    banister("import", str(example()))
    template, out = str(tmp_path / "template.xlsx"), str(tmp_path / "out.xlsx")

    assert banister("import", "--template", template).exit_code == 0
    assert banister("export-community", "lin-lane", "--out", out).exit_code == 0
    assert "would add 0, change 0" in banister("import", out, "--dry-run").stdout
    for words in (("import", "--template", template), ("export-community", "lin-lane", "--out", out)):
        assert "is there already" in banister(*words).output
    assert "no area 'nowhere'" in banister("export-community", "nowhere", "--out", f"{out}2").output
