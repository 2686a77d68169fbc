"""What stands on a device's label, and what somebody types: a device's code, read and written.

Either the id alone, `lin-lane.watch-7`, or what a QR code holds (all but `id` may be left out):
`banister:device?id=lin-lane.watch-7&kind=watch&model=CareBand%203&power=battery&dialect=native`
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from urllib.parse import parse_qs, quote, urlencode

from domain.errors import BadInput
from domain.people import Device, DeviceKind, Power

SCHEME = "banister:device?"
LONGEST = 1_000
_ID_LONGEST, _WORD_LONGEST = 128, 64
_FIELDS = ("id", "kind", "model", "power", "dialect")

Word = TypeVar("Word", bound=StrEnum)


class BadCode(BadInput):
    """A code that names no device."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceCode:
    """What a code says; None and empty where it does not say."""

    id: str
    kind: DeviceKind | None = None
    model: str = ""
    power: Power | None = None
    dialect: str = ""


def read_code(text: str) -> DeviceCode:
    """Read a code as it was typed or scanned; raises BadCode, which says what is wrong with it."""
    text = text.strip()
    if not text:
        raise BadCode("the code is empty")
    if len(text) > LONGEST:
        raise BadCode(f"the code is longer than {LONGEST} characters: it is no device's")
    if text.startswith(SCHEME):
        return _from_fields(text.removeprefix(SCHEME))
    if "://" in text or text.startswith("banister:"):
        raise BadCode(f"the code is of something else: a device's begins with {SCHEME}, or is the id alone")
    return DeviceCode(id=_id(text))


def write_code(device: Device) -> str:
    """Give the code of a device's label; `read_code` reads it."""
    said = {"id": device.id, "kind": device.kind.value, "model": device.model}
    said |= {"power": device.power.value, "dialect": device.dialect}
    return SCHEME + urlencode({name: value for name, value in said.items() if value}, quote_via=quote)


def _from_fields(query: str) -> DeviceCode:
    try:
        fields = parse_qs(query, strict_parsing=True, errors="strict", max_num_fields=20)
    except ValueError as error:
        raise BadCode("the code cannot be read: after ? come name=value pairs with & between them") from error
    for name, values in fields.items():
        if name not in _FIELDS:
            raise BadCode(f"the code says {name[:_WORD_LONGEST]!r}, which is none of {', '.join(_FIELDS)}")
        if len(values) > 1:
            raise BadCode(f"the code says {name} twice")
    said = {name: values[0] for name, values in fields.items()}
    if "id" not in said:
        raise BadCode("the code names no id")
    return DeviceCode(
        id=_id(said["id"]),
        kind=_one_of(DeviceKind, "kind", said),
        model=_word("model", said),
        power=_one_of(Power, "power", said),
        dialect=_word("dialect", said),
    )


def _id(text: str) -> str:
    """Check the form of an id: something, a dot, something. What may stand there is the dialect's affair."""
    before, _, after = text.partition(".")
    if len(text) > _ID_LONGEST or not text.isprintable():
        raise BadCode(f"the id must be at most {_ID_LONGEST} characters that can be printed")
    if not before.strip() or not after.strip():
        raise BadCode(f"{text[:_WORD_LONGEST]!r} is no device's id: it is SITE.DEVICE, such as lin-lane.watch-7")
    return text


def _one_of(kind: type[Word], name: str, said: dict[str, str]) -> Word | None:
    if name not in said:
        return None
    try:
        return kind(said[name])
    except ValueError as error:
        known = ", ".join(one.value for one in kind)
        raise BadCode(f"the code's {name} is {said[name][:_WORD_LONGEST]!r}, which is none of {known}") from error


def _word(name: str, said: dict[str, str]) -> str:
    word = said.get(name, "")
    if len(word) > _WORD_LONGEST or not word.isprintable():
        raise BadCode(f"the code's {name} must be at most {_WORD_LONGEST} characters that can be printed")
    return word
