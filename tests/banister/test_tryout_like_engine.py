"""A dry run finds the alerts that the engine made of the same readings, both told the same hours."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from itertools import takewhile
from pathlib import Path

from banister.scenarios import be_silent
from banister.scenarios_play import MONDAY, ZONE, remember, stage
from banister.scenarios_town import RESIDENT, settle, simulated
from banister.scenarios_variants import received
from banister.scenarios_world import CALM, World
from domain.alerts import AlertState
from domain.limits import Side, limit
from domain.rules import BaselineRule, RateRule, Rule, RuleKind, ThresholdRule
from domain.severity import Severity
from domain.time_rules import DoorRule, DoorWatch, ExpectedRule, TimeRule, WornRule
from domain.tryout import is_tryable, try_rule
from simulators.chance import Dice
from simulators.expectations import Place
from simulators.scenarios import SCENARIOS
from simulators.story import Telling, tell
from simulators.street import Street
from simulators.timeline import Timeline
from store.past import past_of
from store.readings import ReadingStore
from store.records import Records
from store.rules_in_force import rules_in_force

LASTS = timedelta(hours=6)
MINUTE = timedelta(minutes=1)
UNLIKE = frozenset({RuleKind.SCORE})
"""A score is tempered by the engine's other alerts, which a dry run does not have."""
STORIES = (
    "heart_rate_high_critical",
    "door_left_open",
    "flapping",
    "spike",
    "three_in_a_row",
    "pressure_rise",
    "unusual_pulse",
    "visitor_cleaning",
)
HOME = replace(
    SCENARIOS["unusual_pulse"], place=Place(kinds=frozenset({"watch", "monitor", "door"}), past=8), acts=(), rules=()
)


def _above(rule: str, metric: str, warning: float, critical: float, **more: object) -> Rule:
    limits = tuple(
        limit(metric, Side.ABOVE, severity, at)
        for severity, at in ((Severity.WARNING, warning), (Severity.CRITICAL, critical))
    )
    made = ThresholdRule(id=rule, metric=metric, side=Side.ABOVE, limits=limits)
    return replace(made, **more)  # type: ignore[arg-type]  # the fields of a threshold, by name


