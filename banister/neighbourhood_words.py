"""What the entries of a neighbourhood's file are made of: names, texts, zones, severities."""

from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from domain.severity import Severity

SLUG = "[a-z0-9][a-z0-9_-]{0,63}"


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone (IANA name, such as Asia/Shanghai)") from None
    return name


def _severity(word: str) -> str:
    Severity.of(word)
    return word


Slug = Annotated[str, Field(pattern=f"^{SLUG}$")]
_PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
"""No control characters: texts stand in the headers of mails, in terminals, and in databases that refuse NUL."""
Text = Annotated[str, Field(min_length=1, max_length=200, pattern=_PRINTABLE)]
Short = Annotated[str, Field(max_length=200, pattern=_PRINTABLE)]
Zone = Annotated[str, AfterValidator(_zone)]
SeverityWord = Annotated[str, AfterValidator(_severity)]


class Entry(BaseModel):
    """An entry knows all its keys: another one is a typing error. Numbers are numbers: a limit of NaN never fires."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
