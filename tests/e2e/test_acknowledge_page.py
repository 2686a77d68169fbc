"""The page behind a message's link, on a narrow telephone, in a browser that runs no scripts."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page

from domain.alerts import AlertState
from store.records.neighbourhood import Assignment, Neighbourhood
from tests.api.house import House, open_house
from tests.api.test_links import link
from tests.neighbourhood import BUILDING, MRS_LIN, STEWARD

HEADLINES = {
    "zh-CN": ("您能处理这条告警吗？", "谢谢，已由您处理"),
    "en": ("Can you take this on?", "Thank you: it is yours"),
}


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("house")) as opened:
        yield opened


@pytest.fixture
def telephone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", HEADLINES)
def test_one_press_answers_without_a_script_on_a_narrow_screen(house: House, telephone: Page, language: str) -> None:
    steward = replace(house.records.people.person(STEWARD), language=language)
    tree = Neighbourhood(people=(steward,), assignments=(Assignment(person=STEWARD, area=BUILDING),))
    house.records.neighbourhood.load(tree, house.clock())
    alert = house.fire(house.cast.watch, MRS_LIN)
    telephone.goto(house.address + link(house, alert))
    assert telephone.inner_text("h1") == HEADLINES[language][0]
    box = telephone.locator("button").bounding_box()
    assert box is not None
    assert (box["x"] >= 0, box["x"] + box["width"] <= 320, box["height"] >= 48) == (True, True, True)
    telephone.click("button")
    assert telephone.inner_text("h1") == HEADLINES[language][1]
    assert house.records.alerts.alert(alert.id).state is AlertState.ACKNOWLEDGED
