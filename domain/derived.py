"""What a rule is asked about a report, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from domain.evaluation import UNKNOWN, Verdict
from domain.memory import PersonMemory
from domain.metrics import METRICS
from domain.readings import Report

Facts = Mapping[str, float]
NOTHING: Facts = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """What a rule says of a person at a moment; see `domain.moves.Seen`. The limit is in the value's unit."""

    observed_at: datetime
    verdict: Verdict
    value: float | None
    facts: Facts = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class Asked:
    """A report in the light of what is remembered; `believed` and `before` as `domain.deriving.derive` has them."""

    memory: PersonMemory
    report: Report
    believed: bool = True
    before: Facts = field(default_factory=lambda: NOTHING)

    @property
    def at(self) -> float:
        """When it was observed, in epoch seconds."""
        return self.report.observed_at.timestamp()

    def value(self, metric: str) -> float | None:
        """Give the metric's value where it is to be believed."""
        return self.report.values[metric] if self.believed or not METRICS[metric].body else None

    def unknown(self) -> Derived:
        """Say that nothing is known."""
        return Derived(observed_at=self.report.observed_at, verdict=UNKNOWN, value=None)


def shown(verdict: Verdict, origin: float, unit: float) -> Verdict:
    """Put the limit into the unit of the value that is shown: so many units away from the origin."""
    if verdict.limit is None:
        return verdict
    fires_at = round(origin + unit * verdict.limit.fires_at, 2)
    clears_at = round(origin + unit * verdict.limit.clears_at, 2)
    return replace(verdict, limit=replace(verdict.limit, fires_at=fires_at, clears_at=clears_at))
