"""The API's page in a browser: it shows what can be asked, and nothing leaves for another host."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.api.house import House, open_house


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("house")) as opened:
        yield opened


@pytest.fixture
def requested(page: Page) -> list[str]:
    """Collect the hosts of every request, and the complaints of the page."""
    seen: list[str] = []
    page.on("request", lambda request: seen.append(urlsplit(request.url).hostname or "data"))
    page.on("pageerror", lambda error: seen.append(f"error: {error}"))
    return seen


def test_the_page_shows_the_operations_and_asks_no_other_host(house: House, page: Page, requested: list[str]) -> None:
    page.goto(f"{house.address}/docs")
    page.wait_for_selector(".opblock")
    assert page.locator(".opblock", has_text="/api/v1/alerts/{alert_id}/acknowledge").count() == 1
    assert set(requested) <= {"127.0.0.1", "data"}


def test_an_operation_can_be_tried_from_the_page(house: House, page: Page) -> None:
    page.goto(f"{house.address}/docs")
    operation = page.locator(".opblock", has=page.locator("[data-path='/healthz']"))
    operation.locator(".opblock-summary").click()
    operation.locator(".try-out__btn").click()
    operation.locator(".execute").click()
    assert '"alive": true' in operation.locator(".live-responses-table .microlight").first.inner_text()
