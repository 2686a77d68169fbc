"""Texts of people, made fit to be drawn: nothing that turns a line around, nothing that no font can show. Pure."""

import unicodedata
from typing import Any

MISSING = "〓"
"""What printers set where a sort is missing; every Chinese font has it."""
_LONGEST = 200


def legible(value: Any) -> Any:
    """Give the same data with every text fit to be drawn; texts are cut after two hundred characters."""
    if isinstance(value, str):
        return "".join(map(_shown, unicodedata.normalize("NFC", value[:_LONGEST])))
    if isinstance(value, dict):
        return {name: legible(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [legible(one) for one in value]
    return value


def _shown(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in {"Cc", "Cf", "Zl", "Zp"}:
        return " " if letter in "\t\n\u2028\u2029" else ""
    if category in {"Cs", "Co", "Cn"} or (category == "So" and letter > "\uffff"):
        return MISSING
    return letter
