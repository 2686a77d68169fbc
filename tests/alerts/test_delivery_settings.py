"""What the environment says of the sending, and what is said when it is wrong."""

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from alerts.channels.parcel import ChannelSettings
from alerts.delivery_settings import DeliverySettings
from domain.errors import BadSettings

PASSWORD = "p-a-s-s"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BASE_URL", "HTTP_PORT", "SMTP_URL", "SMTP_FROM", "SMTP_PASSWORD_FILE", "DELIVERY_DEADLINE_S"):
        monkeypatch.delenv(f"BANISTER_{name}", raising=False)


def test_nothing_need_be_set() -> None:
    settings = DeliverySettings.read()
    assert settings.links == "http://127.0.0.1:8000"
    assert settings.delivery_deadline_s == 15
    assert settings.give_up == timedelta(hours=24)
    assert settings.lease > timedelta(seconds=2 * settings.delivery_deadline_s)


def test_links_begin_with_the_address_that_people_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANISTER_HTTP_PORT", "8123")
    assert DeliverySettings.read().links == "http://127.0.0.1:8123"
    monkeypatch.setenv("BANISTER_BASE_URL", "https://care.example/")
    assert DeliverySettings.read().links == "https://care.example"


def test_a_password_comes_from_a_file_and_is_not_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "password").write_text(f"{PASSWORD}\n")
    monkeypatch.setenv("BANISTER_SMTP_PASSWORD_FILE", str(tmp_path / "password"))
    monkeypatch.setenv("BANISTER_SMTP_URL", f"smtp://u:{PASSWORD}@mail.example")
    channels = DeliverySettings.read().channels()
    assert channels.smtp_password == PASSWORD
    assert PASSWORD not in repr(DeliverySettings.read())
    assert PASSWORD not in repr(channels)


def test_a_password_file_that_is_not_there_is_said_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BANISTER_SMTP_PASSWORD_FILE", str(tmp_path / "nothing"))
    with pytest.raises(BadSettings, match="BANISTER_SMTP_PASSWORD_FILE"):
        DeliverySettings.read().channels()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SMTP_URL", f"http://u:{PASSWORD}@mail.example"),
        ("DELIVERY_DEADLINE_S", "0"),
        ("DELIVERY_DEADLINE_S", "soon"),
    ],
)
def test_what_is_wrong_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"BANISTER_{name}", value)
    with pytest.raises(ValidationError) as error:
        DeliverySettings.read()
    assert PASSWORD not in str(error.value)


def test_the_channels_settings_cross_the_line_unchanged() -> None:
    settings = ChannelSettings(deadline=2.5, console_file=Path("a/b"), smtp_url="smtp://x", smtp_password=PASSWORD)
    assert ChannelSettings.of_line(settings.to_line()) == settings
