"""What a scenario is: a story told about one person, and the alerts it must cause.

Rules are named by plain strings, because the simulators know nothing of those who judge them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TypeAlias

from simulators.bodies import Vitals
from simulators.chance import Dice

MINUTE = 60.0
HOUR = 3600.0

Change: TypeAlias = Callable[[Vitals, float], Vitals]
"""A body at so many seconds after the story's start."""


def unchanged(vitals: Vitals, _elapsed: float) -> Vitals:
    """Return the body as it is."""
    return vitals


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """An alert that must be there, at this severity, so long after the story's start."""

    rule: str
    severity: str
    within: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What happens; all moments are seconds after the start, within the scenario's `lasts`.

    change    what becomes of the body
    events    (moment, metric): what the watch says of itself, `sos` or `fall`
    measures  when the person takes the monitor, besides the usual times
    door      (opened, closed) in place of the door's usual day; empty leaves the door alone
    silent    kinds of devices that are not heard of while it lasts
    wearing   whether the watch is on the wrist while it lasts, whatever the day's plan says
    """

    change: Change = unchanged
    events: tuple[tuple[float, str], ...] = ()
    measures: tuple[float, ...] = ()
    door: tuple[tuple[float, float], ...] = ()
    silent: frozenset[str] = frozenset()
    wearing: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A story with a known ending, told differently by every seed.

    needs      kinds of devices without which nobody would notice
    expects    the alerts it must cause
    may_cause  rules that may fire along with it; any other alert in its time is a false one
    at         the local time a story belongs to; None: any time
    """

    name: str
    title: str
    lasts: timedelta
    needs: frozenset[str]
    expects: tuple[Expected, ...]
    tell: Callable[[Dice], Story]
    may_cause: frozenset[str] = frozenset()
    at: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A story that begins at an instant of simulated life."""

    scenario: Scenario
    story: Story
    start: datetime

    @property
    def end(self) -> datetime:
        """Return the first instant after it."""
        return self.start + self.scenario.lasts

    def runs_at(self, instant: datetime) -> bool:
        """Return whether the story is under way."""
        return self.start <= instant < self.end

    def moment(self, seconds: float) -> datetime:
        """Return the instant so many seconds after the start."""
        return self.start + timedelta(seconds=seconds)


def tell(scenario: Scenario, *, person: str, seed: int, start: datetime) -> Telling:
    """Return the scenario as it happens to this person in the world of this seed."""
    return Telling(scenario=scenario, story=scenario.tell(Dice(seed, "story", scenario.name, person)), start=start)


def spell(elapsed: float, *, rise: float, lasts: float, fall: float) -> float:
    """Return how far a state has come: from 0 to 1 within `rise`, 1 until `lasts`, then back within `fall`."""
    return max(min(elapsed / rise, 1.0, (lasts + fall - elapsed) / fall), 0.0)


def towards(value: float, goal: float, share: float) -> float:
    """Return the value moved this share of the way to the goal."""
    return value + (goal - value) * share
