"""Recalls, after a start, what is remembered of persons: asked for with the first reading that a rule needs it for.

No reading waits for it. What was judged before the answer came is judged once more with it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from alerts.engine_asking import AT_ONCE
from alerts.engine_person_past import PersonPast, Question, Remembered
from alerts.engine_rules import RuleTable
from alerts.engine_sight import Said
from alerts.engine_state import ResidentState, State
from domain.memory import PersonMemory
from domain.news2 import PARAMETERS
from domain.readings import LATE_AFTER

MOST_KEPT = 5_000
"""Residents whose reports are kept to be judged again: more than a whole town's first seconds of cuffs put on."""
OF_ONE = 3
"""The newest of one resident."""


class Recalling:
    """Knows of whom the past is still to come. `past` reads it (None: nobody, it stays unknown)."""

    def __init__(self, state: State, past: PersonPast | None) -> None:
        self._state = state
        self._past = past
        self._unasked: dict[str, ResidentState] = {}
        self._asked: dict[str, ResidentState] = {}
        self._kept: dict[str, tuple[Said, ...]] = {}
        self._ready: list[Said] = []

    @property
    def unknown(self) -> int:
        """Of how many residents the past is not known yet."""
        return len(self._unasked) + len(self._asked)

    def ask_of(self, resident: ResidentState) -> None:
        """Ask for what is to be remembered of somebody of whom nothing is."""
        if self._past is not None:
            self._unasked[resident.id] = resident

    def keep(self, said: Said) -> None:
        """Keep what is judged without the past, where the past is still to come and nothing else may come soon."""
        name = said.resident.id
        if name not in self._unasked and name not in self._asked:
            return
        known = self._kept.get(name, ())
        if said not in known and (known or len(self._kept) < MOST_KEPT):
            self._kept[name] = (*known[1 - OF_ONE :], said)

    def take(self, now: datetime) -> list[Said]:
        """Ask for some, take in what came, and give what is to be judged again until `settle`. Raises PastDied."""
        if self._past is None:
            return []
        asks = [self._unasked[one] for one in list(self._unasked)[: max(AT_ONCE - len(self._asked), 0)]]
        for one in asks:
            self._asked[one.id] = self._unasked.pop(one.id)
        self._past.ask([self._question(one, now) for one in asks])
        for question, found in self._past.take():
            resident = self._asked.pop(question.resident, None)
            if resident is not None and resident.memory is not None:
                _recall(resident.memory, found, resident.rules or self._state.rules)
            self._ready += self._kept.pop(question.resident, ())
        return self._ready

    def settle(self) -> None:
        """Let go of what was judged again: it was committed."""
        self._ready = []

    def _question(self, resident: ResidentState, now: datetime) -> Question:
        table = resident.rules or self._state.rules
        series = {
            watched.rates[0].metric: max(rule.within for rule in watched.rates) + LATE_AFTER
            for watched in table.metrics.values()
            if watched.rates
        }
        return Question(resident.id, now, _ages(table), series)


def _ages(table: RuleTable) -> Mapping[str, timedelta]:
    """Give how old each parameter of a score may be."""
    return {
        name: max(rule.oldest[name] for rule in table.scores if name in rule.oldest)
        for name in PARAMETERS
        if any(name in rule.oldest for rule in table.scores)
    }


def _recall(memory: PersonMemory, found: Remembered, table: RuleTable) -> None:
    for metric, point in found.inputs.items():
        memory.recall(metric, point.observed_at.timestamp(), point.value)
    for metric, points in found.series.items():
        watched = table.metrics.get(metric)
        for rule in watched.rates if watched is not None and points else ():
            for point in points:
                memory.read(rule.id, point.observed_at.timestamp(), point.value, rule.within)
