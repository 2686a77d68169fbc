"""A terminal's contents as a picture: drawn by rich as HTML, photographed by the browser."""

import os
from io import StringIO
from pathlib import Path

from playwright.sync_api import Page
from rich.console import Console, RenderableType
from rich.terminal_theme import MONOKAI

from tests.house.tree import ROOT

SCREENSHOTS = ROOT / "docs" / "screenshots"

# A font whose Chinese characters are exactly two Latin ones wide, or the columns would not stand in line.
_PAGE = """<!doctype html>
<html><head><meta charset="utf-8"><title>a terminal</title><style>
{stylesheet}
body {{ margin: 0; background: #fff; }}
pre {{
  display: inline-block; margin: 0; padding: 18px 22px; border-radius: 8px;
  color: {foreground}; background: #1b1d1e; font: 13px/1.4 "Noto Sans Mono CJK SC", monospace;
}}
</style></head><body><pre>{code}</pre></body></html>
"""


def as_html(width: int, *drawn: RenderableType) -> str:
    """Draw as a terminal of this width would."""
    console = Console(record=True, width=width, file=StringIO(), force_terminal=True, color_system="truecolor")
    for one in drawn:
        console.print(one)
    return console.export_html(theme=MONOKAI, code_format=_PAGE)


def photograph(page: Page, html: str, name: str, folder: Path) -> Path:
    """Write a PNG into `folder`, or among the documentation's where UPDATE_SCREENSHOTS is set; gives its path."""
    page.set_content(html)
    target = (SCREENSHOTS if os.environ.get("UPDATE_SCREENSHOTS") else folder) / name
    target.parent.mkdir(parents=True, exist_ok=True)
    page.locator("pre").screenshot(path=target)
    return target
