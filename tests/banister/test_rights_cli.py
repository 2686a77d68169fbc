"""The commands that take a person's data out, and let it go."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from banister.cli import app
from domain.readings import Report
from store.opening import open_readings
from store.records import open_records, records_url
from store.settings import StoreSettings
from tests.neighbourhood import MRS_LIN, OTHER_WATCH, WATCH, cast

NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def _house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANISTER_DATA_DIR", str(tmp_path / "data"))
    stores = StoreSettings()
    with open_records(records_url(stores)) as records, open_readings(stores) as readings:
        cast(records, NOW - timedelta(days=1))
        readings.append(
            [
                Report(device=one, observed_at=NOW, received_at=NOW, values={"heart_rate": 71.0})
                for one in (WATCH, OTHER_WATCH)
            ]
        )


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.mark.parametrize(
    ("wanted", "file"), [("json", "readings.json"), ("csv", "readings.csv"), ("fhir", "Observation.ndjson")]
)
def test_a_person_is_taken_out_as_files(tmp_path: Path, wanted: str, file: str) -> None:
    done = run("export-person", MRS_LIN, "--out", str(tmp_path / "hers"), "--format", wanted)
    assert done.exit_code == 0, done.output
    assert "71" in (tmp_path / "hers" / file).read_text(encoding="utf-8")
    with open_records(records_url(StoreSettings())) as records:
        assert records.audit.about([MRS_LIN])[0].deed.value == "export_data"


def test_files_that_are_there_are_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "note").write_text("mine")
    assert run("export-person", MRS_LIN, "--out", str(tmp_path)).exit_code == 1
    assert (tmp_path / "note").read_text() == "mine"


def test_nothing_is_erased_without_yes() -> None:
    shown = run("erase", MRS_LIN)
    assert (shown.exit_code, "nothing was erased" in shown.output) == (0, True)
    with open_records(records_url(StoreSettings())) as records:
        assert records.people.resident(MRS_LIN).name == "林秀英"


def test_yes_erases_records_and_readings(tmp_path: Path) -> None:
    assert run("erase", MRS_LIN, "--yes").exit_code == 0
    with open_readings(StoreSettings()) as readings:
        assert [one.device for one in readings.latest([WATCH, OTHER_WATCH])] == [OTHER_WATCH]
    kept = b"".join(one.read_bytes() for one in (tmp_path / "data").iterdir() if one.is_file())
    assert [word for word in ("林秀英", "林晓梅", "13800000001", "王大爷") if word.encode() in kept] == []


@pytest.mark.parametrize("words", [("erase", "nobody", "--yes"), ("export-person", "nobody", "--out", "x")])
def test_somebody_who_is_not_there_is_said(words: tuple[str, ...]) -> None:
    done = run(*words)
    assert done.exit_code == 1
    assert "nobody" in done.output


def test_a_word_that_is_no_format_is_said(tmp_path: Path) -> None:
    assert run("export-person", MRS_LIN, "--out", str(tmp_path / "x"), "--format", "pdf").exit_code == 2
