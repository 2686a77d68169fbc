"""What stands in the web app's sources, for the tests of this room."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from api.web_app import CHECKOUT

SRC = CHECKOUT / "src"
LANGUAGES = ("zh-CN", "en")


def written() -> Iterator[Path]:
    """Yield what we wrote of the app: not the generated client."""
    yield from (path for path in sorted(SRC.rglob("*")) if path.suffix in {".ts", ".vue"} and "made" not in path.parts)


def words(language: str) -> Mapping[str, str]:
    """Give each text by its whole key: the file's name, then what stands in it."""
    folder = SRC / "locales" / language
    return {
        key: text
        for file in sorted(folder.glob("*.json"))
        for key, text in _leaves(file.stem, json.loads(file.read_text(encoding="utf-8")))
    }


def _leaves(key: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield from _leaves(f"{key}.{name}", one)
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from _leaves(f"{key}[{place}]", one)
    else:
        yield key, value


def placeholders(text: str) -> set[str]:
    """Give the names in braces; every plural form of a text may leave out some of them."""
    return set(re.findall(r"{(\w+)}", text))
