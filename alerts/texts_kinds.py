"""What an alert says, by the kind of its rule: the sentence with its numbers. Pure.

The numbers that explain a value stand in `Alert.facts`; one that is missing is said as a dash, never as a hole.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from alerts.texts_numbers import number, span
from alerts.texts_words import Words
from domain.alerts import Alert
from domain.limits import Side
from domain.metrics import METRICS
from domain.people import DeviceKind
from domain.rules import RuleKind
from domain.time_rules import SystemWatch

_SILENT = "_silent"
_POINTS = "points_"
_MISSING = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An alert and the value that is told of it: of the move, where it has one."""

    alert: Alert
    value: float | None
    words: Words

    def fact(self, name: str) -> float | None:
        """Give a number that explains the value."""
        return self.alert.facts.get(name)

    def plain(self, name: str) -> str:
        """Say such a number without a unit."""
        known = self.fact(name)
        return _MISSING if known is None else f"{known:.1f}".removesuffix(".0")

    def valued(self, value: float | None) -> str:
        """Say a value of the alert's metric."""
        return _MISSING if value is None else number(value, self.alert.metric, self.words)

    def spanned(self, name: str) -> str:
        """Say a number of seconds as a stretch of time."""
        known = self.fact(name)
        return _MISSING if known is None else span(known, self.words)

    @property
    def metric(self) -> str:
        """Name what is measured."""
        return self.words.metrics.get(self.alert.metric, self.alert.metric or self.alert.rule)


def what(told: Told) -> str:
    """Say what it is, without the limit."""
    return _WHAT.get(told.alert.kind, _value)(told)


def kind_of(alert: Alert, words: Words) -> str:
    """Say all that a group is told of what happened."""
    if alert.kind in _ACTIVITY:
        return words.kind_activity
    if alert.kind is RuleKind.SYSTEM and not alert.technical:
        return words.kind_duty
    return words.kinds.get(alert.metric, words.kind_device if alert.technical else words.kind_vital)


def explanation(told: Told) -> str:
    """Give the line that makes a number understood; empty where it speaks for itself."""
    if told.alert.kind is not RuleKind.SCORE:
        return ""
    scored = {
        name.removeprefix(_POINTS): points for name, points in told.alert.facts.items() if name.startswith(_POINTS)
    }
    words = told.words
    parts = [
        words.points.format(metric=words.metrics.get(one, one), points=f"{scored[one]:g}") for one in sorted(scored)
    ]
    return words.score_hint.format(parts=words.listing.join(parts) or _MISSING)


def has_limit(alert: Alert) -> bool:
    """Whether the limit is said beside the value: not where the sentence says it already, or it is no value of it."""
    return alert.kind in {RuleKind.THRESHOLD, RuleKind.BASELINE, RuleKind.SCORE}


def limit_form(alert: Alert, words: Words) -> str:
    """Choose how a limit is said."""
    if alert.side is None:
        return words.limit
    return words.upper if alert.side is Side.ABOVE else words.lower


def _value(told: Told) -> str:
    if told.value is None:
        return told.metric
    return told.words.value.format(metric=told.metric, value=told.valued(told.value))


def _event(told: Told) -> str:
    return told.words.events.get(told.alert.metric, told.metric)


def _rate(told: Told) -> str:
    form = told.words.fell if told.alert.side is Side.BELOW else told.words.rose
    return form.format(
        metric=told.metric,
        value=told.valued(told.value),
        start=told.valued(told.fact("from")),
        within=told.spanned("within_s"),
    )


def _unusual(told: Told) -> str:
    usual = told.valued(told.fact("usual"))
    return told.words.unusual.format(metric=told.metric, value=told.valued(told.value), usual=usual)


def _score(told: Told) -> str:
    score = _MISSING if told.value is None else f"{told.value:g}"
    return told.words.score.format(score=score, known=told.plain("known"))


def _clock(told: Told) -> str:
    return told.words.clock.format(span=_MISSING if told.value is None else span(abs(told.value), told.words))


def _gaps(told: Told) -> str:
    missed = _MISSING if told.value is None else f"{told.value:g}"
    return told.words.gaps.format(missed=missed, within=told.spanned("within_s"))


def _silence(told: Told) -> str:
    kind, words = told.alert.rule.removesuffix(_SILENT), told.words
    return words.silent.format(device=words.devices[DeviceKind(kind)] if kind in set(DeviceKind) else kind)


def _expected(told: Told) -> str:
    return told.words.expected.format(metric=told.metric)


def _worn(told: Told) -> str:
    return told.words.not_worn.format(hours=told.plain("hours"))


def _looked_at(told: Told, sentences: Mapping[str, str]) -> str:
    names = ("hours", "minutes", "count", "of", "alerts", "usual_hours", "in_hours")
    sentence = sentences.get(told.alert.metric, told.alert.rule.replace("_", " "))
    return sentence.format(**{name: told.plain(name) for name in names})


def _system(told: Told) -> str:
    soon = {SystemWatch.NOBODY_ON_DUTY.value: told.words.nobody_soon} if told.fact("in_hours") else {}
    return _looked_at(told, {**told.words.systems, **soon})


_ACTIVITY = frozenset({RuleKind.DOOR, RuleKind.EXPECTED})
_WHAT: Mapping[RuleKind, Callable[[Told], str]] = {
    RuleKind.EVENT: _event,
    RuleKind.RATE: _rate,
    RuleKind.BASELINE: _unusual,
    RuleKind.SCORE: _score,
    RuleKind.CLOCK: _clock,
    RuleKind.GAPS: _gaps,
    RuleKind.ABSENCE: _silence,
    RuleKind.EXPECTED: _expected,
    RuleKind.WORN: _worn,
    RuleKind.DOOR: lambda told: _looked_at(told, told.words.doors),
    RuleKind.SYSTEM: _system,
}


def is_event(alert: Alert) -> bool:
    """Whether it is something that happened, at one moment."""
    return alert.kind is RuleKind.EVENT or (alert.metric in METRICS and METRICS[alert.metric].kind == "event")
