"""`banister rules`: what holds, and how often a rule would have fired, on a past of Mrs Lin's."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from banister import rules_cli
from banister.cli import app
from domain.access import Deed
from domain.defaults import default_rules
from domain.readings import Report
from store.opening import open_readings
from store.records import open_records, records_url
from store.settings import StoreSettings
from tests.neighbourhood import MRS_LIN, WATCH, cast

MINUTE = timedelta(minutes=1)


@pytest.fixture
def past(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Yesterday her pulse was 115 for three minutes, and 140 for one."""
    monkeypatch.setenv("BANISTER_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(rules_cli, "out", Console(width=200))
    now = datetime.now(UTC).replace(microsecond=0)
    pulses = [72, 115, 116, 115, *[72] * 6, 140, *[72] * 6]
    start = now - timedelta(days=1)
    said = [
        Report(device=WATCH, observed_at=start + n * MINUTE, received_at=now, values={"heart_rate": float(pulse)})
        for n, pulse in enumerate(pulses)
    ]
    with open_records(records_url(StoreSettings())) as records, open_readings(StoreSettings()) as readings:
        records.rules.seed(default_rules(), now)
        cast(records, now)
        readings.append(said)


def _tried(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["rules", "try", "--resident", MRS_LIN, "--days", "2", *arguments])


@pytest.mark.usefixtures("past")
def test_a_new_threshold_is_shown_beside_the_rule_in_force() -> None:
    shown = _tried("--metric", "heart_rate", "--above", "130")
    assert shown.exit_code == 0, shown.output
    lines = shown.output.splitlines()
    assert lines[1].split()[:7] == ["tried", "heart_rate_above_130", "warning", "≥", "130", "1", "1.00"]
    assert lines[2].split()[:3] == ["in", "force", "heart_rate_high"]
    assert lines[2].split()[9:12] == ["2", "2.00", "1"]
    assert f"{MRS_LIN}: 17 reports from " in shown.output
    assert "1.0 days" in shown.output, "of the day before nothing is known"
    assert "warning   140  " in lines[-1]
    with open_records(records_url(StoreSettings())) as records:
        look = records.audit.about([MRS_LIN])[0]
    assert (look.person, look.deed, look.detail) == ("banister", Deed.SEE_READINGS, "rule tried")


@pytest.mark.usefixtures("past")
def test_holding_longer_fires_less_often() -> None:
    assert "  1   1.00" in _tried("--metric", "heart_rate", "--above", "110", "--hold", "2").output.splitlines()[1]


@pytest.mark.usefixtures("past")
def test_a_rule_that_is_off_can_be_tried_by_its_id() -> None:
    shown = _tried("--rule", "door_opened_at_night")
    assert shown.exit_code == 0, shown.output
    assert "door_opened_at_night" in shown.output
    assert "nothing was read in that time" in shown.output


@pytest.mark.usefixtures("past")
@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--metric", "pulse", "--above", "1"), "say --rule, or --metric as one of heart_rate"),
        (("--metric", "heart_rate"), "say either --above or --below"),
        (("--metric", "heart_rate", "--above", "1000"), "believed between 20 and 300"),
        (("--rule", "spo2_low", "--metric", "spo2", "--below", "90"), "say either --rule or --metric"),
        (("--rule", "no_such"), "no rule 'no_such'"),
        (("--rule", "reports_missing"), "cannot be tried"),
    ],
)
def test_what_cannot_be_tried_is_said_in_a_line(arguments: tuple[str, ...], reason: str) -> None:
    shown = _tried(*arguments)
    assert shown.exit_code == 1
    assert reason in shown.output


@pytest.mark.usefixtures("past")
def test_the_rules_are_listed_with_their_limits_and_sources() -> None:
    shown = CliRunner().invoke(app, ["rules", "list"])
    assert shown.exit_code == 0
    assert "heart_rate_high" in shown.output
    assert "warning ≥ 101, critical ≥ 131" in shown.output
    assert "warning > 13.9, critical > 16.7" in shown.output


@pytest.mark.usefixtures("past")
@pytest.mark.parametrize("command", [("list",), ("try", "--resident", MRS_LIN, "--rule", "body_temperature_high")])
def test_an_id_can_be_copied_from_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]) -> None:
    monkeypatch.setattr(rules_cli, "out", Console(width=80))
    shown = CliRunner().invoke(app, ["rules", *command])
    assert "body_temperature_high " in shown.output
    assert "…" not in shown.output
    assert max(map(len, shown.output.splitlines())) <= 80


def test_a_simulated_past_needs_nothing_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANISTER_DATA_DIR", str(tmp_path / "unused"))
    monkeypatch.setattr(rules_cli, "out", Console(width=200))
    shown = _tried("--metric", "heart_rate", "--above", "90", "--simulated", "--seed", "3")
    assert shown.exit_code == 0, shown.output
    assert "heart_rate_above_90" in shown.output
    assert "in force  heart_rate_high" in shown.output
    assert not (tmp_path / "unused").exists()
