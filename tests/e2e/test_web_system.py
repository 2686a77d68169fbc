"""Staff who look after the house: rules tried and changed, channels, webhooks, the trail, figures, the system."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from domain.readings import Quarantined
from tests.api.house import House
from tests.e2e.living import simulated_home, whole_house
from tests.e2e.web import DESK, NARROW, PHONE, phone
from tests.end_to_end.houses import LOOPBACK, Hook, hook
from tests.neighbourhood import COMMUNITY_STAFF, MRS_LIN, SITE, STREET_STAFF, WATCH, console

PAGES = ("/office", "/rules", "/kpis", "/rosters", "/ladders", "/channels", "/audit", "/webhooks", "/quarantine")
BEATS = 180
"""Minutes of a pulse in the past, of which some are above 85."""


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("staffed")


@pytest.fixture(scope="module")
def receiver() -> Iterator[Hook]:
    with hook() as running:
        yield running


@pytest.fixture(scope="module")
def staffed(data_dir: Path, receiver: Hook) -> Iterator[House]:
    """All of Banister as it runs on a machine, with a past to try rules on, and webhooks that may call this machine."""
    channels = (console(COMMUNITY_STAFF), console(STREET_STAFF))
    with whole_house(data_dir, *channels, environment=LOOPBACK) as house:
        live_through_a_past(house)
        yield house


def live_through_a_past(house: House) -> None:
    """Let three hours of a pulse rest in the store: mostly 70, for twenty minutes 95."""
    begin = house.clock() - timedelta(minutes=BEATS)
    for minute in range(BEATS):
        pulse = 95.0 if 60 <= minute < 80 else 70.0
        house.measure(house.cast.watch, begin + timedelta(minutes=minute), heart_rate=pulse)


def try_the_pulse_at(page: Page, number: str) -> None:
    """Write a limit for warnings into the form, and try it on Mrs Lin's last day."""
    page.get_by_label("警告").fill(number)
    tried = page.get_by_role("region", name="先试一试")
    tried.get_by_role("searchbox").fill("lxy")
    tried.get_by_role("button", name="林秀英").click()
    tried.get_by_label("过去").select_option("1")
    tried.get_by_role("button", name="试一试").click()
    expect(tried.locator("canvas")).to_be_visible(timeout=30_000)


def test_staff_tries_a_rule_on_the_past_and_changes_it_for_a_resident(browser: Browser, staffed: House) -> None:
    with phone(browser, staffed, COMMUNITY_STAFF, size=PHONE) as held:
        page = held.open("/rules/heart_rate_high")
        try_the_pulse_at(page, "85")
        alerts = page.get_by_role("row", name="告警").first.get_by_role("cell")
        assert alerts.all_inner_texts() == ["1", "0"], "one rise of the pulse is past 85, and none past 101"
        expect(page.get_by_role("img", name="这样改会告警 1 次，现行规则 0 次")).to_be_visible()
        held.photograph("system-rule-tried", full=True)
        held.check()
        page.get_by_role("searchbox").first.fill("lxy")
        page.get_by_role("button", name="林秀英").first.click()
        page.get_by_label("警告").fill("88")
        page.get_by_label("为什么这样改").fill("沈医生：平时偏低")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_text("已保存，从现在起生效")).to_be_visible()
        expect(page.get_by_text("警告 88 次/分")).to_be_visible()
    changed = staffed.as_(COMMUNITY_STAFF).get(f"/api/v1/residents/{MRS_LIN}/overrides").json()["items"]
    assert [(one["rule"], one["warning"], one["reason"]) for one in changed] == [
        ("heart_rate_high", 88.0, "沈医生：平时偏低")
    ]


def test_what_is_wrong_with_a_rule_stands_beside_its_field(browser: Browser, staffed: House) -> None:
    with phone(browser, staffed, STREET_STAFF, size=NARROW) as held:
        page = held.open("/rules/heart_rate_high")
        page.get_by_label("所有人").check()
        page.get_by_label("警告").fill("140")
        page.get_by_label("数字的依据").fill("试试")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_text("the more severe limit must lie further out").first).to_be_visible()
        held.check()
    assert staffed.records.rules.rule("heart_rate_high").version == 1


def test_a_channel_is_tested_and_says_that_its_message_was_taken(browser: Browser, staffed: House) -> None:
    with phone(browser, staffed, COMMUNITY_STAFF, size=PHONE) as held:
        page = held.open("/channels")
        page.get_by_role("button", name="发送测试消息").click()
        expect(page.get_by_text("已送达。")).to_be_visible(timeout=30_000)
        held.check()


def test_a_webhook_is_made_its_secret_shown_once_and_a_test_event_taken(
    browser: Browser, staffed: House, receiver: Hook
) -> None:
    with phone(browser, staffed, COMMUNITY_STAFF, size=PHONE) as held:
        page = held.open("/webhooks")
        page.get_by_role("button", name="添加").click()
        page.get_by_label("名称").fill("县级大屏")
        page.get_by_label("网址").fill(receiver.url)
        page.get_by_label("区域").select_option("lin-lane")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_text("whsec_")).to_be_visible()
        held.check()
        page.get_by_role("link", name="县级大屏").click()
        page.get_by_role("button", name="发送测试事件").click()
        expect(page.get_by_text("HTTP 2")).to_be_visible(timeout=30_000)
        expect(page.get_by_text("whsec_")).to_have_count(0)
        held.check()
    assert "org.banister.webhook.test.v1" in {body["type"] for body in receiver.bodies.values()}


