"""What a person may ask for: what is kept of them, and that it goes."""

from datetime import datetime
from typing import Any

from pydantic import Field

from api.paths import PRINTABLE
from api.shapes.shape import Shape, example

_COUNTS: dict[str, Any] = {"alerts": 12, "moves": 40, "messages": 61, "devices": 3, "relatives": 1, "people": 1}
_TOKEN = "lin-guiying:3f9a1c5d2b7e8f60"  # noqa: S105  # says what was seen, and opens nothing


class ErasureExtent(Shape):
    """What would go, by kind; `people` are relatives who are here for this resident alone. `confirm` is sent back."""

    model_config = example({"resident": "lin-guiying", "counts": _COUNTS, "confirm": _TOKEN})

    resident: str
    counts: dict[str, int]
    confirm: str


class ErasureForm(Shape):
    """That it is meant: what `GET` gave as `confirm`, or the resident's id."""

    model_config = example({"confirm": _TOKEN})

    confirm: str = Field(min_length=1, max_length=256, pattern=PRINTABLE)


class ErasureShape(Shape):
    """What went. While `finished` is false readings are still being removed, by a service, within minutes."""

    model_config = example(
        {"resident": "lin-guiying", "erased_at": "2026-11-24T08:00:00Z", "counts": _COUNTS, "finished": True}
    )

    resident: str
    erased_at: datetime
    counts: dict[str, int]
    finished: bool
