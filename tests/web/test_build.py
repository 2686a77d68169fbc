"""What is in the built app: nothing from elsewhere, nothing that its policy would stop, and little to load at first."""

import re
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from api.web_app import TYPES
from banister.web_sources import STAMP
from tests.house.tree import ROOT
from tests.programs import need_web_app
from tests.web.build import at_once, later, packed, page, texts

FIRST_LOAD = 120 * 1024
"""Bytes by gzip, before charts."""
NAMESPACES = frozenset({"www.w3.org"})
"""Names, not addresses: nothing is asked there."""
SAID_BY = {
    "vuejs.org": "an address in a message of Vue's for developers: the text of an error",
    "reactjs.org": "the same",
    "bit.ly": "an address in a message of Workbox's for developers",
    "link": "a base for the router to read a path against, asked by nobody",
    "a.com": "the router's test of what URL() can do",
}
"""Hosts that stand in texts of our libraries and are asked by nobody; each with the reason."""
_ADDRESS = re.compile(r"""(?:https?:|wss?:|["'`(]\s*)//([a-z0-9.-]+\.[a-z]{2,}|localhost)\b""", re.IGNORECASE)
_ECHARTS = "_echarts_instance_"
"""A word that only ECharts has, and that no minifier changes."""


@pytest.fixture(scope="module")
def dist() -> Path:
    return need_web_app()


def test_nothing_of_it_names_another_host(dist: Path) -> None:
    named = {(host, name) for name, text in texts(dist) for host in _ADDRESS.findall(text)}
    assert not {(host, name) for host, name in named if host not in NAMESPACES | SAID_BY.keys()}


def test_nothing_is_carried_within_addresses(dist: Path) -> None:
    carried = re.compile(r"""(?:url\(|src=|href=|["'`])\s*["']?data:(?:image|font|application)/""")
    assert not {name for name, text in texts(dist) if carried.search(text)}


def test_the_page_holds_no_script_and_no_style_of_its_own(dist: Path) -> None:
    read = page(dist)
    assert read.inline == []
    assert read.loaded
    assert {urlsplit(one).netloc for one in read.loaded} == {""}
    assert all(one.startswith("/app/") for one in read.loaded)
    assert read.asked == ["/api/v1/session"], "who is logged in: the app waits for it before anything else"


def test_nothing_is_made_into_code_while_it_runs(dist: Path) -> None:
    made = re.compile(r"""\bnew Function\(|[^.\w]eval\(|<[a-z]+[^>]* style=\\?["']""")
    at_first = {name for name in at_once(dist) if name.endswith(".js")}
    assert not {name for name, text in texts(dist) if name in at_first and made.search(text)}


def test_every_file_is_one_that_is_served(dist: Path) -> None:
    names = {path.name for path in dist.rglob("*") if path.is_file() and path.suffix not in {".gz", ".br"}}
    assert {name for name in names if Path(name).suffix not in TYPES} == {STAMP}


def test_the_first_load_is_small(dist: Path) -> None:
    loaded = at_once(dist) | first_words(dist)
    assert len(loaded) >= 3
    sizes = {name: packed(dist, name) for name in sorted(loaded)}
    assert sum(sizes.values()) <= FIRST_LOAD, sizes


def first_words(dist: Path) -> set[str]:
    """Give the Chinese texts that every page waits for: the frame's, and those that all parts share."""
    words = {name for name in later_all(dist) if re.fullmatch(r"assets/(?:shell|words)-.{8}\.js", name)}
    chinese = {name for name in words if re.search("[\u4e00-\u9fff]", (dist / name).read_text(encoding="utf-8"))}
    assert len(chinese) == 2, words
    return chinese


def later_all(dist: Path) -> set[str]:
    return {one for name in at_once(dist) if name.endswith(".js") for one in later(dist, name)}


def test_charts_come_when_one_is_drawn_and_not_before(dist: Path) -> None:
    charts = {name for name, text in texts(dist) if name.endswith(".js") and _ECHARTS in text}
    assert charts, "no chunk has ECharts: the word by which it is known has changed"
    assert not charts & at_once(dist)
    assert all(re.match(r"assets/charts-", name) for name in charts)
    importing = re.compile("|".join(rf"""from\s*["']\./{re.escape(Path(one).name)}["']""" for one in charts))
    waiting = {name for name, text in texts(dist) if importing.search(text)}
    assert all(name.startswith("assets/charts-") for name in waiting), "a page that waits for charts"


def test_the_service_worker_keeps_what_the_app_needs_and_no_packed_copies(dist: Path) -> None:
    listed = set(re.findall(r"""["']?url["']?:\s*["'`]([^"'`]+)["'`]""", (dist / "sw.js").read_text(encoding="utf-8")))
    assert "index.html" in listed
    assert at_once(dist) <= listed
    assert all((dist / name).is_file() for name in listed)
    assert not {name for name in listed if name.endswith((".gz", ".br"))}


def test_nothing_that_was_made_by_the_build_or_by_others_is_committed() -> None:
    listed = subprocess.run(["git", "ls-files", "web"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    names = [Path(name) for name in listed.splitlines()]
    assert not [name for name in names if {"dist", "node_modules", ".build"} & set(name.parts)]
    long = [name for name in names if name.suffix in {".js", ".mjs", ".css"} and has_long_lines(ROOT / name)]
    assert not long, "minified files belong to a package"


def has_long_lines(path: Path) -> bool:
    return path.is_file() and any(len(line) > 500 for line in path.read_text(encoding="utf-8").splitlines())


def test_no_library_takes_away_the_ring_around_what_has_the_focus(dist: Path) -> None:
    sheets = [text for name, text in texts(dist) if name.endswith(".css")]
    assert sheets
    assert not [
        text for text in sheets if re.search(r"(?:^|[},])(?:a|input|button|textarea|\[class[^\]]*\]):focus\{", text)
    ]