MADE: tuple[Rule, ...] = (
    _above("held", "heart_rate", 85, 100, hold=3 * MINUTE),
    _above("in_a_row", "heart_rate", 82, 95, in_a_row=3),
    _above("narrow_gap", "heart_rate", 78, 99, hold=10 * MINUTE, largest_gap=MINUTE),
    _above("slow_to_clear", "heart_rate", 80, 99, keep_firing=10 * MINUTE),
    _above("latching", "heart_rate", 100, 120, latching=True),
    _above("monitored", "systolic_pressure", 130, 140, hold=10 * MINUTE),
    RateRule(
        id="rise",
        metric="heart_rate",
        side=Side.ABOVE,
        within=10 * MINUTE,
        limits=(limit("", Side.ABOVE, Severity.WARNING, 15),),
    ),
    RateRule(
        id="drop",
        metric="spo2",
        side=Side.BELOW,
        within=60 * MINUTE,
        limits=(limit("", Side.ABOVE, Severity.WARNING, 3),),
        hold=3 * MINUTE,
    ),
    BaselineRule(
        id="unusual",
        metric="heart_rate",
        side=Side.ABOVE,
        limits=(limit("", Side.ABOVE, Severity.INFO, 3), limit("", Side.ABOVE, Severity.WARNING, 6)),
        days=6,
        least_spread=3,
    ),
    DoorRule(id="left_open", watch=DoorWatch.LEFT_OPEN, severity=Severity.WARNING, after=MINUTE),
    DoorRule(id="out", watch=DoorWatch.OUT_AND_NOT_BACK, severity=Severity.WARNING, after=30 * MINUTE),
    DoorRule(id="not_opened", watch=DoorWatch.NOT_OPENED, severity=Severity.WARNING, after=2 * 60 * MINUTE),
    ExpectedRule(id="expected", metric="systolic_pressure", by=time(11), severity=Severity.INFO),
    WornRule(id="off_wrist", severity=Severity.WARNING, after=10 * MINUTE, technical=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """A day that the engine has watched: what it found, and what rests of it."""

    records: Records
    readings: ReadingStore
    since: datetime
    until: datetime

    def found(self, rule: Rule) -> list[tuple[datetime, Severity, datetime | None]]:
        """Give the engine's alerts by a rule that somebody was told of."""
        alerts = self.records.alerts.find(residents=[RESIDENT], states=frozenset(AlertState), limit=1000)
        mine = [one for one in alerts if one.rule == rule.id and one.fired_at is not None]
        return sorted(((one.started_at, one.severity, one.ended_at) for one in mine), key=lambda one: one[0])

    def tried(self, rule: Rule) -> list[tuple[datetime, Severity, datetime | None]]:
        """Give what a dry run finds."""
        placement = self.records.people.placement(RESIDENT)
        past = past_of(self.records, self.readings, placement, rule, since=self.since, until=self.until)
        firings = try_rule(rule, past, self.since, self.until).firings
        return [(one.started_at, one.severity, one.ended_at) for one in firings]


@contextmanager
def _lived(seed: int) -> Iterator[Lived]:
    """Let the engine watch some hours full of stories."""
    first = MONDAY + timedelta(hours=8, minutes=30)
    with tempfile.TemporaryDirectory() as name, stage() as opened, opened._stores(Path(name)) as (records, readings):
        settle(records, HOME, first)
        for rule in MADE:
            records.rules.put(rule, "somebody", first - timedelta(days=20))
        remember(readings, HOME, seed, first)
        world = World(records, readings, Path(name), first.astimezone(UTC))
        street = Street(
            devices=simulated(HOME.place), seed=seed, timezone=ZONE, tellings={RESIDENT: tuple(_told(seed, first))}
        )
        for message in received(takewhile(lambda one: one.due < first + LASTS, street.live(Timeline(origin=first)))):
            world.receive(message._replace(received_at=message.received_at.astimezone(UTC)))
        world.pass_until((first + LASTS).astimezone(UTC))
        world.close()
        yield Lived(records=records, readings=readings, since=first.astimezone(UTC), until=world.now)


def _told(seed: int, first: datetime) -> Iterator[Telling]:
    """Tell the stories one after the other, from another one on with each seed."""
    dice, at, turn = Dice(seed, "a day"), first + 20 * MINUTE, seed
    while at + (scenario := SCENARIOS[STORIES[turn % len(STORIES)]]).lasts < first + LASTS:
        yield tell(scenario, person=RESIDENT, seed=dice.whole(0, 1_000_000), start=at)
        at, turn = at + scenario.lasts + dice.whole(5, 30) * MINUTE, turn + 1


def _differs(rule: Rule, real: Sequence[tuple[object, ...]], tried: Sequence[tuple[object, ...]]) -> bool:
    """Whether they differ by more than the round of the virtual clock at which a rule of time ends."""
    slack = CALM if isinstance(rule, TimeRule) else timedelta(0)
    if [one[:2] for one in real] != [one[:2] for one in tried]:
        return True
    for (*_, noticed), (*_, ended) in zip(real, tried, strict=True):
        if not isinstance(noticed, datetime) or not isinstance(ended, datetime):
            if noticed is not ended:
                return True
        elif not timedelta(0) <= noticed - ended <= slack:
            return True
    return False


def test_a_dry_run_finds_the_engines_alerts() -> None:
    be_silent()
    with _lived(seed=1) as day:
        placement = day.records.people.placement(RESIDENT)
        holding = rules_in_force(day.records, placement, day.until).values()
        rules = [one for one in holding if is_tryable(one) and one.enabled]
        pairs = {one.id: (one, day.found(one), day.tried(one)) for one in rules if one.kind not in UNLIKE}
    assert {name: both for name, (rule, *both) in pairs.items() if _differs(rule, *both)} == {}
    assert len([name for name, (_, real, _) in pairs.items() if real]) >= 8, "a day on which little happened"
