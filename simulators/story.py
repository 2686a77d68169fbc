"""What a scenario is: a story told about one person, and what must come of it (`simulators.expectations`)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TypeAlias

from simulators.bodies import Vitals
from simulators.chance import Dice
from simulators.expectations import Act, Expected, Place, RuleChange, Told
from simulators.frames import Value

__all__ = ["HOUR", "MINUTE", "Expected", "Said", "Scenario", "Story", "Telling", "spell", "tell", "towards"]

MINUTE = 60.0
HOUR = 3600.0
DAY = 24 * HOUR

Change: TypeAlias = Callable[[Vitals, float], Vitals]
"""A body at so many seconds after the story's start."""


def unchanged(vitals: Vitals, _elapsed: float) -> Vitals:
    """Return the body as it is."""
    return vitals


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Something that a device says besides its usual reports.

    age       how many seconds before it is said it was observed
    retained  the broker had kept it, and gives it to whoever subscribes: history
    """

    at: float
    kind: str
    fields: Mapping[str, Value]
    age: float = 0.0
    retained: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What happens; all moments are seconds after the start, within the scenario's `lasts`.

    change    what becomes of the body
    events    (moment, metric): what the watch says of itself, `sos` or `fall`
    measures  when the person takes the monitor, besides the usual times
    door      (opened, closed) in place of the door's usual day; empty leaves the door alone
    shut      the door stays closed all the time, whatever the day's plan says
    silent    kinds of devices that are not heard of while it lasts
    quiet     (from, until): the same for a part of it; none: all of it
    wearing   whether the watch is on the wrist while it lasts; None: as the day's plan says
    said      what devices say besides
    clocks    by kind: seconds by which the device's clock is ahead, or the date that it shows at the start
    lost      (from, until): what the watch says then is counted by it and never arrives
    kept      (from, until): what the watch says then is uploaded at its end
    bridge    (moment, state): what the Zigbee bridge, or every gateway, says of itself
    """

    change: Change = unchanged
    events: tuple[tuple[float, str], ...] = ()
    measures: tuple[float, ...] = ()
    door: tuple[tuple[float, float], ...] = ()
    shut: bool = False
    silent: frozenset[str] = frozenset()
    quiet: tuple[tuple[float, float], ...] = ()
    wearing: bool | None = True
    said: tuple[Said, ...] = ()
    clocks: Mapping[str, float | datetime] = field(default_factory=dict)
    lost: tuple[tuple[float, float], ...] = ()
    kept: tuple[tuple[float, float], ...] = ()
    bridge: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A story with a known ending, told differently by every seed.

    needs      kinds of devices without which nobody would notice
    expects    the alerts it must cause
    may_cause  rules that may fire along with it; any other alert in its time is a false one
    tells      the messages about what it must cause; any other message about that is a wrong one
    messages   how many messages there may be at most, all in all
    acts       what people do
    rules      what is changed of rules for the resident
    place      the building it happens in
    at         the local time a story belongs to; None: any time
    faults     whether the generated variants are true of it: those of a story that is about the wire are not
    soon       it needs no hours: it can be played in real time through a broker
    """

    name: str
    title: str
    lasts: timedelta
    needs: frozenset[str]
    tell: Callable[[Dice], Story]
    expects: tuple[Expected, ...] = ()
    may_cause: frozenset[str] = frozenset()
    tells: tuple[Told, ...] = ()
    messages: int | None = None
    acts: tuple[Act, ...] = ()
    rules: tuple[RuleChange, ...] = ()
    place: Place = field(default_factory=Place)
    at: time | None = None
    faults: bool = True
    soon: bool = False


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

    def stretch(self, spans: tuple[tuple[float, float], ...], instant: datetime) -> datetime | None:
        """Return the end of the span of the story that an instant falls into; None where it falls into none."""
        elapsed = (instant - self.start).total_seconds()
        return next((self.moment(until) for since, until in spans if since <= elapsed < until), None)

    def is_silent(self, kind: str, instant: datetime) -> bool:
        """Return whether devices of this kind are not heard of at an instant."""
        if kind not in self.story.silent or not self.runs_at(instant):
            return False
        return not self.story.quiet or self.stretch(self.story.quiet, instant) is not None

    def clock(self, kind: str, instant: datetime) -> datetime:
        """Return what the clock of such a device shows."""
        wrong = self.story.clocks.get(kind)
        if wrong is None or not self.runs_at(instant):
            return instant
        return instant + timedelta(seconds=wrong) if isinstance(wrong, (int, float)) else wrong + (instant - self.start)


def tell(scenario: Scenario, *, person: str, seed: int, start: datetime) -> Telling:
    """Return the scenario as it happens to this person in the world of this seed."""
    return Telling(scenario=scenario, story=scenario.tell(Dice(seed, "story", scenario.name, person)), start=start)


def spell(elapsed: float, *, rise: float, lasts: float, fall: float) -> float:
    """Return how far a state has come: from 0 to 1 within `rise`, 1 until `lasts`, then back within `fall`."""
    return max(min(elapsed / rise, 1.0, (lasts + fall - elapsed) / fall), 0.0)


def towards(value: float, goal: float, share: float) -> float:
    """Return the value moved this share of the way to the goal."""
    return value + (goal - value) * share
