"""The family home as a telephone loads it for the first time: bytes, and what Lighthouse would measure.

Chromium runs four times slower, on the slow 4G of Lighthouse (1.6 Mbit/s, 150 ms there and back, as its DevTools
throttling puts them). The score is its own curve of these figures, without the speed index, which needs a film.
"""

import math
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from api.callers import COOKIE
from store.logs import LogSettings, configure_logs
from tests.api.house import House, open_house
from tests.e2e.web import built
from tests.neighbourhood import DAUGHTER
from tests.programs import need_chromium

Row = tuple[str, float, str, float | None]

_SLOW_4G = {"offline": False, "latency": 562.5, "downloadThroughput": 184_320, "uploadThroughput": 86_400}
_CURVES = {"fcp": (1800, 3000, 10), "lcp": (2500, 4000, 25), "tbt": (200, 600, 30), "cls": (0.1, 0.25, 25)}
"""By figure: where nine in ten lie above, the middle, and the weight (Lighthouse 12)."""
_WATCH = """
window.seen = {lcp: 0, cls: 0, tasks: []}
new PerformanceObserver(l => { for (const e of l.getEntries()) seen.lcp = e.startTime })
  .observe({type: 'largest-contentful-paint', buffered: true})
new PerformanceObserver(l => { for (const e of l.getEntries()) if (!e.hadRecentInput) seen.cls += e.value })
  .observe({type: 'layout-shift', buffered: true})
new PerformanceObserver(l => { for (const e of l.getEntries()) seen.tasks.push([e.startTime, e.duration]) })
  .observe({type: 'longtask', buffered: true})
"""
_READ = """() => {
  const fcp = performance.getEntriesByName('first-contentful-paint')[0].startTime
  const over = seen.tasks.filter(([at]) => at > fcp).map(([, took]) => Math.max(0, took - 50))
  return {fcp, lcp: seen.lcp, cls: seen.cls, tbt: over.reduce((a, b) => a + b, 0)}
}"""


def bench_web() -> list[Row]:
    """Measure the family home: what is loaded for it before any chart, and how soon it stands."""
    configure_logs("bench", LogSettings(log_level="ERROR"))
    with (
        tempfile.TemporaryDirectory() as folder,
        open_house(Path(folder), web_dir=built()) as house,
        sync_playwright() as playwright,
    ):
        house.measure(house.cast.watch, house.clock() - timedelta(minutes=1), heart_rate=72, spo2=97)
        browser = playwright.chromium.launch(executable_path=need_chromium(), args=["--no-sandbox"])
        sizes, figures = _loaded(browser, house)
        browser.close()
    app = sum(size for name, size in sizes.items() if "/app/" in name and "/charts-" not in name)
    return [
        ("family home, first load before charts", app / 1024, "KB", 120),
        ("family home, first contentful paint", figures["fcp"], "ms", None),
        ("family home, largest contentful paint", figures["lcp"], "ms", None),
        ("family home, total blocking time", figures["tbt"], "ms", None),
        ("family home, layout shift", figures["cls"], "", 0.1),
        ("family home, 100 - performance as Lighthouse counts it", 100 - _score(figures), "points", 5),
    ]


def _loaded(browser: Browser, house: House) -> tuple[dict[str, float], dict[str, float]]:
    context = browser.new_context(viewport={"width": 412, "height": 823}, locale="zh-CN", service_workers="block")
    token = house.records.accounts.open_session(DAUGHTER, house.clock(), timedelta(hours=1))
    context.add_cookies([{"name": COOKIE, "value": token, "url": house.address, "httpOnly": True}])
    page = context.new_page()
    page.add_init_script(_WATCH)
    sizes = _weighed(page, context.new_cdp_session(page))
    page.goto(f"{house.address}/app/home")
    page.get_by_text("林秀英").first.wait_for()
    page.wait_for_timeout(3_000)
    figures: dict[str, float] = page.evaluate(_READ)
    return sizes, figures


def _weighed(page: Page, session: CDPSession) -> dict[str, float]:
    """Slow the page down, and weigh what comes over the line, by address."""
    names: dict[str, str] = {}
    sizes: dict[str, float] = {}

    def came(event: dict[str, Any]) -> None:
        names[event["requestId"]] = event["response"]["url"]

    def ended(event: dict[str, Any]) -> None:
        name = names.get(event["requestId"], "")
        sizes[name] = sizes.get(name, 0) + event["encodedDataLength"]

    session.on("Network.responseReceived", came)
    session.on("Network.loadingFinished", ended)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", _SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    return sizes


def _score(figures: dict[str, float]) -> float:
    weights = sum(weight for _, _, weight in _CURVES.values())
    return sum(100 * weight / weights * _on(figures[name], ten, half) for name, (ten, half, weight) in _CURVES.items())


def _on(value: float, ten: float, half: float) -> float:
    """Give where a figure lies on a log-normal curve: 0.9 at `ten`, 0.5 at `half`."""
    if value <= 0:
        return 1.0
    spread = math.log(half / ten) / (math.sqrt(2) * 0.9061938024368232)
    return 0.5 * math.erfc(math.log(value / half) / (math.sqrt(2) * spread))
