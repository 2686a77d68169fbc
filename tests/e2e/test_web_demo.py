"""The demo in a browser: the daughter sees today, the steward answers, and another family stays behind its door."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.web import DESK, NARROW, PHONE, Phone, built, watched
from tests.end_to_end.commands import Command, banister

LANGUAGE = {"zh-CN": ("用户名", "密码", "登录"), "en": ("Login", "Password", "Log in")}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    folder = tmp_path_factory.mktemp("demo")
    with banister(folder, "demo", environment={"BANISTER_WEB_DIR": str(built())}) as running:
        running.line("alert", "critical", "林秀英")
        yield running


@contextmanager
def visitor(
    browser: Browser, demo: Command, login: str, *, size: tuple[int, int] = PHONE, language: str = "zh-CN"
) -> Iterator[Phone]:
    """Come by the login page, with the password that the demo printed."""
    with watched(browser, demo.address, size=size, language=language) as held:
        page = held.open("/")
        names = LANGUAGE[language]
        page.get_by_role("textbox", name=names[0]).fill(login)
        page.get_by_role("textbox", name=names[1]).fill(demo.line("login", login).split()[-1])
        page.get_by_role("button", name=names[2], exact=True).click()
        expect(page).not_to_have_url(f"{demo.address}/app/login")
        yield held


def _shows_her_pulse(page: Page, words: tuple[str, str]) -> None:
    expect(page.get_by_role("heading", name="林秀英").first).to_be_visible()
    expect(page.get_by_text(words[0]).first).to_be_visible()
    expect(page.get_by_text(words[1]).first).to_be_visible()


@pytest.mark.parametrize(("language", "words"), [("zh-CN", ("心率", "次/分")), ("en", ("Heart rate", "/min"))])
def test_the_daughter_sees_today(browser: Browser, demo: Command, language: str, words: tuple[str, str]) -> None:
    with visitor(browser, demo, "xiaomei", language=language) as held:
        _shows_her_pulse(held.page, words)
        held.photograph("family-home" if language == "zh-CN" else f"family-home-{language}")
        held.check()


def test_the_daughter_opens_no_page_of_another_family(browser: Browser, demo: Command) -> None:
    with visitor(browser, demo, "xiaomei", size=NARROW) as held:
        page = held.open("/residents/zhang-fuguo")
        expect(page.get_by_text("无权查看")).to_be_visible()
        assert "张福国" not in page.inner_text("main")


def test_the_daughter_sees_the_day_as_a_curve(browser: Browser, demo: Command) -> None:
    with visitor(browser, demo, "xiaomei", size=DESK) as held:
        page = held.open("/residents/lin-xiuying")
        expect(page.locator("canvas").first).to_be_visible()
        held.photograph("family-person", full=True)


def test_the_steward_answers_and_resolves(browser: Browser, demo: Command) -> None:
    with visitor(browser, demo, "wang") as held:
        page = held.page
        row = page.locator("[data-alert]").filter(has_text="林秀英").first
        expect(row).to_contain_text("血氧")
        held.photograph("steward-queue")
        row.get_by_role("button", name="我去看看").click()
        expect(row).to_contain_text("王建国")
        with demo.asked_by("wang") as steward:
            alerts = steward.get("/api/v1/alerts", params={"resident": "lin-xiuying"}).json()["items"]
        assert "steward-wang" in {one["acknowledged_by"] for one in alerts}
