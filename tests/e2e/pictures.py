"""A terminal's contents as a picture: drawn by rich as HTML, photographed by the browser."""

import os
from io import StringIO
from pathlib import Path

from playwright.sync_api import Page
from rich.console import Console, RenderableType
from rich.terminal_theme import MONOKAI

from tests.house.tree import ROOT

SCREENSHOTS = ROOT / "docs" / "screenshots"

# Chinese characters must be exactly two Latin ones wide, or the columns would not stand in line. The font that does so
# draws lines, arrows and dots wide too; they come from another, made as wide as a Latin character.
_PAGE = """<!doctype html>
<html><head><meta charset="utf-8"><title>a terminal</title><style>
{stylesheet}
@font-face {{
  font-family: signs; src: local("DejaVu Sans Mono"); size-adjust: 83.06%; unicode-range: U+0080-2BFF;
}}
body {{ margin: 0; background: #fff; }}
pre {{
  width: {columns}ch; white-space: pre-wrap; word-break: break-all; margin: 0; padding: 18px 22px; border-radius: 8px;
  color: {foreground}; background: #1b1d1e; font: 13px/1.4 signs, "Noto Sans Mono CJK SC", monospace;
}}
</style></head><body><pre>{code}</pre></body></html>
"""


def as_html(width: int, plain: RenderableType, *drawn: RenderableType) -> str:
    """Draw as a terminal of this width would; `plain` has long lines that only the terminal breaks."""
    console = Console(record=True, width=width, file=StringIO(), force_terminal=True, color_system="truecolor")
    console.print(plain, soft_wrap=True)
    console.print(*drawn)
    return console.export_html(theme=MONOKAI, code_format=_PAGE.replace("{columns}", str(width)))


def photograph(page: Page, html: str, name: str, folder: Path) -> Path:
    """Write a PNG into `folder`, or among the documentation's where UPDATE_SCREENSHOTS is set; gives its path."""
    page.set_content(html)
    target = (SCREENSHOTS if os.environ.get("UPDATE_SCREENSHOTS") else folder) / name
    target.parent.mkdir(parents=True, exist_ok=True)
    page.locator("pre").screenshot(path=target)
    return target
