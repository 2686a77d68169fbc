"""Numbers of the body that need more than one reading: rate, baseline, score."""

from array import array
from dataclasses import replace
from datetime import datetime

from domain.derived import NOTHING, Asked, Derived, Facts, shown
from domain.evaluation import CLEAR, UNKNOWN, Condition, Verdict, evaluate
from domain.limits import Side
from domain.memory import PersonMemory
from domain.news2 import PARAMETERS, RED, Score, score
from domain.rates import change, readings
from domain.readings import from_millis
from domain.rules import BaselineRule, RateRule, ScoreRule


def rates(rule: RateRule, asked: Asked) -> tuple[Derived, ...]:
    """Give how far the metric rose or fell; also at newer readings, where this one is late and they rose from it."""
    value = asked.value(rule.metric)
    if value is None:
        return (asked.unknown(),)
    at, span = asked.at, rule.within.total_seconds()
    recent = asked.memory.read(rule.id, at, value, rule.within)
    mine = _rate_at(rule, recent, asked.report.observed_at, value, asked.before)
    if recent[-2] <= at:
        return (mine,)
    later = [one for one in readings(recent, at) if one[0] <= at + span]
    return (mine, *(_rate_at(rule, recent, from_millis(round(one * 1000)), read, asked.before) for one, read in later))


def _rate_at(rule: RateRule, recent: "array[float]", at: datetime, value: float, before: Facts) -> Derived:
    sign = 1 if rule.side is Side.ABOVE else -1
    found = change(recent, at.timestamp(), value, rule.within, rule.side)
    if found is None:
        return _alone(rule, at, sign * value, sign * before["from"] if "from" in before else None)
    verdict = shown(evaluate(rule, found.by), found.start, sign)
    facts = {"from": found.start, "within_s": found.seconds}
    return Derived(observed_at=at, verdict=verdict, value=value, facts=facts)


def _alone(rule: RateRule, at: datetime, value: float, began: float | None) -> Derived:
    """Judge a reading that has no other within the while: it is clear where it is back at where the alert began."""
    is_back = began is not None and evaluate(rule, value - began) is CLEAR
    return Derived(observed_at=at, verdict=CLEAR if is_back else UNKNOWN, value=abs(value) if is_back else None)


def baselines(rule: BaselineRule, asked: Asked) -> tuple[Derived, ...]:
    """Give the measured value, judged by how far it is from what is usual at this hour."""
    value, sign = asked.value(rule.metric), 1 if rule.side is Side.ABOVE else -1
    if value is None:
        return (asked.unknown(),)
    at = asked.report.observed_at
    if rule.beyond is not None and sign * (value - rule.beyond) <= 0:
        return (Derived(observed_at=at, verdict=CLEAR, value=value),)
    usual = asked.memory.usual(rule.metric, at)
    if usual is None or usual.days < rule.days:
        return (asked.unknown(),)
    spread = max(usual.spread, rule.least_spread)
    z = (value - usual.median) / spread
    facts = {"usual": usual.median, "spread": spread, "days": float(usual.days), "z": z}
    verdict = shown(evaluate(rule, sign * z), usual.median, sign * spread)
    rounded = {name: round(number, 2) for name, number in facts.items()}
    return (Derived(observed_at=at, verdict=verdict, value=value, facts=rounded),)


def scores(rule: ScoreRule, asked: Asked) -> tuple[Derived, ...]:
    """Take the report's parameters in, and give the score."""
    for metric in rule.oldest.keys() & asked.report.values.keys():
        value = asked.value(metric)
        asked.memory.note(metric, asked.at, asked.report.values[metric], believed=value is not None)
    return (score_at(rule, asked.memory, asked.report.observed_at, asked.before),)


def score_at(rule: ScoreRule, memory: PersonMemory, at: datetime, before: Facts = NOTHING) -> Derived:
    """Give the score at a moment from what is remembered and not too old then.

    It is not clear before every parameter that scored in the alert is known again: a watch that was taken off after
    the alert says nothing of the person being well.
    """
    now = at.timestamp()
    known = {
        name: memory.inputs[name].value
        for name in PARAMETERS
        if name in rule.oldest
        and name in memory.inputs
        and now - rule.oldest[name].total_seconds() <= memory.inputs[name].at <= now
    }
    found = score(known, scale=memory.oxygen_scale)
    verdict = _of_score(rule, found)
    if verdict.condition is not Condition.BREACHED and not _known_again(found, before):
        return Derived(observed_at=at, verdict=UNKNOWN, value=None)
    return Derived(observed_at=at, verdict=verdict, value=float(found.total), facts=found.facts())


def _of_score(rule: ScoreRule, found: Score) -> Verdict:
    """Judge the sum; below its limits, three points in one parameter.

    A measured parameter's three points alone are past a limit of its own, which tells of them: the score has something
    to add once another parameter scores as well. Of consciousness no limit tells: it is as urgent as the mildest sum.
    """
    verdict = evaluate(rule, float(found.total))
    if verdict.condition is Condition.BREACHED or rule.one_parameter is None or not found.red:
        return verdict
    mildest = rule.limits[0]
    if found.points.get("consciousness") == RED:
        severity = mildest.severity
    elif sum(map(bool, found.points.values())) > 1:
        severity = rule.one_parameter
    else:
        return verdict
    limit = replace(mildest, severity=severity, fires_at=float(RED), clears_at=RED - 1.0)
    return Verdict(condition=Condition.BREACHED, limit=limit)


def _known_again(found: Score, before: Facts) -> bool:
    scored = {name.removeprefix("points_") for name in before if name.startswith("points_")}
    return scored <= found.points.keys()
