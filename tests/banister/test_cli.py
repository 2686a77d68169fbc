"""The `banister` command, as it is typed."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from banister.broker_upkeep import device_users
from banister.cli import app
from banister.demo import example
from store.records import open_records, records_url
from store.settings import StoreSettings


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
        records.registry.set_broker_user(door, "door", "from an older version")

        assert "speaks through its gateway" in refused.output
        assert device_users(records) == []


def test_a_device_gets_a_credential_of_its_own() -> None:
    banister("import", str(example()))
    shown = banister("credential", "lin-lane.watch-lin")

    assert "user lin-lane/watch-lin" in shown.stdout
    with open_records(records_url(StoreSettings())) as records:
        (user,) = records.registry.broker_users()
        assert user.username == "lin-lane/watch-lin"
        assert user.password_hash not in shown.stdout


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