def test_the_trail_shows_a_refused_attempt_and_can_be_narrowed_to_it(browser: Browser, staffed: House) -> None:
    refused = staffed.as_(COMMUNITY_STAFF).delete("/api/v1/areas/willow-street/overrides/sos")
    assert refused.status_code in {403, 404}
    with phone(browser, staffed, STREET_STAFF, size=PHONE) as held:
        page = held.open("/audit")
        page.get_by_label("是否允许").select_option("no")
        expect(page.locator("ol li").first).to_contain_text("被拒绝")
        expect(page.locator("ol li")).to_have_count(page.locator("ol li.refused").count())
        held.check()


def test_figures_are_drawn_and_stand_in_a_table_as_well(browser: Browser, staffed: House) -> None:
    alert = staffed.fire(staffed.cast.watch, MRS_LIN)
    assert staffed.as_(COMMUNITY_STAFF).post(f"/api/v1/alerts/{alert.id}/acknowledge").is_success
    with phone(browser, staffed, COMMUNITY_STAFF, size=DESK) as held:
        page = held.open("/kpis")
        page.get_by_text("7 天", exact=True).click()
        expect(page.get_by_text("最近 7 天")).to_be_visible()
        expect(page.locator("canvas")).to_have_count(4)
        page.get_by_text("看数字表格").last.click()
        expect(page.get_by_role("row", name="心率过高")).to_contain_text("1")
        held.photograph("system-figures", full=True)
        held.check()


def test_what_lay_in_quarantine_is_shown_whole_and_taken_when_it_is_read_again(
    browser: Browser, staffed: House
) -> None:
    said = Quarantined(
        device=WATCH,
        topic=f"care/v1/{SITE}/watch-lin/readings",
        reason="unknown_metric",
        detail="pulse",
        payload=b'{"heart_rate": 77}',
        received_at=staffed.clock(),
    )
    staffed.records.findings.quarantine([said])
    with phone(browser, staffed, COMMUNITY_STAFF, size=PHONE) as held:
        page = held.open("/quarantine")
        page.get_by_text("看原文").first.click()
        expect(page.get_by_text("7b 22 68 65")).to_be_visible()
        held.check()
        page.get_by_role("button", name="再读一次").first.click()
        expect(page.get_by_text("已接收，存入 1 个读数")).to_be_visible()
    assert staffed.records.findings.quarantined() == []


def test_the_system_page_says_that_all_is_well_and_how_old_that_is(browser: Browser, staffed: House) -> None:
    with phone(browser, staffed, COMMUNITY_STAFF, size=DESK) as held:
        page = held.open("/system")
        expect(page.get_by_text("一切正常")).to_be_visible()
        expect(page.get_by_role("heading", name="接收服务")).to_be_visible()
        expect(page.get_by_text("秒前报告").first).to_be_visible()
        held.photograph("system-house", full=True)
        held.check()


def test_live_messages_come_and_stand_still_when_paused(browser: Browser, staffed: House, data_dir: Path) -> None:
    with phone(browser, staffed, COMMUNITY_STAFF, size=PHONE) as held:
        page = held.open("/messages")
        expect(page.get_by_text("实时", exact=True)).to_be_visible()
        with simulated_home(data_dir):
            expect(page.locator("ol article").first).to_be_visible(timeout=30_000)
            page.get_by_role("button", name="暂停").click()
            expect(page.get_by_text("暂停期间来了")).to_be_visible()
            before = page.locator("ol article").count()
            expect(page.get_by_text("暂停期间来了 0 条")).to_have_count(0, timeout=30_000)
            assert page.locator("ol article").count() == before
        held.check()


def test_a_ladder_shows_as_a_time_line_and_is_set_anew(browser: Browser, staffed: House) -> None:
    before = staffed.records.policies.policies()
    with phone(browser, staffed, STREET_STAFF, size=DESK) as held:
        page = held.open("/ladders/critical")
        page.get_by_label("上一级之后几分钟").first.fill("4")
        expect(page.locator("ol").first).to_contain_text("4 分钟")
        page.get_by_label("原因").fill("网格员要求")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_text("已保存。")).to_be_visible()
        held.check()
    version = {one.id: one.version for one in before}["critical"]
    now = next(one for one in staffed.records.policies.policies() if one.id == "critical")
    assert (now.version, now.steps[1].after) == (version + 1, timedelta(minutes=4))


def test_a_shift_shows_in_the_week_with_the_hours_that_nobody_covers(browser: Browser, staffed: House) -> None:
    with phone(browser, staffed, COMMUNITY_STAFF, size=PHONE) as held:
        page = held.open("/rosters/building-5")
        expect(page.get_by_role("heading", name="未来七天")).to_be_visible()
        page.get_by_role("button", name="添加班次").click()
        page.get_by_role("button", name="保存").click()
        expect(page.locator("li.gap").first).to_contain_text("无人值守")
        held.check()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_no_page_is_wider_than_a_small_telephone_in_either_language(
    browser: Browser, staffed: House, language: str
) -> None:
    with phone(browser, staffed, COMMUNITY_STAFF, size=NARROW, language=language) as held:
        for path in PAGES:
            page = held.open(path)
            expect(page.get_by_text("正在读取").or_(page.get_by_text("Loading"))).to_have_count(0)
            assert "system." not in page.locator("main").inner_text(), f"a key without words at {path}"
            held.check()
