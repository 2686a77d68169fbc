"""The press: draws a sheet as a PDF (typst), with a font that has Chinese. The only file that knows typst."""

import threading
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Literal

import orjson
import pylopdf_fonts_zh_cn
import typst

from api.problems import NO_FONT, Problem
from api.reports.legible import legible
from api.reports.sheet import Sheet

CHINESE = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "WenQuanYi Micro Hei")
"""Families that can be read by everybody here, the fullest first."""
_HINT = "install the package pylopdf-fonts-zh-cn (pip), or fonts-noto-cjk (Debian)"
Format = Literal["pdf", "png"]


class Press:
    """Draws one sheet at a time: a page takes a core for a tenth of a second, and alerts want the cores too."""

    def __init__(self, folders: Sequence[Path] | None = None, *, of_the_system: bool = True) -> None:
        """Take fonts from these folders (None: from the package that comes with us) and from the system."""
        self._folders = [Path(pylopdf_fonts_zh_cn.__file__).parent] if folders is None else list(folders)
        self._of_the_system = of_the_system
        self._lock = threading.Lock()
        self._fonts: typst.Fonts | None = None
        self._page = files("api.reports").joinpath("page.typ").read_bytes()

    def pdf(self, sheet: Sheet) -> bytes:
        """Draw a sheet; the problem that names a package where no font has Chinese."""
        (pdf,) = self.draw(sheet, "pdf")
        return pdf

    def draw(self, sheet: Sheet, kind: Format) -> list[bytes]:
        """Draw a sheet: one PDF, or a picture of each page."""
        with self._lock:
            fonts = self._known()
            family = next((one for one in CHINESE if one in fonts.families()), None)
            if family is None:
                raise Problem(NO_FONT, detail=_HINT)
            told = orjson.dumps(legible(sheet | {"fonts": [family, *_BESIDE]})).decode()
            drawn = typst.Compiler(self._page, font_paths=fonts, sys_inputs={"sheet": told}).compile(format=kind)
        return drawn if isinstance(drawn, list) else [drawn or b""]

    def _known(self) -> typst.Fonts:
        """Look for fonts once: walking through a system's folders takes a while."""
        if self._fonts is None:
            self._fonts = typst.Fonts(include_system_fonts=self._of_the_system, font_paths=self._folders)
        return self._fonts


_BESIDE = ("DejaVu Sans Mono", "Libertinus Serif")
"""For scripts that the Chinese font has not; they come with typst."""
