"""The web app in a browser: a telephone that belongs to somebody of the cast, and what must hold of every page."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from api.callers import COOKIE
from api.web_app import CHECKOUT, default_folder
from tests.api.house import House
from tests.house.tree import ROOT

SCREENSHOTS = ROOT / "docs" / "screenshots"
PHONE, NARROW, DESK = (390, 844), (320, 640), (1280, 900)
MODES = ("light", "dark", "large")
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_QUIETLY = ("the server responded with a status of", "net::ERR_INTERNET_DISCONNECTED", "net::ERR_FAILED")
"""What a browser's console says of answers that a page has words for."""


def built() -> Path:
    """Give the folder of the built app, or skip: `make test` and `make e2e` build it first."""
    folder = Path(os.environ.get("BANISTER_WEB_DIR") or default_folder())
    if (folder / "index.html").is_file():
        return folder
    reason = "missing program: the built web app (make e2e builds it)"
    if os.environ.get("TESTS_NEED_EVERY_PROGRAM"):
        pytest.fail(reason)
    pytest.skip(reason)


@dataclass(kw_only=True)
class Phone:
    """A browser of one person, with what went wrong in it."""

    page: Page
    context: BrowserContext
    address: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Open a page of the app, such as `/home`, and wait until its heading stands."""
        self.page.goto(f"{self.address}/app{path}")
        self.page.locator("h1").first.wait_for()
        return self.page

    def heard(self, message: ConsoleMessage) -> None:
        """Keep an error of the console, violations of the Content-Security-Policy among them."""
        if message.type == "error" and not any(quiet in message.text for quiet in _QUIETLY):
            self.complaints.append(message.text)

    def asked(self, request: Request) -> None:
        """Keep a question that went to another host."""
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https"} and f"{parts.scheme}://{parts.netloc}" != self.address:
            self.complaints.append(f"asked {request.url}")

    def check(self, *modes: str) -> None:
        """Fail where axe finds a fault of WCAG 2.2 AA in one of the modes, or the page is wider than the screen."""
        for mode in modes or MODES:
            dress(self.page, mode)
            faults = axe(self.page)
            assert not faults, f"in {mode} mode at {self.page.url}: {faults}"
            wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert self.page.evaluate(wide) <= 0, f"{self.page.url} is wider than the screen in {mode} mode"
        dress(self.page, "light")

    def photograph(self, name: str, *, full: bool = False) -> None:
        """Take a picture for the documentation, where UPDATE_SCREENSHOTS is set; PICTURES_DIR takes it elsewhere."""
        folder = SCREENSHOTS if os.environ.get("UPDATE_SCREENSHOTS") else os.environ.get("PICTURES_DIR")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(folder) / f"{name}.png", full_page=full)


def dress(page: Page, mode: str) -> None:
    """Show the page in light, dark or large mode, as the app itself would dress its root."""
    page.evaluate(
        """mode => {
          const root = document.documentElement
          root.dataset.theme = mode === 'dark' ? 'dark' : 'light'
          root.classList.toggle('van-theme-dark', mode === 'dark')
          root.dataset.size = mode === 'large' ? 'large' : 'normal'
        }""",
        mode,
    )


def axe(page: Page) -> list[str]:
    """Give what axe finds: the rule, and where."""
    page.evaluate(_axe())
    found: dict[str, Any] = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})", _RULES
    )
    return [
        f"{one['id']}: {node['target']} {node['failureSummary'].splitlines()[-1].strip()}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


@cache
def _axe() -> str:
    file = CHECKOUT / "node_modules" / "axe-core" / "axe.min.js"
    if not file.is_file():
        if os.environ.get("TESTS_NEED_EVERY_PROGRAM"):
            pytest.fail("missing program: axe-core (make e2e installs it)")
        pytest.skip("missing program: axe-core (make e2e installs it)")
    return file.read_text(encoding="utf-8")


@contextmanager
def phone(
    browser: Browser,
    house: House,
    person: str | None,
    *,
    size: tuple[int, int] = PHONE,
    language: str = "zh-CN",
    worker: bool = False,
) -> Iterator[Phone]:
    """Open a browser that is logged in as this person (None: nobody). Ends in failure where it had to complain."""
    with watched(browser, house.address, size=size, language=language, worker=worker) as held:
        if person is not None:
            token = house.records.accounts.open_session(person, house.clock(), timedelta(hours=1))
            held.context.add_cookies([{"name": COOKIE, "value": token, "url": house.address, "httpOnly": True}])
        yield held


@contextmanager
def watched(
    browser: Browser, address: str, *, size: tuple[int, int] = PHONE, language: str = "zh-CN", worker: bool = False
) -> Iterator[Phone]:
    """Open a browser in which nobody is logged in. Ends in failure where it had to complain."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale=language,
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
        service_workers="allow" if worker else "block",
        device_scale_factor=2,
        has_touch=size[0] < DESK[0],
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    held = Phone(page=page, context=context, address=address)
    page.on("console", held.heard)
    page.on("pageerror", lambda error: held.complaints.append(str(error)))
    page.on("request", held.asked)
    try:
        yield held
        assert held.complaints == []
    finally:
        context.close()
