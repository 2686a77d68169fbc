"""What no page of another may show, and what every page must: the login, the way in and the way out."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.api.house import House, open_house
from tests.e2e.web import NARROW, built, phone
from tests.neighbourhood import DAUGHTER


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("house"), web_dir=built()) as opened:
        yield opened


@pytest.mark.parametrize(("language", "title"), [("zh-CN", "登录"), ("en", "Log in")])
def test_who_is_nobody_is_asked_to_log_in(browser: Browser, house: House, language: str, title: str) -> None:
    with phone(browser, house, None, size=NARROW, language=language) as held:
        page = held.open("/me")
        expect(page.get_by_role("button", name=title, exact=True)).to_be_visible()
        assert page.url.endswith("/app/login?next=/me")
        held.check()


def test_who_logs_out_leaves_nothing_behind(browser: Browser, house: House) -> None:
    with phone(browser, house, DAUGHTER) as held:
        page = held.open("/me")
        held.check()
        page.get_by_role("button", name="退出登录").click()
        expect(page).to_have_url(f"{house.address}/app/login")
        assert page.evaluate("localStorage.getItem('me')") is None
