"""How bad it is."""

from enum import IntEnum


class Severity(IntEnum):
    """Ordered: a worsening alert goes up. Alarm priorities low, medium, high."""

    INFO = 1
    WARNING = 2
    CRITICAL = 3

    @property
    def word(self) -> str:
        """`info`, `warning` or `critical`: what the outside reads."""
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> "Severity":
        """Give the severity of its word; ValueError for any other word."""
        try:
            return cls[word.upper()]
        except KeyError:
            raise ValueError(f"{word!r} is none of info, warning, critical") from None
