"""What holds for every story that readings can tell."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.alerts import Alert, AlertState, Change
from domain.evaluation import Condition, evaluate
from domain.life import is_outside, observe
from domain.limits import Side
from domain.rules import EventRule, ThresholdRule
from tests.domain.making import NOW, RULES, seen, sos, threshold

VALUES = st.one_of(st.none(), st.sampled_from([60.0, 96.0, 98.0, 101.0, 110.0, 131.0, 180.0]))
TIMES = st.integers(min_value=-7200, max_value=3600)
STORIES = st.lists(st.tuples(VALUES, TIMES), max_size=30)
HOLDS = st.sampled_from([timedelta(0), timedelta(minutes=3)])
THRESHOLDS = [rule for rule in RULES.values() if isinstance(rule, ThresholdRule)]


@dataclass(slots=True)
class Ward:
    """One resident and one rule: what the engine does for them, in a few lines."""

    rule: ThresholdRule | EventRule
    open: Alert | None = None
    over: list[Alert] = field(default_factory=list)
    newest: int = -(10**6)
    changes: list[Change] = field(default_factory=list)

    def see(self, value: float | None, seconds: int) -> None:
        """Take one reading, in whatever order it comes; late when more than ten minutes old at NOW."""
        sight = seen(self.rule, value, seconds, current=seconds > self.newest, late=seconds < -600)
        self.newest = max(self.newest, seconds)
        if is_outside(self.open, sight) and any(one.covers(sight.observed_at) for one in self.over):
            return
        change = observe(self.open, self.rule, sight, NOW)
        if change is not None:
            self._take(change)

    def _take(self, change: Change) -> None:
        self.changes.append(change)
        alert = change.alert
        if not alert.is_open:
            self.over.append(alert)
        if self.open is None or self.open.id == alert.id:
            self.open = alert if alert.is_open else None

    def all(self) -> list[Alert]:
        """Give every alert."""
        return [*self.over, *([self.open] if self.open else [])]


def _told(story: list[tuple[float | None, int]], hold: timedelta) -> Ward:
    ward = Ward(threshold(hold=hold))
    for value, seconds in story:
        ward.see(value, seconds)
    return ward


@given(story=STORIES, hold=HOLDS)
def test_every_breach_is_covered_by_an_alert(story: list[tuple[float | None, int]], hold: timedelta) -> None:
    alerts = _told(story, hold).all()
    for value, seconds in story:
        if evaluate(threshold(), value).condition is Condition.BREACHED:
            assert any(alert.covers(NOW + timedelta(seconds=seconds)) for alert in alerts)


@given(story=STORIES, hold=HOLDS)
def test_telling_the_story_again_moves_nothing(story: list[tuple[float | None, int]], hold: timedelta) -> None:
    ward = _told(story, hold)
    before = _standing(ward)
    for value, seconds in story:
        ward.see(value, seconds)
    assert _standing(ward) == before


def _standing(ward: Ward) -> tuple[object, ...]:
    """Give all that was moved. A breach that an alert that is gone covers may still be the open one's worst value."""
    alert = replace(ward.open, worst=None) if ward.open else None
    return alert, list(ward.over), [change for change in ward.changes if change.moves]


@given(story=STORIES, hold=HOLDS)
def test_versions_count_moves_and_severity_never_falls(story: list[tuple[float | None, int]], hold: timedelta) -> None:
    last: dict[str, Alert] = {}
    for change in _told(story, hold).changes:
        before = last.get(change.alert.id)
        assert change.based_on == (before.version if before else 0)
        assert [move.n for move in change.moves] == [
            change.based_on + count for count in range(1, len(change.moves) + 1)
        ]
        assert before is None or (before.severity <= change.alert.severity and before.is_open)
        last[change.alert.id] = change.alert


@given(story=st.lists(st.tuples(st.none(), TIMES)), state=st.sampled_from([AlertState.FIRING, AlertState.PENDING]))
def test_unknown_neither_fires_nor_ends_anything(story: list[tuple[None, int]], state: AlertState) -> None:
    hold = timedelta(0) if state is AlertState.FIRING else timedelta(minutes=1)
    ward = Ward(threshold(hold=hold))
    ward.see(110, -7300)
    for value, seconds in story:
        ward.see(value, seconds)
    assert ward.open is not None
    assert ward.open.state is state


@given(story=st.lists(st.tuples(st.sampled_from([0.0, 1.0, None]), TIMES)))
def test_an_sos_never_ends_by_itself(story: list[tuple[float | None, int]]) -> None:
    ward = Ward(sos())
    ward.see(1.0, 0)
    for value, seconds in story:
        ward.see(value, seconds)
    assert ward.open is not None
    assert ward.over == []


@given(rule=st.sampled_from(THRESHOLDS), value=st.floats(0, 300), further=st.floats(0, 300))
def test_a_more_extreme_value_is_never_judged_milder(rule: ThresholdRule, value: float, further: float) -> None:
    extreme = value + further if rule.side is Side.ABOVE else value - further
    mild, severe = evaluate(rule, value), evaluate(rule, extreme)
    order = [Condition.CLEAR, Condition.BETWEEN, Condition.BREACHED]
    assert order.index(severe.condition) >= order.index(mild.condition)
    if mild.limit and severe.limit:
        assert severe.limit.severity >= mild.limit.severity
