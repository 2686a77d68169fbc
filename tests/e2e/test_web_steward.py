"""A steward with one hand on a telephone: the queue, an alert from its beginning to its end, the flats, the duty."""

import logging
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from domain.alerts import AlertState, Disposition
from mqtt.broker import EmbeddedBroker
from tests.api.house import House, open_house
from tests.brokers import publish_all
from tests.e2e.living import whole_house
from tests.e2e.web import DESK, NARROW, PHONE, built, phone
from tests.neighbourhood import BUILDING, MR_ZHOU, MRS_LIN, OFFICER, OTHER_STEWARD, SITE, STEWARD

log = logging.getLogger(__name__)
PROMISED_S = 1.0
"""A new alert is on an open page so soon after its publish."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path, web_dir=built()) as opened:
        yield opened


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("living")


@pytest.fixture(scope="module")
def living(data_dir: Path) -> Iterator[House]:
    """All of Banister as it runs on a machine: broker, ingest, alerts, API and the web app."""
    with whole_house(data_dir) as house:
        yield house


def lived_through(house: House) -> None:
    """Let an hour of readings rest in the store, of which the last cross a limit."""
    for minute in range(60):
        pulse = 142 if minute < 3 else 80 + minute % 7
        at = house.clock() - timedelta(minutes=minute, seconds=5)
        house.measure(house.cast.watch, at, heart_rate=pulse, spo2=96)


def test_a_published_call_for_help_is_on_an_open_queue_within_a_second(
    browser: Browser, living: House, data_dir: Path
) -> None:
    with phone(browser, living, STEWARD) as held:
        page = held.open("/queue")
        expect(page.get_by_text("实时", exact=True)).to_be_visible()
        began = time.monotonic()
        publish_all(
            EmbeddedBroker(data_dir).access("simulators"), [(f"care/v1/{SITE}/watch-lin/readings", '{"sos": true}')]
        )
        row = page.locator("[data-alert]").filter(has_text="按下了紧急呼叫")
        row.wait_for()
        took = time.monotonic() - began
        log.info("publish to open page: %.0f ms", took * 1000)
        expect(row).to_contain_text("2单元502")
        expect(page.locator("[role=alert]").filter(has_text="林秀英")).to_have_count(1)
        assert took < 10 * PROMISED_S, "promised is a second; the figure is in the printout"


def test_a_steward_goes_there_and_says_what_it_was(browser: Browser, house: House) -> None:
    lived_through(house)
    alert = house.fire(house.cast.watch, MRS_LIN)
    with phone(browser, house, STEWARD) as held:
        page = held.open("/queue")
        held.photograph("steward-queue")
        page.get_by_role("button", name="我去看看：林秀英").click()
        expect(page.get_by_text("王建国在处理")).to_be_visible()
        held.check()
        page.get_by_role("link", name="查看：林秀英").click()
        expect(page.get_by_role("link", name="打电话给林秀英")).to_have_attribute("href", "tel:13800000001")
        expect(page.get_by_text("钥匙在：王大爷 601")).to_be_visible()
        expect(page.get_by_role("img", name="心率最低 80")).to_be_visible()
        held.check()
        held.photograph("steward-alert", full=True)
        page.get_by_role("button", name="处理完了").click()
        page.get_by_label("误报").check()
        page.get_by_label("备注").fill("刚爬完楼梯，休息后正常")
        held.check()
        page.get_by_role("button", name="结束这条告警").click()
        expect(page.get_by_text("备注：刚爬完楼梯，休息后正常")).to_be_visible()
    ended = house.records.alerts.alert(alert.id)
    assert (ended.state, ended.disposition) == (AlertState.RESOLVED, Disposition.FALSE_ALARM)
    assert (ended.acknowledged_by, ended.note) == (STEWARD, "刚爬完楼梯，休息后正常")


def test_who_comes_second_is_told_kindly_and_sees_how_it_stands(browser: Browser, house: House) -> None:
    alert = house.fire(house.cast.watch, MRS_LIN)
    with phone(browser, house, STEWARD) as held:
        page = held.open(f"/alerts/{alert.id}")
        go = page.get_by_role("button", name="我去看看")
        go.wait_for()
        page.route("**/acknowledge", lambda route: _late(house, alert.id, route))
        go.click()
        expect(page.get_by_text("同事刚刚已经处理过这条告警")).to_be_visible()
        expect(page.get_by_text("已结束").first).to_be_visible()
        expect(go).to_have_count(0)


def _late(house: House, alert: str, route: Route) -> None:
    """Let somebody else end the alert before the request goes on."""
    form = {"disposition": "real", "note": "一起去了"}
    assert house.as_(OFFICER).post(f"/api/v1/alerts/{alert}/resolve", json=form).is_success
    route.continue_()


def test_what_does_not_arrive_is_said_so_and_the_note_is_kept(browser: Browser, house: House) -> None:
    alert = house.fire(house.cast.watch, MRS_LIN)
    with phone(browser, house, STEWARD) as held:
        page = held.open(f"/alerts/{alert.id}")
        page.get_by_role("button", name="处理完了").click()
        page.get_by_label("确有其事").check()
        page.get_by_label("备注").fill("已送医院")
        held.context.set_offline(True)
        page.get_by_role("button", name="结束这条告警").click()
        expect(page.get_by_text("没有送达，也不会自动补发")).to_be_visible()
        assert house.records.alerts.alert(alert.id).state is AlertState.FIRING
        held.context.set_offline(False)
        expect(page.get_by_label("备注")).to_have_value("已送医院")
        page.get_by_role("button", name="结束这条告警").click()
        expect(page.get_by_text("备注：已送医院")).to_be_visible()
    assert house.records.alerts.alert(alert.id).note == "已送医院"


def test_the_flat_of_another_steward_stays_closed(browser: Browser, house: House) -> None:
    alert = house.fire(house.cast.watch, MRS_LIN)
    with phone(browser, house, OTHER_STEWARD) as held:
        page = held.open("/queue")
        expect(page.get_by_text("现在没有要处理的告警")).to_be_visible()
        for path in (f"/alerts/{alert.id}", f"/residents/{MRS_LIN}/away"):
            held.open(path)
            expect(page.get_by_text("没有找到，或您无权查看")).to_be_visible()
            expect(page.get_by_text("林秀英")).to_have_count(0)


def test_alerts_stand_by_priority_and_devices_and_muted_ones_apart(browser: Browser, house: House) -> None:
    house.fire(house.cast.watch, MRS_LIN, 8, "battery_low")
    mild = house.fire(house.cast.watch, MRS_LIN, 93, "spo2_low")
    high = house.fire(house.cast.other_watch, MR_ZHOU, 185, "systolic_pressure_high")
    until = (house.clock() + timedelta(hours=2)).isoformat()
    muted = {"resident": MRS_LIN, "rule": "heart_rate_high", "ends_at": until, "why": "在输液"}
    assert house.as_(OFFICER).post("/api/v1/silences", json=muted).is_success
    house.fire(house.cast.watch, MRS_LIN)
    with phone(browser, house, OFFICER, size=DESK, language="en") as held:
        page = held.open("/queue")
        expect(page.locator("[data-alert]").first).to_contain_text("Systolic pressure 185 mmHg")
        seen = [row.get_attribute("data-alert") for row in page.locator("[data-alert]:visible").all()]
        assert seen[:2] == [high.id, mild.id]
        page.get_by_text("1 that nobody is told of now").click()
        expect(page.get_by_text("Silenced: nobody is told until")).to_be_visible()
        page.get_by_role("button", name="Devices 1").click()
        expect(page.get_by_text("Battery 8%")).to_be_visible()
        held.check()


def test_the_flats_show_by_word_what_is_open(browser: Browser, house: House) -> None:
    house.fire(house.cast.watch, MRS_LIN)
    with phone(browser, house, OFFICER, size=DESK) as held:
        page = held.open("/building")
        page.get_by_label("看哪栋楼").select_option(label="全部楼栋")
        flat = page.get_by_role("button", name="2单元502 危急 林秀英")
        expect(flat).to_be_visible()
        expect(page.get_by_role("button", name="1单元101")).to_be_visible()
        held.check()
        held.photograph("steward-building")
        page.get_by_role("button", name="有告警 1").click()
        expect(page.get_by_role("button", name="1单元101")).to_have_count(0)
        flat.click()
        expect(page.get_by_role("link", name="打电话给林秀英")).to_be_visible()
        held.check()
        page.keyboard.press("Escape")
        expect(flat).to_be_focused()


def test_a_steward_hands_over_and_takes_leave(browser: Browser, house: House) -> None:
    with phone(browser, house, STEWARD, size=NARROW) as held:
        page = held.open("/duty")
        expect(page.get_by_text("王建国（我）")).to_be_visible()
        page.locator("summary", has_text="请假").click()
        page.get_by_label("到", exact=True).fill(f"{house.clock() + timedelta(days=2):%Y-%m-%dT%H:%M}")
        page.get_by_role("button", name="请假").click()
        expect(page.get_by_role("button", name="销假")).to_be_visible()
        page.get_by_role("button", name="交班").click()
        page.get_by_label("交给谁").select_option(OFFICER)
        page.get_by_label("原因", exact=True).fill("回老家")
        held.check()
        page.locator("dialog").get_by_role("button", name="交班").click()
        expect(page.get_by_text("已交给赵敏")).to_be_visible()
    assert [one.to_person for one in house.records.rosters.handovers(BUILDING)] == [OFFICER]


def test_somebody_is_said_to_be_away_and_back(browser: Browser, house: House) -> None:
    with phone(browser, house, STEWARD, size=PHONE) as held:
        page = held.open(f"/residents/{MRS_LIN}/away")
        page.get_by_label("去哪里").select_option("hospital")
        page.get_by_label("到", exact=True).fill(f"{house.clock() + timedelta(days=3):%Y-%m-%dT%H:%M}")
        page.get_by_role("button", name="登记外出").click()
        back = page.get_by_role("button", name="已回家")
        expect(back).to_be_visible()
        held.check()
        back.click()
        expect(page.get_by_text("现在在家")).to_be_visible()


def test_the_round_says_who_needs_a_look_and_why_and_is_ticked_off(browser: Browser, house: House) -> None:
    house.fire(house.cast.watch, MRS_LIN)
    with phone(browser, house, STEWARD) as held:
        page = held.open("/round")
        card = page.locator(f"[data-look='{MRS_LIN}']")
        expect(card.get_by_role("link", name="心率过高，告警未结束")).to_be_visible()
        expect(card).to_contain_text("还没有登记本人同意")
        expect(card.get_by_role("link", name="打电话给林秀英")).to_be_visible()
        held.check()
        held.photograph("steward-round", full=True)
        card.get_by_role("checkbox", name="已看过 林秀英").click()
        expect(page.get_by_text("还有 0 位，已看 1 位")).to_be_visible()
        page.reload()
        expect(page.get_by_text("还有 0 位，已看 1 位")).to_be_visible()
