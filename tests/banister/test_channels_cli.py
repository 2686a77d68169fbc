"""`banister channels`, as it is typed: what there is, and whether it works."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from alerts.delivery import Delivery
from banister import channels_cli
from banister.cli import app
from domain.notifications import Channel, ChannelKind
from store.records import Records, open_records, records_url
from store.settings import StoreSettings
from tests.alerts.deliveries import settings, webhook
from tests.alerts.delivery_cast import settle_in
from tests.alerts.receivers import Receiver, receiving

CONSOLE = Channel(id="console-wang", person="wang", kind=ChannelKind.CONSOLE, rank=1)


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Records]:
    for name in ("RECORDS_URL", "BASE_URL"):
        monkeypatch.delenv(f"BANISTER_{name}", raising=False)
    monkeypatch.setenv("BANISTER_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(channels_cli, "out", Console(width=200))
    with open_records(records_url(StoreSettings())) as opened:
        yield opened


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


@contextmanager
def _alerts(records: Records, folder: Path) -> Iterator[None]:
    """Let the sending run, and say so as the service does."""
    delivery = Delivery(records, settings(folder), worker="alerts", clock=lambda: datetime.now(UTC))
    delivery.start()
    records.services.tell("alerts", {}, datetime.now(UTC))
    try:
        yield
    finally:
        delivery.stop(within=0.2)


def _channels(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["channels", *arguments])


def test_a_test_says_what_each_channel_answered(records: Records, receiver: Receiver, tmp_path: Path) -> None:
    settle_in(records, webhook(f"{receiver.url}/ok/"), CONSOLE)
    with _alerts(records, tmp_path):
        result = _channels("test")
    assert result.exit_code == 0, result.output
    assert "HTTP 204" in result.output
    assert "written to console.jsonl" in result.output
    assert len(receiver.told) == 1
    rows = {(one.person, one.subject, one.detail) for one in records.audit.newest(limit=2)}
    assert rows == {("banister", "wang", f"test message by {kind}") for kind in ("webhook", "console")}


def test_a_refusal_is_told_with_its_reason_and_ends_with_1(
    records: Records, receiver: Receiver, tmp_path: Path
) -> None:
    settle_in(records, webhook(f"{receiver.url}/400/"), CONSOLE)
    with _alerts(records, tmp_path):
        result = _channels("test", "--person", "wang")
        alone = _channels("test", "console-wang")
    assert result.exit_code == 1
    assert "HTTP 400 no such room" in result.output
    assert alone.exit_code == 0
    assert "hook" not in alone.output


def test_what_is_not_taken_in_time_is_told_and_still_tried(
    records: Records, receiver: Receiver, tmp_path: Path
) -> None:
    settle_in(records, webhook(f"{receiver.url}/500/"))
    with _alerts(records, tmp_path):
        result = _channels("test", "hook", "--wait", "8")
    assert result.exit_code == 1
    assert "not taken yet" in result.output
    assert "out of order" in result.output


@pytest.mark.parametrize("ago", [None, timedelta(minutes=1)])
def test_where_nothing_runs_it_is_said_and_nothing_is_put(records: Records, ago: timedelta | None) -> None:
    settle_in(records, CONSOLE)
    if ago is not None:
        records.services.tell("alerts", {}, datetime.now(UTC) - ago)
    result = _channels("test")
    assert result.exit_code == 1
    assert "start `banister up`" in result.output
    assert not any(records.outbox.counts().values())


@pytest.mark.parametrize("arguments", [("test", "nowhere"), ("test", "--person", "nobody"), ("test",)])
def test_what_there_is_not_is_said_plainly(records: Records, arguments: tuple[str, ...]) -> None:
    settle_in(records)
    result = _channels(*arguments)
    assert result.exit_code == 1
    assert "Traceback" not in result.output


def test_the_list_shows_order_and_state_and_no_address(records: Records, receiver: Receiver) -> None:
    settle_in(records, webhook("https://receiver.example/secret-key"), CONSOLE)
    records.people.disable_channel("hook", "HTTP 410", datetime.now(UTC))
    output = _channels("list", "--person", "wang").output
    assert output.index("hook") < output.index("console-wang")
    assert "HTTP 410" in output
    assert "secret-key" not in output
