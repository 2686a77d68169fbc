"""Those we watch over."""

from datetime import datetime
from typing import Any

from api.shapes.shape import Shape, example
from api.shapes.words import Changes, Filled, Language, Moment, Short, Slug, Year

RESIDENT: dict[str, Any] = {
    "id": "lin-guiying",
    "name": "林桂英",
    "birth_year": 1941,
    "phone": "+86 571 5550 0101",
    "language": "zh-CN",
    "deceased_at": None,
    "household": "building-1-301",
    "flat": "301",
    "key_holder": "王建国",
    "place": ["湖滨街道", "柳浪社区", "第三网格", "1 号楼"],
    "areas": ["street-hubin", "lin-lane", "grid-3", "building-1"],
    "site": "lin-lane",
    "timezone": "Asia/Shanghai",
}


class ResidentShape(Shape):
    """A resident, and where to find them: `place` names the areas from the street down to the building."""

    model_config = example(RESIDENT)

    id: str
    name: str
    birth_year: int | None
    phone: str
    language: str
    deceased_at: datetime | None
    household: str
    flat: str
    key_holder: str
    place: list[str]
    areas: list[str]
    site: str
    timezone: str


class ResidentPage(Shape):
    """Residents by id; `next` goes into `after` for the page that follows."""

    model_config = example({"items": [RESIDENT], "next": None})

    items: list[ResidentShape]
    next: str | None


class ResidentForm(Shape):
    """Somebody new to watch over."""

    model_config = example({"name": "赵兰", "household": "building-1-301", "birth_year": 1944})

    id: Slug | None = None
    name: Filled
    household: Slug
    birth_year: Year | None = None
    phone: Short = ""
    language: Language = "zh-CN"


class ResidentChanges(Changes):
    """What is changed of a resident. `deceased_at` null takes it back."""

    model_config = example({"household": "building-1-302"})

    name: Filled = ""
    household: Slug = ""
    birth_year: Year | None = None
    phone: Short = ""
    language: Language = "zh-CN"
    deceased_at: Moment | None = None
