"""Many of everything: a queue of 500 open alerts and a building of 1,000 flats are all there, and scroll.

How long the browser's main thread was held, in CPU time, is told (`-o log_cli=true --log-cli-level=INFO`) and no limit
of this test: what else the machine does would decide.
"""

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from domain.alerts import Change
from domain.evaluation import evaluate
from domain.life import Seen, observe
from domain.people import Household, Resident
from domain.rules import ThresholdRule
from store.records.neighbourhood import Neighbourhood
from tests.api.house import RULES, House, open_house
from tests.e2e.web import built, phone
from tests.neighbourhood import BUILDING, SITE, STEWARD

log = logging.getLogger(__name__)
ALERTS, FLATS = 500, 998
_DIFFERENT = (("heart_rate_high", 142), ("spo2_low", 93), ("systolic_pressure_high", 185))
_SCROLL = """async () => {
  for (let y = 0; y < document.documentElement.scrollHeight; y += 400) {
    window.scrollTo(0, y)
    await new Promise(requestAnimationFrame)
  }
}"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("house"), web_dir=built()) as opened:
        flats = [Household(id=f"flat-{n}", building=BUILDING, flat=f"1单元{n:04}") for n in range(FLATS)]
        people = [Resident(id=f"of-{n}", name=f"张{n}", household=f"flat-{n}") for n in range(FLATS)]
        tree = Neighbourhood(households=tuple(flats), residents=tuple(people))
        opened.records.neighbourhood.load(tree, opened.clock())
        changes = [_fired(opened, n) for n in range(ALERTS)]
        opened.records.alerts.commit(changes, [], opened.clock())
        yield opened


def _fired(house: House, n: int) -> Change:
    name, value = _DIFFERENT[n % len(_DIFFERENT)]
    rule, at = RULES[name], house.clock() - timedelta(seconds=n)
    assert isinstance(rule, ThresholdRule)
    verdict = evaluate(rule, value)
    seen = Seen(resident=f"of-{n}", site=SITE, device=house.cast.watch.id, verdict=verdict, observed_at=at, value=value)
    change = observe(None, rule, seen, house.clock())
    assert change is not None
    return change


def longest_task_ms(browser: Browser, page: Page, what: str) -> float:
    """Give how long the page's main thread was held at once, at most, in CPU time."""
    browser.start_tracing(page=page, categories=["toplevel", "devtools.timeline"])
    page.evaluate(what)
    events: list[dict[str, Any]] = json.loads(browser.stop_tracing())["traceEvents"]
    mains = {
        (one["pid"], one["tid"])
        for one in events
        if one.get("name") == "thread_name" and one["args"]["name"] == "CrRendererMain"
    }
    tasks = [one for one in events if "tdur" in one and (one["pid"], one["tid"]) in mains]
    return max(float(one["tdur"]) for one in tasks) / 1000


@pytest.mark.parametrize("many", [("/queue", "[data-alert]", ALERTS), ("/building", "[data-state]", FLATS + 1)])
def test_all_of_many_are_there_and_scroll(browser: Browser, house: House, many: tuple[str, str, int]) -> None:
    path, each, count = many
    with phone(browser, house, STEWARD) as held:
        page = held.open(path)
        expect(page.locator(each)).to_have_count(count, timeout=60_000)
        log.info("%s: the longest task while scrolling held %.0f ms", path, longest_task_ms(browser, page, _SCROLL))
        expect(page.locator(each).last).to_be_in_viewport()


def test_what_moves_among_many_moves_alone(browser: Browser, house: House) -> None:
    with phone(browser, house, STEWARD) as held:
        page = held.open("/queue")
        expect(page.locator("[data-alert]")).to_have_count(ALERTS, timeout=60_000)
        first = page.locator("[data-alert]").first
        alert = str(first.get_attribute("data-alert"))
        assert house.as_(STEWARD).post(f"/api/v1/alerts/{alert}/acknowledge", json={}).is_success
        expect(first).not_to_have_attribute("data-alert", alert)
        expect(page.locator(f"[data-alert='{alert}']")).to_contain_text("王建国在处理")
        assert page.locator("[data-alert]").count() == ALERTS
