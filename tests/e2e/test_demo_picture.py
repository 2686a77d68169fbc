"""The README's picture of the demo: taken of a demo that really runs."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page

from banister.demo_snapshot import Snapshots
from banister.demo_view import MARKS, Login, Moment, Signpost, picture, welcome
from domain.severity import Severity
from store.opening import open_readings
from store.records import open_records, records_url
from store.settings import StoreSettings
from tests.brokers import eventually, free_port
from tests.e2e.pictures import as_html, photograph
from tests.house.tree import ROOT

SIGNPOST = Signpost(
    address="http://127.0.0.1:8000",
    logins=[
        Login(who="林晓梅 (relative)", login="xiaomei", password="····-····-····"),
        Login(who="王建国 (steward)", login="wang", password="····-····-····"),
    ],
    publish_line=(
        "mosquitto_pub -h 127.0.0.1 -p 41883 -u lin-lane/watch-zhang -P '················' -q 1 "
        "-t care/v1/lin-lane/watch-zhang/readings -m '{\"heart_rate\": 180}'"
    ),
)


CLIMBED = 3


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Path]:
    """Run the demo; give its data directory."""
    data = tmp_path / "data"
    environment = os.environ | {"BANISTER_DATA_DIR": str(data), "BANISTER_HTTP_PORT": str(free_port())}
    command = [sys.executable, "-m", "banister.cli", "demo"]
    with (tmp_path / "demo.log").open("wb") as log:
        running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        yield data
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(15)


def _moment_when_it_has_climbed(data: Path) -> Moment:
    """Give what the demo shows once a critical alert was told, nobody has answered, and the community hears of it."""
    seen: list[Moment] = []
    settings = StoreSettings(data_dir=data)

    def told() -> bool:
        seen.append(snapshots.take(datetime.now(UTC)))
        critical = any(line.text.startswith(MARKS[Severity.CRITICAL]) for line in seen[-1].told)
        return critical and any(sum(bool(rung.told_at) for rung in one.rungs) >= CLIMBED for one in seen[-1].ladders)

    eventually((data / "demo-secrets.json").exists, within=60, what="the demo's neighbourhood")
    with open_records(records_url(settings)) as records, closing(open_readings(settings)) as readings:
        snapshots = Snapshots(records, readings, data)
        eventually(told, within=150, what="a critical alert that has climbed")
    return seen[-1]


def test_the_demo_shows_a_critical_alert_and_who_was_told(demo: Path, page: Page, tmp_path: Path) -> None:
    moment = _moment_when_it_has_climbed(demo)
    taken = photograph(page, as_html(120, welcome(SIGNPOST), picture(moment)), "demo.png", tmp_path)
    assert "林秀英" in page.locator("pre").inner_text()
    assert taken.stat().st_size > 10_000
