"""What stands in the built app, for the tests of this room."""

import gzip
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

_STATIC = re.compile(r"""(?:\bfrom|\bimport)\s*["']\./([^"']+\.js)["']""")
_DYNAMIC = re.compile(r"""\bimport\(\s*["'`]\./([^"'`]+\.js)["'`]""")


class Page(HTMLParser):
    """What index.html loads, what it asks the API ahead of the app, and what it holds itself."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.asked: list[str] = []
        self.inline: list[str] = []
        self._open = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.inline += [f"{tag} {name}" for name in named if name == "style" or name.startswith("on")]
        if tag == "script":
            self.loaded.append(named.get("src") or "")
            self.inline += [] if named.get("src") else ["script"]
        elif tag == "link" and named.get("as") == "fetch":
            self.asked.append(named.get("href") or "")
        elif tag == "link" and named.get("rel") in {"stylesheet", "modulepreload", "preload"}:
            self.loaded.append(named.get("href") or "")
        elif tag == "style":
            self.inline.append("style")


def page(dist: Path) -> Page:
    """Read index.html."""
    return Page((dist / "index.html").read_text(encoding="utf-8"))


def texts(dist: Path) -> Iterator[tuple[str, str]]:
    """Yield each file that a browser reads as text."""
    for path in sorted(dist.rglob("*")):
        if path.suffix in {".js", ".css", ".html", ".webmanifest", ".svg", ".json"}:
            yield path.relative_to(dist).as_posix(), path.read_text(encoding="utf-8")


def at_once(dist: Path) -> set[str]:
    """Give all that comes before the first page is drawn: what index.html names, and what that imports in turn."""
    waiting, found = [one.removeprefix("/app/") for one in page(dist).loaded], set[str]()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            if name.endswith(".js"):
                text = (dist / name).read_text(encoding="utf-8")
                waiting += [f"assets/{one}" for one in _STATIC.findall(text)]
    return found


def later(dist: Path, name: str) -> set[str]:
    """Give the chunks that this one can load when it is asked to."""
    return {f"assets/{one}" for one in _DYNAMIC.findall((dist / name).read_text(encoding="utf-8"))}


def packed(dist: Path, name: str) -> int:
    """Give a file's size as it travels by gzip."""
    return len(gzip.compress((dist / name).read_bytes(), 9, mtime=0))
