"""A daughter at work who wants to know that all is well: every page of the family, in both languages."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from domain.alerts import Disposition
from tests.api.house import House, open_house
from tests.e2e.web import DESK, NARROW, built, phone
from tests.neighbourhood import COMMUNITY_STAFF, DAUGHTER, MRS_LIN, OUTSIDER, STEWARD

PERSON = f"/residents/{MRS_LIN}"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path, web_dir=built()) as opened:
        lived_through(opened)
        yield opened


def lived_through(house: House) -> None:
    """Let a day of readings rest in the store: calm, with three hours without any, and a door that was opened once."""
    now = house.clock()
    for minute in range(0, 24 * 60, 10):
        if not 300 < minute < 480:
            house.measure(house.cast.watch, now - timedelta(minutes=minute, seconds=5), heart_rate=72, spo2=97)
    for hours, state in ((5, 0), (3, 1), (2.9, 0)):
        house.measure(house.cast.door, now - timedelta(hours=hours), door=state)
    house.measure(house.cast.monitor, now - timedelta(hours=2), systolic_pressure=128, diastolic_pressure=76)


def consent_of(house: House, *scopes: str) -> None:
    """Put on record that Mrs Lin shows her daughter these kinds of data, and no others."""
    body = {"relative": DAUGHTER, "scopes": scopes, "signed_by": "林秀英", "how": "on_paper", "text_version": "2026-11"}
    answer = house.as_(COMMUNITY_STAFF).post(f"/api/v1/residents/{MRS_LIN}/consents", json=body)
    assert answer.status_code == 201, answer.text


def test_the_home_says_in_one_sentence_that_all_is_well(browser: Browser, house: House) -> None:
    with phone(browser, house, DAUGHTER) as held:
        page = held.open("/home")
        expect(page.get_by_text("一切正常", exact=True).first).to_be_visible()
        tile = page.get_by_role("listitem").filter(has_text="心率")
        expect(tile).to_contain_text("72次/分")
        expect(tile).to_contain_text("正常")
        expect(tile.locator("time")).to_contain_text("前")
        expect(page.get_by_role("link", name="打电话给林秀英")).to_have_attribute("href", "tel:13800000001")
        held.check()
        held.photograph("family-home", full=True)
        house.fire(house.cast.watch, MRS_LIN)
        expect(page.get_by_text("心率 142 次/分").first).to_be_visible()
        held.check()


def test_old_values_look_old_and_are_never_called_well(browser: Browser, house: House) -> None:
    house.clock.ahead = timedelta(hours=5)
    with phone(browser, house, DAUGHTER, size=NARROW, language="en") as held:
        later = "{ const now = Date.now; Date.now = () => now() + 5 * 3600e3 }"
        held.page.add_init_script(later)
        page = held.open("/home")
        expect(page.get_by_text("No data for 5 h", exact=False).first).to_be_visible()
        expect(page.get_by_text("All is well")).to_have_count(0)
        expect(page.get_by_role("listitem").filter(has_text="heart rate").locator("time")).to_contain_text("old:")
        held.check()


def test_a_person_is_drawn_over_a_day_with_what_is_missing(browser: Browser, house: House) -> None:
    with phone(browser, house, DAUGHTER) as held:
        page = held.open(PERSON)
        pulse = page.get_by_role("img", name="24 小时内心率最低 72，平均 72，最高 72")
        expect(pulse).to_be_visible()
        expect(pulse.locator("canvas")).to_be_visible()
        expect(pulse).to_have_attribute(
            "aria-label", "24 小时内心率最低 72，平均 72，最高 72 次/分。 有 1 段没有数据，共 3 小时。"
        )
        expect(page.get_by_text("24 小时内开门 1 次", exact=False)).to_be_visible()
        page.locator("section").filter(has=page.get_by_role("heading", name="心率")).get_by_text("看数字").last.click()
        expect(page.get_by_role("cell", name="没有数据").first).to_be_visible()
        expect(page.get_by_role("link", name="打电话给王建国")).to_be_visible()
        held.check()
        page.get_by_role("button", name="7 天").click()
        expect(page.get_by_role("img", name="7 天内心率")).to_be_visible()
        assert page.url.endswith("?range=7d")
        held.photograph("family-person", full=True)


def test_an_alert_is_told_in_plain_words_from_its_beginning_to_its_end(browser: Browser, house: House) -> None:
    alert = house.fire(house.cast.watch, MRS_LIN)
    steward, address = house.as_(STEWARD), f"/api/v1/alerts/{alert.id}"
    with phone(browser, house, DAUGHTER) as held:
        held.open("/family/alerts")
        held.check()
        held.page.get_by_role("link", name="心率 142 次/分").click()
        page = held.page
        expect(page.get_by_text("已通知值守人员，等待应答。")).to_be_visible()
        assert steward.post(f"{address}/acknowledge").status_code == 200
        expect(page.get_by_text("王建国正在处理。")).to_be_visible()
        held.check()
        ending = {"disposition": Disposition.REAL.value, "note": "已送医院"}
        assert steward.post(f"{address}/resolve", json=ending).status_code == 200
        expect(page.get_by_text("已经结束。", exact=False)).to_be_visible()
        expect(page.get_by_text("王建国结束了告警：确有其事")).to_be_visible()
        expect(page.get_by_text("已送医院")).to_be_visible()
        expect(page.get_by_role("button", name="结束")).to_have_count(0)
        held.photograph("family-alert", full=True)


def test_what_is_not_agreed_to_is_said_and_is_no_error(browser: Browser, house: House) -> None:
    consent_of(house, "alerts")
    with phone(browser, house, DAUGHTER) as held:
        page = held.open(PERSON)
        expect(page.get_by_text("没有未处理的告警").last).to_be_visible()
        expect(page.get_by_text("生命体征：没有授权查看")).to_be_visible()
        expect(page.get_by_text("起居活动：没有授权查看")).to_be_visible()
        expect(page.get_by_role("alert")).to_have_count(0)
        held.check("light")


def test_a_consent_withdrawn_while_the_page_is_open_closes_it(browser: Browser, house: House) -> None:
    (consent,) = house.records.consents.of_relative(DAUGHTER)
    with phone(browser, house, DAUGHTER) as held:
        page = held.open(PERSON)
        expect(page.get_by_text("一切正常", exact=True).first).to_be_visible()
        answer = house.as_(COMMUNITY_STAFF).delete(f"/api/v1/residents/{MRS_LIN}/consents/{consent.id}")
        assert answer.status_code == 200
        expect(page.get_by_text("您已不能查看林秀英的情况")).to_be_visible(timeout=20_000)
        expect(page.get_by_text("72")).to_have_count(0)
        held.check("light")


def test_a_relative_reads_what_was_signed_and_gives_it_up(browser: Browser, house: House) -> None:
    consent_of(house, "alerts", "vital_signs")
    with phone(browser, house, DAUGHTER) as held:
        page = held.open(f"{PERSON}/consents")
        card = page.get_by_role("listitem").filter(has_text="有效")
        card.get_by_text("查看授权原文").click()
        expect(card.get_by_text("我同意让所列的亲属查看", exact=False)).to_be_visible()
        held.check()
        held.photograph("family-consents")
        card.get_by_role("button", name="放弃查看").click()
        page.get_by_role("dialog").get_by_role("button", name="放弃查看").click()
        expect(page.get_by_text("您已不能查看林秀英的情况")).to_be_visible()
    assert house.as_(DAUGHTER).get(f"/api/v1/residents/{MRS_LIN}").status_code == 404


def test_staff_puts_a_consent_on_record(browser: Browser, house: House) -> None:
    with phone(browser, house, COMMUNITY_STAFF, language="en", size=DESK) as held:
        page = held.open(f"{PERSON}/consents")
        page.get_by_role("button", name="Put a consent on record").click()
        sheet = page.get_by_role("dialog")
        sheet.get_by_label("For whom").select_option(DAUGHTER)
        sheet.get_by_label("devices").uncheck()
        held.check()
        sheet.get_by_role("button", name="Put on record").click()
        expect(page.get_by_text("It is on record and counts at once.")).to_be_visible()
    given = [one for one in house.records.consents.of_relative(DAUGHTER) if one.withdrawn_at is None]
    assert {scope.value for one in given for scope in one.scopes} == {"activity", "alerts", "vital_signs"}


def test_a_relative_sees_who_has_looked(browser: Browser, house: House) -> None:
    house.as_(STEWARD).get(f"/api/v1/residents/{MRS_LIN}/readings/latest")
    with phone(browser, house, DAUGHTER, size=NARROW) as held:
        page = held.open(f"{PERSON}/looks")
        look = page.get_by_role("listitem").filter(has_text="王建国")
        expect(look).to_contain_text("查看健康数据")
        held.check()
        held.photograph("family-looks")


def test_whoever_is_told_sees_how_and_sets_when_not(browser: Browser, house: House) -> None:
    with phone(browser, house, DAUGHTER, language="en") as held:
        page = held.open("/notifications")
        page.get_by_label("from", exact=True).fill("22:30")
        page.get_by_label("until").fill("06:30")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Now: 22:30–06:30")).to_be_visible()
        page.get_by_label("Alerts of 林秀英").click()
        expect(page.get_by_label("Alerts of 林秀英")).to_be_enabled()
        held.check()
        held.photograph("family-notifications", full=True)
    quiet = house.records.people.person(DAUGHTER).quiet
    assert quiet is not None
    assert f"{quiet.starts:%H:%M}–{quiet.ends:%H:%M}" == "22:30–06:30"


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_week_is_read_as_a_page_and_taken_as_a_pdf(browser: Browser, house: House, language: str) -> None:
    with phone(browser, house, DAUGHTER, language=language) as held:
        page = held.open(f"{PERSON}/report")
        row = page.get_by_role("row").filter(has_text="heart rate" if language == "en" else "心率")
        expect(row).to_contain_text("72")
        held.check()
        held.photograph(f"family-report-{language}", full=True)
        with page.expect_download() as started:
            page.get_by_role("link", name="PDF").click()
        assert started.value.path().read_bytes().startswith(b"%PDF")


def test_of_who_has_died_the_page_is_quiet(browser: Browser, house: House) -> None:
    said = {"deceased_at": house.clock().isoformat()}
    assert house.as_(COMMUNITY_STAFF).patch(f"/api/v1/residents/{MRS_LIN}", json=said).status_code == 200
    with phone(browser, house, DAUGHTER) as held:
        page = held.open("/home")
        expect(page.get_by_text("已离世。愿安息。").first).to_be_visible()
        expect(page.get_by_role("link", name="打电话给林秀英")).to_have_count(0)
        held.check()


def test_another_family_sees_nothing_of_her(browser: Browser, house: House) -> None:
    with phone(browser, house, OUTSIDER) as held:
        page = held.open(PERSON)
        expect(page.get_by_text("没有找到，或您无权查看。")).to_be_visible()
        expect(page.get_by_text("林秀英")).to_have_count(0)
        held.open("/home")
        expect(page.get_by_text("林秀英")).to_have_count(0)
