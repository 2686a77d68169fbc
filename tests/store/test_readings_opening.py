"""Which readings store the settings open, and what is wrong with settings."""

from datetime import timedelta
from pathlib import Path

import pytest

from domain.errors import BadSettings, StoreAway
from domain.metrics import MetricClass
from store.opening import open_readings
from store.settings import StoreSettings


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("URL", "TOKEN", "TOKEN_FILE", "ORG", "BUCKET"):
        monkeypatch.delenv(f"INFLUXDB_V2_{name}", raising=False)
    for name in ("DATA_DIR", "READINGS_URL", "KEEP_VITAL_DAYS", "KEEP_ACTIVITY_DAYS", "KEEP_TECHNICAL_DAYS"):
        monkeypatch.delenv(f"BANISTER_{name}", raising=False)


def test_readings_rest_in_the_data_directory_when_nothing_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANISTER_DATA_DIR", str(tmp_path / "data"))
    with open_readings(StoreSettings()) as store:
        store.check()
    assert (tmp_path / "data" / "readings.sqlite").is_file()


def test_a_file_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANISTER_READINGS_URL", f"sqlite:///{tmp_path}/elsewhere.db")
    with open_readings(StoreSettings()) as store:
        store.check()
    assert (tmp_path / "elsewhere.db").is_file()


def test_influxdb_is_opened_with_a_token_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "token").write_text("secret\n")
    monkeypatch.setenv("BANISTER_READINGS_URL", "influxdb")
    monkeypatch.setenv("INFLUXDB_V2_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("INFLUXDB_V2_TOKEN_FILE", str(tmp_path / "token"))
    assert StoreSettings().token() == "secret"
    with open_readings(StoreSettings()) as store, pytest.raises(StoreAway, match=r"127\.0\.0\.1"):
        store.check()


@pytest.mark.parametrize("url", ["influxdb", "sqlite:///", "mysql://x", "influxdb://host"])
def test_a_store_that_cannot_be_opened_is_a_bad_setting(url: str) -> None:
    with pytest.raises(BadSettings):
        open_readings(StoreSettings(readings_url=url))


@pytest.mark.parametrize("text", [None, " \n"])
def test_a_token_file_without_a_token_is_a_bad_setting(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "token").write_text(text)
    with pytest.raises(BadSettings, match="INFLUXDB_V2_TOKEN_FILE"):
        StoreSettings(influx_token_file=tmp_path / "token").token()


def test_each_class_is_kept_for_the_days_that_are_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANISTER_KEEP_TECHNICAL_DAYS", "7")
    assert StoreSettings().keep() == {
        MetricClass.VITAL: timedelta(days=730),
        MetricClass.ACTIVITY: timedelta(days=365),
        MetricClass.TECHNICAL: timedelta(days=7),
    }


def test_settings_show_no_secret() -> None:
    shown = repr(StoreSettings(influx_token="hidden-1", records_url="postgresql://u:hidden-2@h/d"))
    assert "hidden" not in shown
