"""What a scenario says beside its story: the home it happens in, what people do in it, and what must come of it.

Plain data. Rules, severities, reasons and people are named by strings, because the simulators know nothing of those
who judge them. People are named by what they are to the resident: `steward`, `deputy`, `relief` (a steward of another
building), `officer`, `community`, `street`, `daughter`. All moments are seconds after the story's start.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """An alert that must be there, at this severity, so long after the story's start.

    severity  the worst that it comes to
    over      by when it must be over; None: it is not asked
    times     how many of them
    history   told as something that was so, over from the start
    """

    rule: str
    severity: str
    within: timedelta
    over: timedelta | None = None
    times: int = 1
    history: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Messages that somebody must get: of which rule, why, how many, from when and until when."""

    who: str
    rule: str
    reason: str = "first"
    least: int = 1
    most: int = 1
    after: timedelta = timedelta(0)
    within: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What somebody does at a moment.

    deed   acknowledge, resolve, silence, end_silence, away, come_home, hand_over, leave, quiet_hours, lose_channel
    at     seconds after the story's start, or after an alert of the rule `after` has fired
    rule   whose alert is answered, or what is silenced ("": everything about the resident)
    lasts  for how long (silence, away, leave), in seconds
    to     to whom it is handed over
    word   a disposition, a kind of being away, or quiet hours such as `22:00-07:00`
    """

    deed: str
    at: float = 0.0
    who: str = "steward"
    rule: str = ""
    after: str = ""
    lasts: float = 0.0
    to: str = ""
    word: str = ""


def firsts(*rules: str) -> tuple[Told, ...]:
    """Return that steward and daughter are told once of each."""
    return tuple(Told(who=who, rule=rule) for rule in rules for who in ("steward", "daughter"))


def hints(*rules: str) -> tuple[Told, ...]:
    """Return that the steward is told once of each, and nobody else: what is `info` is no relative's business."""
    return tuple(Told(who="steward", rule=rule) for rule in rules)


def worsenings(*rules: str) -> tuple[Told, ...]:
    """Return that both are told first, and once more that it is worse."""
    worse = (Told(who=who, rule=rule, reason="worsened") for rule in rules for who in ("steward", "daughter"))
    return (*firsts(*rules), *worse)


def reminders(rule: str, who: str = "steward") -> tuple[Told, ...]:
    """Return that whoever has answered may be reminded of it, and others be told where that did not help."""
    again = ("deputy", "officer", "community", "street")
    return (
        Told(who=who, rule=rule, reason="reminder", least=0, most=20),
        *(Told(who=one, rule=rule, reason="escalated", least=0, most=99) for one in again),
        Told(who="street", rule=rule, reason="repeated", least=0, most=99),
    )


def loose(rule: str) -> tuple[Told, ...]:
    """Return that steward and daughter are told first, and perhaps that it is worse; and what follows an answer."""
    worse = (Told(who=who, rule=rule, reason="worsened", least=0) for who in ("steward", "daughter"))
    return (*firsts(rule), *worse, *reminders(rule))


def technical(*rules: str) -> tuple[Told, ...]:
    """Return that whoever keeps the devices is told once of each."""
    return tuple(Told(who="community", rule=rule) for rule in rules)


def acknowledge(rule: str, *, after: float = 60.0, who: str = "steward") -> Act:
    """Return that somebody says "I am on it", so many seconds after the alert has fired."""
    return Act(deed="acknowledge", rule=rule, after=rule, at=after, who=who)


def resolve(rule: str, *, after: float, word: str = "real", who: str = "steward") -> Act:
    """Return that somebody says what it was, so many seconds after the alert has fired."""
    return Act(deed="resolve", rule=rule, after=rule, at=after, who=who, word=word)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChange:
    """What a person in charge has changed of a rule for this resident; what is None stays as it is by default.

    like      the rule does not exist: it is made like this one, with `in_a_row`, for this resident alone
    hold      seconds
    """

    rule: str
    enabled: bool | None = None
    warning: float | None = None
    critical: float | None = None
    hold: float | None = None
    like: str = ""
    in_a_row: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The building it happens in.

    kinds     what devices each home has
    flats     homes; the story is told of the first, or of `everybody`
    mains     kinds that hang on mains
    every     seconds between the reports of a kind, where that differs from its model
    zigbee    the doors are Zigbee contacts behind one bridge
    bluetooth doors and bands are heard by two OpenMQTTGateways
    body      values at rest of the resident
    past      days of ordinary life that rest in the readings' store before
    outings   hours at which the resident's door was opened on each of these days, in place of the usual ones
    nobody    people of the cast who are not there at all
    """

    kinds: frozenset[str] = frozenset({"watch", "monitor", "door"})
    flats: int = 1
    everybody: bool = False
    mains: frozenset[str] = frozenset()
    every: Mapping[str, float] = field(default_factory=dict)
    zigbee: bool = False
    bluetooth: bool = False
    body: Mapping[str, float] = field(default_factory=dict)
    past: int = 1
    outings: tuple[float, ...] = ()
    nobody: frozenset[str] = frozenset()
