"""Without a line: the last known page, with its age; and back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.house import House, open_house
from tests.e2e.web import Phone, built, phone
from tests.neighbourhood import DAUGHTER, STEWARD

_LINE = "离线 · 数据截至"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("house"), web_dir=built()) as opened:
        yield opened


def settled(held: Phone, path: str) -> Page:
    """Open a page whose worker is in charge, and that it has kept."""
    page = held.open(path)
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.reload()
    page.locator("h1").first.wait_for()
    page.wait_for_function("caches.open('seen').then(seen => seen.keys()).then(keys => keys.length > 0)")
    page.wait_for_load_state("load")
    return page


def test_the_last_known_page_opens_without_a_line_and_says_how_old_it_is(browser: Browser, house: House) -> None:
    with phone(browser, house, DAUGHTER, worker=True) as held:
        page = settled(held, "/home")
        expect(page.get_by_text("林秀英").first).to_be_visible()
        held.context.set_offline(True)
        page.reload()
        expect(page.get_by_text("林秀英").first).to_be_visible()
        expect(page.get_by_text(_LINE)).to_be_visible()
        held.check()
        held.photograph("offline")
        held.context.set_offline(False)
        expect(page.get_by_text(_LINE)).to_be_hidden(timeout=30_000)


def test_a_link_into_the_app_opens_without_a_line(browser: Browser, house: House) -> None:
    with phone(browser, house, STEWARD, worker=True) as held:
        page = settled(held, "/queue")
        held.context.set_offline(True)
        page.goto(f"{house.address}/app/me")
        expect(page.get_by_role("heading", level=1)).to_have_text("我的")
        assert page.title().endswith("我的 · Banister")


def test_who_logs_out_leaves_nothing_in_the_store_of_the_worker(browser: Browser, house: House) -> None:
    with phone(browser, house, DAUGHTER, worker=True) as held:
        page = settled(held, "/home")
        page.goto(f"{house.address}/app/me")
        page.get_by_role("button", name="退出登录").click()
        expect(page).to_have_url(f"{house.address}/app/login")
        assert page.evaluate("caches.has('seen')") is False


def test_secrets_and_who_is_logged_in_are_never_kept(browser: Browser, house: House) -> None:
    with phone(browser, house, STEWARD, worker=True) as held:
        page = settled(held, "/queue")
        page.goto(f"{house.address}/app/me")
        page.locator("summary", has_text="登录的设备").click()
        expect(page.get_by_text("这台设备", exact=False).last).to_be_visible()
        kept = page.evaluate("caches.open('seen').then(c => c.keys()).then(keys => keys.map(one => one.url))")
        assert kept
        assert not [one for one in kept if "/session" in one or "/stream" in one or "/me/" in one]


def test_a_server_that_is_away_is_told_from_a_line_that_is_down(browser: Browser, house: House) -> None:
    with phone(browser, house, DAUGHTER, worker=True) as held:
        page = settled(held, "/home")
        held.context.route("**/api/v1/**", lambda route: route.fulfill(status=503, body=""))
        page.reload()
        expect(page.get_by_text("林秀英").first).to_be_visible()
        expect(page.get_by_text("连不上服务器 · 数据截至")).to_be_visible()
