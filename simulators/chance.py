"""Chance that can be told again: everything random here is a function of a seed, on every machine and in every version.

The language's own `random` and `hash` are not used, because a recorded story must not change with an interpreter.
"""

import hashlib
from math import floor

_MASK = (1 << 64) - 1
_STEP = 0x9E3779B97F4A7C15


def seed_of(*parts: object) -> int:
    """Return 64 bits that stand for these parts in this order."""
    text = "\x1f".join(str(part) for part in parts)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def scatter(number: int) -> int:
    """Return 64 well mixed bits of a number (the finisher of splitmix64)."""
    number &= _MASK
    number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & _MASK
    return number ^ (number >> 31)


class Dice:
    """A row of throws from one seed."""

    __slots__ = ("_state",)

    def __init__(self, *parts: object) -> None:
        self._state = seed_of(*parts)

    def between(self, low: float, high: float) -> float:
        """Return a number of [low, high)."""
        self._state = (self._state + _STEP) & _MASK
        return low + (high - low) * (scatter(self._state) / 2**64)

    def whole(self, low: int, high: int) -> int:
        """Return a whole number of low..high, both included."""
        return low + int(self.between(0, high - low + 1))

    def happens(self, probability: float) -> bool:
        """Return true in this share of all throws."""
        return self.between(0, 1) < probability


def drift(seed: int, at: float, period: float) -> float:
    """Return noise with a memory: smooth over about one period, never outside [-1, 1].

    Any moment is computed alone, without those before it, so that asking for one instant is cheap and repeatable.
    """
    place = at / period
    left = floor(place)
    part = place - left
    before, after = _post(seed, left), _post(seed, left + 1)
    return before + (after - before) * part * part * (3 - 2 * part)


def _post(seed: int, index: int) -> float:
    return scatter(seed + index * _STEP) / 2**63 - 1
