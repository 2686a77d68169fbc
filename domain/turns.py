"""When something that is on or off was turned on: a door (on: it is open), a watch (on: it is not worn). Pure.

What is remembered does not hang on the order in which it was said, as long as nothing comes later than `LATE_AFTER`
after it was observed; what comes later still counts as best it can. It stays small: single turns for as long as late
ones may come between them, then only when it was turned on, in whole seconds.
"""

from array import array
from bisect import bisect_left, bisect_right
from datetime import datetime, timedelta

from domain.readings import LATE_AFTER, from_millis, to_millis

KEPT = timedelta(days=15)
"""How far back turns are remembered: two weeks of what is usual, and the day that is judged."""
MOST = 1_000
"""So many at most: a contact that flaps at 10 Hz must not fill the memory."""

_LATE = round(LATE_AFTER.total_seconds() * 1000)
_KEPT = round(KEPT.total_seconds())


class Turns:
    """`words` are epoch milliseconds x 2, and 1 where it was on, oldest first; `turned` are epoch seconds."""

    __slots__ = ("_first", "turned", "words")

    def __init__(self) -> None:
        self.words = array("q")
        self.turned = array("I")
        self._first: int | None = None

    def note(self, at: datetime, *, on: bool) -> None:
        """Take in what it said at `at`; the same word twice is one."""
        self._note(to_millis(at) * 2 + on)

    def join(self, later: "Turns") -> None:
        """Take in what another memory of the same thing holds, which began later."""
        for second in later.turned:
            self._keep(second)
        for word in later.words:
            self._note(word)

    @property
    def first_at(self) -> datetime | None:
        """When it said something for the first time that is known."""
        return from_millis(self._first) if self._first is not None else None

    @property
    def said_at(self) -> datetime | None:
        """When it said something last."""
        return from_millis(self.words[-1] >> 1) if self.words else None

    @property
    def on_since(self) -> datetime | None:
        """Since when it is on; None while it is off, or has said nothing."""
        since = None
        for word in reversed(self.words):
            if not word & 1:
                break
            since = word >> 1
        return from_millis(since) if since is not None else None

    def turned_on(self, since: float, until: float) -> list[int]:
        """Give when it was turned on in [since, until], in whole epoch seconds, oldest first."""
        fresh = [word // 2000 for place, word in enumerate(self.words) if self._turns_on(place, word)]
        every = sorted({*self.turned, *fresh})
        return every[bisect_left(every, int(since)) : bisect_right(every, until)]

    def _turns_on(self, place: int, word: int) -> bool:
        return bool(word & 1) and (place == 0 or not self.words[place - 1] & 1)

    def _note(self, word: int) -> None:
        words, at = self.words, word >> 1
        self._first = at if self._first is None else min(self._first, at)
        if words and at < (words[-1] >> 1) - _LATE:
            if word & 1:
                self._keep(at // 1000)
            return
        place = bisect_left(words, word)
        if place == len(words) or words[place] != word:
            words.insert(place, word)
            self._settle()

    def _settle(self) -> None:
        """Give up the single turns that nothing can come between any more; the state before them stays in front."""
        words = self.words
        edge = (words[-1] >> 1) - _LATE
        while len(words) > 1 and (words[1] >> 1 < edge or len(words) > MOST):
            if (words[0] ^ words[1]) & 1:
                if words[0] & 1:
                    self._keep((words[0] >> 1) // 1000)
                del words[0]
            else:
                del words[1]

    def _keep(self, second: int) -> None:
        turned = self.turned
        place = bisect_left(turned, second)
        if place < len(turned) and turned[place] == second:
            return
        turned.insert(place, second)
        newest = max(turned[-1], self.words[-1] // 2000 if self.words else 0)
        gone = max(bisect_left(turned, newest - _KEPT), len(turned) - MOST)
        del turned[:gone]
