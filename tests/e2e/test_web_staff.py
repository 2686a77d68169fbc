"""Staff at their desk and in the stairwell: a device that was just switched on becomes somebody's."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.api.house import House, open_house
from tests.api.sheets_sent import NEW, XLSX, Table, book
from tests.e2e.living import simulated_home, whole_house
from tests.e2e.web import MODES, NARROW, PHONE, built, phone
from tests.neighbourhood import BUILDING, COMMUNITY_STAFF, MR_ZHOU, MRS_LIN, SITE, STEWARD, STREET_STAFF, WATCH

LOADING = re.compile("正在读取|Loading")
PAGES = (
    "/residents",
    "/residents/new",
    f"/residents/{MRS_LIN}/file",
    "/flats",
    f"/flats/{BUILDING}",
    "/people",
    "/people/new",
    f"/people/{STEWARD}",
    "/devices",
    f"/devices/{WATCH}",
    "/devices/claim",
    "/gateways",
    "/import",
    "/consents/missing",
)


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("living")


@pytest.fixture(scope="module")
def living(data_dir: Path) -> Iterator[House]:
    """All of Banister as it runs on a machine: broker, ingest, alerts, API and the web app."""
    with whole_house(data_dir) as house:
        yield house


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
        with simulated_home(data_dir):
            expect(page.get_by_role("button", name="认领 lin-lane.watch").first).to_be_visible()
            held.check()
            claim_the_watch(page)
            expect(page.get_by_text("只显示这一次")).to_be_visible()
            expect(page.get_by_role("heading", name="第一条数据到了")).to_be_visible(timeout=30_000)
            expect(page.get_by_text("心率")).to_be_visible()
            held.photograph("staff-claim")
            held.check()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("house"), web_dir=built()) as opened:
        yield opened


def choose_file(page: Page, sheets: Mapping[str, Table]) -> None:
    """Choose a workbook of these tables, as the browser's picker would give it."""
    file = FilePayload(name="community.xlsx", mimeType=XLSX, buffer=book(sheets))
    page.locator("input[type=file]").set_input_files(file)


def test_a_table_with_a_wrong_cell_is_told_cell_by_cell_and_the_mended_one_comes_in_when_it_is_said(
    browser: Browser, house: House
) -> None:
    with phone(browser, house, COMMUNITY_STAFF) as held:
        page = held.open("/import")
        choose_file(page, {**NEW, "residents": [[*NEW["residents"][0]], ["lin-new", "林新", "nowhere", "13800000077"]]})
        row = page.get_by_role("row", name="nowhere")
        expect(row).to_contain_text("第 2 行")
        expect(row).to_contain_text("没有住户")
        held.photograph("staff-import-errors")
        held.check()
        choose_file(page, NEW)
        expect(page.get_by_text("将新增")).to_be_visible()
        assert "flat-new" not in {one.id for one in house.records.people.households()}
        held.check()
        page.get_by_role("button", name="导入", exact=True).click()
        expect(page.get_by_role("heading", name="已导入")).to_be_visible()
        assert house.records.people.resident("lin-new").name == "林新"


def test_staff_adds_a_resident_to_a_flat_and_finds_them_by_their_initials(browser: Browser, house: House) -> None:
    with phone(browser, house, COMMUNITY_STAFF, size=NARROW) as held:
        page = held.open("/residents/new")
        page.get_by_label("姓名").fill("赵玉珍")
        page.get_by_role("button", name="添加老人").click()
        expect(page.get_by_text("请填写")).to_be_visible()
        page.get_by_label("住在哪一户").fill("502")
        page.get_by_role("button", name="2单元502").click()
        held.check()
        page.get_by_role("button", name="添加老人").click()
        expect(page.get_by_role("heading", name="赵玉珍的档案")).to_be_visible()
        held.check()
        page = held.open("/residents")
        page.get_by_label("查找").fill("zyz")
        expect(page.get_by_role("link", name="赵玉珍").first).to_be_visible()
        expect(page.get_by_role("link", name="林秀英")).to_have_count(0)
        held.check()


def test_who_saves_what_somebody_else_has_just_changed_is_asked_first(browser: Browser, house: House) -> None:
    with phone(browser, house, COMMUNITY_STAFF) as held:
        page = held.open(f"/residents/{MR_ZHOU}/file")
        expect(page.get_by_label("电话")).to_have_value(house.records.people.resident(MR_ZHOU).phone)
        other = house.as_(STREET_STAFF)
        assert other.patch(f"/api/v1/residents/{MR_ZHOU}", json={"phone": "13800000088"}).is_success
        page.get_by_label("电话").fill("13800000099")
        page.get_by_role("button", name="保存", exact=True).click()
        dialog = page.get_by_role("dialog", name="别人刚刚改过")
        expect(dialog.get_by_role("row", name="电话")).to_contain_text("13800000088")
        held.check()
        dialog.get_by_role("button", name="用现在的").click()
        expect(page.get_by_label("电话")).to_have_value("13800000088")
        assert house.records.people.resident(MR_ZHOU).phone == "13800000088"


@pytest.mark.parametrize(("language", "modes"), [("zh-CN", MODES), ("en", ("large",))])
def test_every_page_of_staff_can_be_read_by_everybody(
    browser: Browser, house: House, language: str, modes: Sequence[str]
) -> None:
    with phone(browser, house, COMMUNITY_STAFF, size=NARROW, language=language) as held:
        for path in PAGES:
            page = held.open(path)
            expect(page.get_by_text(LOADING)).to_have_count(0)
            expect(page.get_by_text("staff.")).to_have_count(0)  # a key without a word
            held.check(*modes)


def test_a_label_that_is_no_devices_is_told_and_a_camera_that_is_not_there_leaves_the_typed_code(
    browser: Browser, house: House
) -> None:
    with phone(browser, house, COMMUNITY_STAFF) as held:
        page = held.open("/devices/claim")
        page.get_by_role("button", name="扫描二维码").click()
        expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("输入编号")
        held.check("light")
        page.get_by_role("button", name="改为输入编号").click()
        page.get_by_label("设备编号").fill("https://example.org/something")
        page.get_by_role("button", name="下一步").click()
        expect(page.get_by_text("这不是设备的编号或标签")).to_be_visible()
        page.get_by_label("设备编号").fill(f"banister:device?id={SITE}.watch-7&kind=watch")
        page.get_by_role("button", name="下一步").click()
        expect(page.get_by_label("类型")).to_have_value("watch")


HELD_BEFORE_THE_CAMERA = """
label => navigator.mediaDevices.getUserMedia = async () => {
  const picture = new Image()
  picture.src = label
  await picture.decode()
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 480
  const pen = canvas.getContext('2d')
  setInterval(() => {
    pen.fillStyle = '#fff'
    pen.fillRect(0, 0, 480, 480)
    pen.drawImage(picture, 60, 60, 360, 360)
  }, 50)
  return canvas.captureStream(20)
}
"""


def test_a_label_that_is_held_before_the_camera_is_read(browser: Browser, house: House) -> None:
    with phone(browser, house, COMMUNITY_STAFF) as held:
        page = held.open("/devices/claim")
        page.evaluate(HELD_BEFORE_THE_CAMERA, f"/api/v1/devices/{WATCH}/label")
        page.get_by_role("button", name="扫描二维码").click()
        expect(page.get_by_role("heading", name="给哪位老人用？")).to_be_visible()
        expect(page.get_by_text(WATCH)).to_be_visible()
        expect(page.get_by_label("类型")).to_have_value("watch")
