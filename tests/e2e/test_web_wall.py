"""The screen on the wall of a community's office: read from afar by whoever stands there, so it says the least."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.api.house import House, open_house
from tests.e2e.web import built, phone
from tests.neighbourhood import COMMUNITY_STAFF, MR_ZHOU, MRS_LIN, OFFICER

HALL, HALL_4K = (1920, 1080), (3840, 2160)
READ_FROM_4_M_PX = 24
"""Of 1080 lines on a screen of 55 inches: 15 mm, which is read from 4 m."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path, web_dir=built()) as opened:
        yield opened


def test_the_wall_shows_flats_and_surnames_and_no_value(browser: Browser, house: House) -> None:
    alert = house.fire(house.cast.watch, MRS_LIN)
    house.fire(house.cast.other_watch, MR_ZHOU, 93, "spo2_low")
    house.as_(OFFICER).post(f"/api/v1/alerts/{alert.id}/acknowledge", json={})
    with phone(browser, house, COMMUNITY_STAFF, size=HALL) as held:
        page = held.open("/wall")
        row = page.locator(f"[data-alert='{alert.id}']")
        expect(row).to_contain_text("3 号楼 2单元502")
        expect(row).to_contain_text("赵敏在处理")
        expect(page.locator("[data-building]")).to_have_count(2)
        expect(page.locator("dl")).to_contain_text("0/4")
        text = page.locator(".wall").inner_text()
        assert ("林秀英" in text, "142" in text, "心率" in text) == (False, False, False)
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        assert page.get_by_role("navigation").count() == 0
        held.photograph("wall")
        held.check()


@pytest.mark.parametrize("size", [HALL, HALL_4K])
def test_what_a_hall_must_read_is_large_and_all_of_it_fits(
    browser: Browser, house: House, size: tuple[int, int]
) -> None:
    for value, rule in ((142, "heart_rate_high"), (93, "spo2_low"), (39.5, "body_temperature_high")):
        house.fire(house.cast.watch, MRS_LIN, value, rule)
    with phone(browser, house, COMMUNITY_STAFF, size=size, language="en") as held:
        page = held.open("/wall")
        expect(page.locator("[data-alert]")).to_have_count(3)
        smallest = page.locator("[data-alert] *, [data-building] *").evaluate_all(
            "all => Math.min(...all.map(one => parseFloat(getComputedStyle(one).fontSize)))"
        )
        assert smallest >= READ_FROM_4_M_PX * size[1] / HALL[1]
        assert page.evaluate("document.documentElement.scrollHeight") <= size[1]


def test_a_new_alert_comes_to_the_wall_and_leaves_it_by_itself(browser: Browser, house: House) -> None:
    with phone(browser, house, COMMUNITY_STAFF, size=HALL) as held:
        page = held.open("/wall")
        expect(page.get_by_text("一切平安")).to_be_visible()
        expect(page.get_by_text("实时", exact=True)).to_be_visible()
        alert = house.fire(house.cast.watch, MRS_LIN)
        row = page.locator(f"[data-alert='{alert.id}']")
        expect(row).to_be_visible()
        house.as_(OFFICER).post(f"/api/v1/alerts/{alert.id}/resolve", json={"disposition": "test"})
        expect(row).to_have_count(0)


def test_a_wall_whose_line_is_down_says_so_and_comes_back_by_itself(browser: Browser, house: House) -> None:
    with phone(browser, house, COMMUNITY_STAFF, size=HALL) as held:
        held.context.route("**/alerts/stream", lambda route: route.abort())
        page = held.open("/wall")
        expect(page.get_by_text("正在重连")).to_be_visible()
        alert = house.fire(house.cast.watch, MRS_LIN)
        expect(page.locator(f"[data-alert='{alert.id}']")).to_be_visible(timeout=15_000)
        held.context.unroute("**/alerts/stream")
        expect(page.get_by_text("实时", exact=True)).to_be_visible(timeout=40_000)
