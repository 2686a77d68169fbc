"""Staff at their desk and in the stairwell: a device that was just switched on becomes somebody's."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from api.settings import ApiSettings
from store.opening import open_readings
from store.records import open_records, records_url
from store.settings import StoreSettings
from tests.api.house import House
from tests.clocks import Clock
from tests.e2e.web import PHONE, built, phone
from tests.end_to_end.commands import banister
from tests.house.tree import ROOT
from tests.neighbourhood import COMMUNITY_STAFF, SITE, cast


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("living")


@pytest.fixture(scope="module")
def living(data_dir: Path) -> Iterator[House]:
    """All of Banister as it runs on a machine: broker, ingest, alerts, API and the web app."""
    now, stores = Clock(), StoreSettings(data_dir=data_dir)
    with open_records(records_url(stores)) as records, closing(open_readings(stores)) as readings:
        people = cast(records, now())
        with banister(data_dir, "up", environment={"BANISTER_WEB_DIR": str(built())}) as running:
            running.line("Banister is up")
            yield House(
                records=records,
                readings=readings,
                cast=people,
                clock=now,
                settings=ApiSettings(),
                address=running.address,
            )


@contextmanager
def switched_on(data_dir: Path) -> Iterator[None]:
    """Let a simulated home live, whose devices nobody has registered."""
    argv = [sys.executable, "-m", "simulators", "--residents", "1", "--site", SITE, "--speed", "30"]
    environment = os.environ | {"BANISTER_DATA_DIR": str(data_dir)}
    with subprocess.Popen(
        argv, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield
        finally:
            process.terminate()
            process.wait(20)


def claim_the_watch(page: Page) -> None:
    """Claim the watch that was just heard for Mrs Lin, found by her initials."""
    page.get_by_role("button", name="认领 lin-lane.watch").first.click()
    page.get_by_label("老人").fill("lxy")
    page.get_by_role("button", name="林秀英").click()
    page.get_by_role("button", name="认领", exact=True).click()
    expect(page.get_by_role("heading", name="已交给林秀英使用")).to_be_visible()


def test_staff_claims_a_device_that_was_just_switched_on_and_its_first_reading_appears(
    browser: Browser, living: House, data_dir: Path
) -> None:
    with phone(browser, living, COMMUNITY_STAFF, size=PHONE) as held:
        page = held.open("/devices/claim")
        expect(page.get_by_text("还没有听到新设备")).to_be_visible()
        with switched_on(data_dir):
            expect(page.get_by_role("button", name="认领 lin-lane.watch").first).to_be_visible()
            held.check()
            claim_the_watch(page)
            expect(page.get_by_text("只显示这一次")).to_be_visible()
            expect(page.get_by_role("heading", name="第一条数据到了")).to_be_visible(timeout=30_000)
            expect(page.get_by_text("心率")).to_be_visible()
            held.photograph("staff-claim")
            held.check()
