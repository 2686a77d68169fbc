"""Whether the house is well: facts with their ages, asked when somebody wants to know, never assumed."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from api.parts import Parts
from domain.errors import Away
from store.records.services import ServiceFacts

NEEDED = ("alerts", "ingest")
SILENT_AFTER = 10.0
"""Seconds; a service tells its facts every second."""
_ASKED_AGAIN_AFTER = 1.0

Facts = dict[str, dict[str, Any]]


@dataclass(slots=True)
class Health:
    """What is not well, and what is known."""

    reasons: list[str] = field(default_factory=list)
    facts: Facts = field(default_factory=dict)

    @property
    def ready(self) -> bool:
        """Nothing is wrong."""
        return not self.reasons

    def add(self, other: "Health") -> None:
        """Take in what was found elsewhere."""
        self.reasons += other.reasons
        self.facts |= other.facts


class _Look:
    """One look at a store, in a thread of its own: one that hangs must not take those who ask with it."""

    def __init__(self, store: str, ask: Callable[[], Health]) -> None:
        self._store = store
        self._begun = time.monotonic()
        self._found: Future[Health] = Future()
        threading.Thread(target=self._run, args=(ask,), name="examiner", daemon=True).start()

    @property
    def is_over(self) -> bool:
        """Whether the next one may begin."""
        return self._found.done() and time.monotonic() - self._begun > _ASKED_AGAIN_AFTER

    def result(self, patience: float) -> Health:
        """Give what was found, or what it means that nothing has been found for so long."""
        try:
            return self._found.result(max(0.0, self._begun + patience - time.monotonic()))
        except TimeoutError:
            waited = time.monotonic() - self._begun
            return Health(reasons=[f"the {self._store} store has not answered for {waited:.0f} s"])
        except CancelledError:
            return Health(reasons=[f"the {self._store} store could not be examined: the log says why"])

    def _run(self, ask: Callable[[], Health]) -> None:
        try:
            self._found.set_result(ask())
        finally:
            self._found.cancel()  # where there is no result: the thread ends with its error, and the next look begins


class Examiner:
    """Examines the house, at most once a second however many ask, and says which store hangs."""

    def __init__(self, parts: Parts, *, patience: float = 3.0) -> None:
        self._parts = parts
        self._patience = patience
        self._lock = threading.Lock()
        self._asks = {"readings": self._readings, "records": self._records}
        self._looks: dict[str, _Look] = {}

    def examine(self) -> Health:
        """Give what is known now, or within the last second; takes no longer than the patience."""
        health = Health()
        for look in self._begun():
            health.add(look.result(self._patience))
        self._threads(health)
        return health

    def _begun(self) -> list[_Look]:
        """Give a look at each store that is under way or fresh: the stores do not wait for each other."""
        with self._lock:
            for store, ask in self._asks.items():
                if store not in self._looks or self._looks[store].is_over:
                    self._looks[store] = _Look(store, ask)
            return list(self._looks.values())

    def _readings(self) -> Health:
        health = Health()
        _answers(health, "readings", self._parts.readings.check)
        return health

    def _records(self) -> Health:
        """Ask the records, and what the services have told there."""
        health, parts = Health(), self._parts
        if _answers(health, "records", parts.records.check):
            _services(health, parts.records.services.all(), parts.clock())
        return health

    def _threads(self, health: Health) -> None:
        parts = self._parts
        if parts.line is not None:
            facts = parts.line.facts
            known = {"connected": facts.connected, "subscribed": facts.subscribed, "reconnects": facts.reconnects}
            health.facts["line"] = known | {"age_seconds": _age(facts.since, parts.clock())}
            health.reasons += _line_reasons("api", known)
        health.reasons += [f"a thread died: {died}" for died in parts.deaths()]


def _answers(health: Health, store: str, check: Callable[[], None]) -> bool:
    begun = time.perf_counter()
    try:
        check()
    except Away:
        health.reasons.append(f"the {store} store does not answer")
        health.facts[store] = {"answered": False}
        return False
    health.facts[store] = {"answered": True, "took_ms": round((time.perf_counter() - begun) * 1000, 2)}
    return True


def _services(health: Health, told: list[ServiceFacts], now: datetime) -> None:
    by_name = {one.name: one for one in told}
    for name in sorted({*_missing(by_name), *by_name}):
        one = by_name.get(name)
        if one is None:
            health.reasons.append(f"{name} has never said anything")
            continue
        age = _age(one.told_at, now)
        line = one.facts.get("line")
        health.facts[name] = _shown(line) | {"age_seconds": age}
        if age is not None and age > SILENT_AFTER:
            health.reasons.append(f"{name} has said nothing for {age:.0f} s")
        else:
            health.reasons += _line_reasons(name, line)


def _missing(names: Iterable[str]) -> list[str]:
    """Give the services that nobody is; a worker of some sites is named `alerts-<site>`."""
    kinds = {name.partition("-")[0] for name in names}
    return [needed for needed in NEEDED if needed not in kinds]


def _shown(line: object) -> dict[str, Any]:
    """Give what anybody may know of a line: no addresses, no topics, no error texts."""
    if not isinstance(line, Mapping):
        return {}
    names = ("connected", "subscribed", "let_go_since", "received", "acked", "reconnects")
    return {name: line[name] for name in names if name in line}


def _line_reasons(name: str, line: object) -> list[str]:
    if not isinstance(line, Mapping):
        return []
    if line.get("let_go_since"):
        return [f"{name} has let go of the line: a store is away"]
    if not line.get("connected", True):
        return [f"{name} is not connected to the broker"]
    return [] if line.get("subscribed", True) else [f"{name}: the broker has not granted every subscription"]


def _age(since: datetime | None, now: datetime) -> float | None:
    return round((now - since).total_seconds(), 3) if since else None
