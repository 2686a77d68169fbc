"""What fields of the organisation are made of: the same as in a neighbourhood's file."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, Field

from api.shapes.shape import Shape
from domain.texts import PRINTABLE, SLUG, is_time_zone


def _zone(name: str) -> str:
    if not is_time_zone(name):
        raise ValueError("no time zone (IANA name, such as Asia/Shanghai)")
    return name


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("no moment of our calendar in UTC") from None


Slug = Annotated[str, Field(pattern=f"^{SLUG}$")]
Filled = Annotated[
    str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$")
]
"""A name says something: blanks alone are none."""
Short = Annotated[str, Field(max_length=200, pattern=PRINTABLE)]
Zone = Annotated[str, Field(max_length=64), AfterValidator(_zone)]
Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Year = Annotated[int, Field(ge=1880, le=2100)]
Language = Annotated[str, Field(pattern="^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")]
Login = Annotated[str, Field(pattern=r"^[^\s\x00-\x1f\x7f]{1,64}$")]


class Changes(Shape):
    """A PATCH: what it does not name stays as it is."""

    def said(self) -> dict[str, Any]:
        """Give what it names."""
        return {name: getattr(self, name) for name in self.model_fields_set}
