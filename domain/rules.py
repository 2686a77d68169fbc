"""Rules: what is worth an alert. Data only; the verdict on a number is in `domain.evaluation`.

Rule
├── LimitRule      a number that a reading gives, at or past a limit
│   ├── ThresholdRule   the value of a metric itself
│   ├── RateRule        how far it rose or fell within a while
│   ├── BaselineRule    how far it is from what is usual for this person at this hour
│   ├── ScoreRule       NEWS2
│   ├── ClockRule       how far the device's clock is from ours (technical)
│   └── GapRule         how many reports of the device are missing (technical)
├── EventRule      something happened: SOS, fall, tamper
└── rules of time, judged as it passes (`domain.time_rules`)
    ├── AbsenceRule     no word from a device
    ├── ExpectedRule    no reading of a metric by an hour of the day
    ├── WornRule        a watch is not worn (technical)
    ├── DoorRule        what a door tells of a home
    └── SystemRule      about the service itself: an area, not a person
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import ClassVar

from domain.limits import Limit, Side
from domain.severity import Severity


class RuleKind(StrEnum):
    """What an alert keeps of its rule's class: texts are chosen by it."""

    THRESHOLD = "threshold"
    RATE = "rate"
    BASELINE = "baseline"
    SCORE = "score"
    CLOCK = "clock"
    GAPS = "gaps"
    EVENT = "event"
    ABSENCE = "absence"
    EXPECTED = "expected"
    WORN = "worn"
    DOOR = "door"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What every rule has.

    id         stable name, such as `heart_rate_high`
    version    goes up with every change; an alert keeps the one it fired by
    technical  about a device, not a person: a list of its own, and other receivers
    latching   only a person ends its alerts
    at_home    says something only while the resident is at home: being away suspends it
    source     where its numbers come from, said beside them
    """

    kind: ClassVar[RuleKind]

    id: str
    version: int = 1
    technical: bool = False
    latching: bool = False
    at_home: bool = False
    enabled: bool = True
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRule(Rule):
    """A number at or past a limit. `limits` go from mild to severe.

    hold         how long it must be breached between readings before it fires
    in_a_row     how many breached readings in a row before it fires: instead of `hold`, or besides it
    largest_gap  two breached readings further apart than this do not count as held
    keep_firing  how long it must be clear between readings before it is over
    """

    metric: str
    side: Side
    limits: tuple[Limit, ...]
    hold: timedelta = timedelta(0)
    in_a_row: int = 1
    largest_gap: timedelta = timedelta(minutes=5)
    keep_firing: timedelta = timedelta(minutes=2)

    @property
    def fires(self) -> Side:
        """On which side of its limits the number fires: only a threshold's can be below."""
        return Side.ABOVE


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdRule(LimitRule):
    """The metric's value itself."""

    kind = RuleKind.THRESHOLD

    @property
    def fires(self) -> Side:
        """On which side of its limits the value fires."""
        return self.side


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRule(LimitRule):
    """How far the metric rose (`above`) or fell (`below`) within a while; the number is positive either way.

    `limits` are in the metric's unit, and fire at or above whatever `side` says.
    """

    kind = RuleKind.RATE
    within: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineRule(LimitRule):
    """How far the metric is from what is usual for this person at this hour of the day.

    The number is a robust z: (value - median) / spread, spread = 1.4826 x the median absolute deviation, at least
    `least_spread` (in the metric's unit). `limits` are in z, positive for either side. Unknown before `days` of it.

    beyond  only values past it are looked at: others are clear, however unusual for this person (None: all are)
    """

    kind = RuleKind.BASELINE
    days: int = 14
    least_spread: float = 1.0
    beyond: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRule(LimitRule):
    """NEWS2 from the newest reading of each parameter. `metric` is `news2`.

    oldest  how old a parameter may be; older ones are not known, and the score says "at least"
    one_parameter  the severity of 3 points in a single parameter (None: that alone does not fire)
    """

    kind = RuleKind.SCORE
    oldest: Mapping[str, timedelta]
    one_parameter: Severity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRule(LimitRule):
    """How far the device's clock is from ours, either way; `limits` in seconds. `metric` is `clock_offset`."""

    kind = RuleKind.CLOCK


@dataclass(frozen=True, slots=True, kw_only=True)
class GapRule(LimitRule):
    """How many reports of a device were missed (by its `seq`) within a while. `metric` is `missed`."""

    kind = RuleKind.GAPS
    within: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRule(Rule):
    """Something happened (SOS, fall, tamper). Fires at once, for whatever age."""

    kind = RuleKind.EVENT
    metric: str
    severity: Severity
