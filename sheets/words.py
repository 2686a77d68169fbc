"""What the entries of a neighbourhood's file are made of: names, texts, zones, severities."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from domain.severity import Severity
from domain.texts import PRINTABLE, SLUG, is_time_zone


def _zone(name: str) -> str:
    if not is_time_zone(name):
        raise ValueError(f"{name!r} is no time zone (IANA name, such as Asia/Shanghai)")
    return name


def _severity(word: str) -> str:
    Severity.of(word)
    return word


Slug = Annotated[str, Field(pattern=f"^{SLUG}$")]
Text = Annotated[str, Field(min_length=1, max_length=200, pattern=PRINTABLE)]
Short = Annotated[str, Field(max_length=200, pattern=PRINTABLE)]
Zone = Annotated[str, AfterValidator(_zone)]
SeverityWord = Annotated[str, AfterValidator(_severity)]


class Entry(BaseModel):
    """An entry knows all its keys: another one is a typing error. Numbers are numbers: a limit of NaN never fires."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
