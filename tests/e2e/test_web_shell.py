"""What stands around every page: alerts that are told wherever one is, the look, one's account."""

from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from api.passwords import hash_password
from domain.severity import Severity
from tests.api.house import House, open_house
from tests.e2e.web import DESK, NARROW, Phone, built, phone
from tests.neighbourhood import COMMUNITY_STAFF, DAUGHTER, STEWARD

PASSWORD = "eine lange treppe"


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("house"), web_dir=built()) as opened:
        yield opened


def ringing(page: Page) -> Page:
    """Count the tones that are begun, in the place of hearing them."""
    page.add_init_script(
        """window.tones = 0
        const start = OscillatorNode.prototype.start
        OscillatorNode.prototype.start = function (...at) { window.tones++; return start.apply(this, at) }"""
    )
    return page


def _critical(house: House) -> str:
    alert = house.fire(house.cast.watch, "lin-xiuying", value=200)
    assert alert.severity is Severity.CRITICAL
    return alert.id


def test_a_critical_alert_is_told_and_rings_on_any_page_until_it_is_muted(browser: Browser, house: House) -> None:
    with phone(browser, house, STEWARD) as held:
        page = ringing(held.page)
        held.open("/me")
        page.get_by_role("button", name="开启声音").click()
        page.wait_for_timeout(300)
        before = page.evaluate("tones")
        _critical(house)
        banner = page.get_by_role("complementary", name="危急告警")
        expect(banner).to_be_visible(timeout=3_000)
        page.wait_for_function("before => tones > before + 3", arg=before)
        assert page.title().startswith("(1) ")
        held.check()
        held.photograph("critical")
        banner.get_by_role("button", name="这条静音").click()
        expect(banner).to_be_hidden()
        quiet = page.evaluate("tones")
        page.wait_for_timeout(3_000)
        assert page.evaluate("tones") == quiet


def test_one_tab_rings_for_all_and_what_is_muted_in_one_is_muted_in_all(browser: Browser, house: House) -> None:
    with phone(browser, house, STEWARD) as held:
        first, second = ringing(held.page), ringing(held.context.new_page())
        for page in (first, second):
            page.goto(f"{house.address}/app/me")
            page.get_by_role("button", name="开启声音").click()
        _critical(house)
        for page in (first, second):
            expect(page.get_by_role("complementary", name="危急告警")).to_be_visible()
        first.wait_for_timeout(2_000)
        rang = sorted(one.evaluate("tones") for one in (first, second))
        assert rang[0] <= 3, "one tab has at most tried its sound"
        assert rang[1] >= 6
        second.get_by_role("button", name="这条静音").click()
        expect(first.get_by_role("complementary", name="危急告警")).to_be_hidden()


def test_all_tabs_follow_the_alerts_on_one_line(browser: Browser, house: House) -> None:
    with phone(browser, house, STEWARD, size=DESK) as held:
        asked: list[str] = []
        held.context.on("request", lambda one: asked.append(one.url) if "alerts/stream" in one.url else None)
        pages = [held.page, held.context.new_page(), held.context.new_page()]
        for page in pages:
            page.goto(f"{house.address}/app/me")
            expect(page.get_by_text("实时更新")).to_be_visible()
        assert len(asked) == 1
        held.page.close()
        _critical(house)
        for page in pages[1:]:
            expect(page.get_by_role("complementary", name="危急告警")).to_be_visible(timeout=5_000)


def test_what_somebody_chose_to_see_is_kept(browser: Browser, house: House) -> None:
    with phone(browser, house, None, size=NARROW) as held:
        page = held.open("/login")
        page.get_by_label("长辈版（大字）").check()
        page.get_by_label("语言 / Language").select_option("en")
        expect(page.get_by_role("button", name="Log in", exact=True)).to_be_visible()
        page.reload()
        expect(page.get_by_role("button", name="Log in", exact=True)).to_be_visible()
        style = "getComputedStyle(document.querySelector('form .tap'))"
        assert page.evaluate(f"parseFloat({style}.fontSize)") >= 18
        assert page.evaluate("document.querySelector('form .tap').offsetHeight") >= 60


def _account(house: House, person: str) -> None:
    accounts = house.records.accounts
    login = house.records.people.person(person).login
    assert login
    accounts.set_password(person, hash_password(PASSWORD))


def _log_in(held: Phone, login: str, password: str) -> Page:
    page = held.open("/login")
    page.get_by_label("用户名").fill(login)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录", exact=True).click()
    return page


def test_a_second_factor_is_set_up_from_its_code(browser: Browser, house: House) -> None:
    _account(house, STEWARD)
    with phone(browser, house, STEWARD) as held:
        page = held.open("/me")
        page.locator("summary", has_text="第二验证方式").click()
        page.get_by_role("button", name="开始设置").click()
        page.get_by_label("请再输入一次您的密码").fill(PASSWORD)
        page.get_by_role("button", name="开始设置").click()
        expect(page.get_by_role("img", name="验证器二维码")).to_be_visible()
        held.check()
        secret = page.locator("code.secret").inner_text()
        now = house.clock()
        page.get_by_label("六位验证码").fill(pyotp.TOTP(secret).at(now))
        page.get_by_role("button", name="确认", exact=True).click()
        expect(page.get_by_role("heading", name="恢复码")).to_be_visible()
        page.get_by_role("button", name="我已保存好").click()
        expect(page.get_by_text("还剩 10 个恢复码")).to_be_visible()


def test_a_password_is_changed_and_a_bad_one_is_said_in_ones_own_words(browser: Browser, house: House) -> None:
    _account(house, DAUGHTER)
    with phone(browser, house, DAUGHTER) as held:
        page = held.open("/me")
        page.locator("summary", has_text="修改密码").click()
        page.get_by_label("现在的密码").fill(PASSWORD)
        page.get_by_label("新密码", exact=True).fill("1234567890")
        page.get_by_role("button", name="保存新密码").click()
        expect(page.get_by_text("太常见，容易被猜中")).to_be_visible()
        page.get_by_label("新密码", exact=True).fill("eine andere treppe")
        page.get_by_role("button", name="保存新密码").click()
        expect(page.get_by_text("密码已修改")).to_be_visible()


def test_a_session_that_ends_elsewhere_leaves_nothing_on_the_screen(browser: Browser, house: House) -> None:
    with phone(browser, house, DAUGHTER) as held:
        page = held.open("/me")
        house.records.accounts.close_sessions(DAUGHTER)
        expect(page).to_have_url(f"{house.address}/app/login?next=/me", timeout=20_000)


@pytest.mark.parametrize("person", [DAUGHTER, STEWARD, COMMUNITY_STAFF])
def test_a_telephones_bar_has_at_most_five_places_and_none_is_cut_off(
    browser: Browser, house: House, person: str
) -> None:
    with phone(browser, house, person, size=NARROW) as held:
        page = held.open("/me")
        places = page.locator("nav li:visible")
        assert 3 <= places.count() <= 5
        held.check()
