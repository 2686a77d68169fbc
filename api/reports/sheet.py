"""The report as a sheet: every text that stands on it, and where each mark of a chart lies. Pure.

What is drawn is data: names come to the page as strings, and no page is put together from them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.reports.charts import chart
from api.reports.sentences import sentence
from api.reports.words import Words
from domain.metrics import METRICS
from domain.people import Scope
from domain.severity import Severity
from domain.week_alerts import WeekAlert, median_answer
from domain.week_home import DayAtHome, Gap, WeekDevice
from domain.week_vitals import Against, VitalWeek
from domain.weeks import DAYS, State
from store.week_reports import WeekReport

_SCOPES = {
    Scope.VITAL_SIGNS: "vital_signs",
    Scope.ACTIVITY: "activity",
    Scope.ALERTS: "kind_alerts",
    Scope.DEVICES: "kind_devices",
}
_GRAVE = frozenset({State.OPEN, State.SERIOUS})
Sheet = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Whose report it is, where they live, and which kinds they have not agreed to show."""

    name: str
    place: str
    left_out: Sequence[Scope]


def sheet(report: WeekReport, whose: Whose, words: Words, now: datetime) -> Sheet:
    """Give all that the page draws."""
    days, zone = report.week.days, report.week.zone
    kinds = words.labels["list"].join(words.labels[_SCOPES[one]] for one in whose.left_out)
    return {
        "lang": "zh" if words.language.startswith("zh") else "en",
        "title": words.labels["title"],
        "name": whose.name,
        "place": whose.place,
        "dates": words.span(days[0], days[-1]),
        "sentence": sentence(report.whole, words),
        "grave": report.whole.state in _GRAVE,
        "calm": report.whole.state is State.CALM,
        "vitals": None if report.vitals is None else _vitals(report.vitals, words),
        "alerts": None if report.alerts is None else _alerts(report, report.alerts, words),
        "home": None if report.home is None else _home(report, report.home, words),
        "devices": None if report.devices is None else _devices(report, report.devices, words),
        "people": _people(report, words),
        "left_out": words.label("left_out", kinds=kinds) if kinds else "",
        "foot": words.labels["foot"],
        "made": words.label("made", at=f"{now.astimezone(zone):%Y-%m-%d %H:%M}"),
    }


def _part(words: Words, heading: str, columns: Sequence[str], rows: Sequence[Any], empty: str) -> Sheet:
    """Give a part with a table, or with the words that say why there is none."""
    return {
        "heading": words.labels[heading],
        "columns": [words.labels[one] for one in columns],
        "rows": rows,
        "empty": words.labels[empty],
        "note": "",
    }


def _vitals(vitals: Sequence[VitalWeek], words: Words) -> Sheet:
    columns = ("metric", "middle", "range", "usual", "before", "days", "each_day")
    part = _part(words, "vitals", columns, [_vital(one, words) for one in vitals], "no_vitals")
    return part | {"note": words.labels["chart_says"]}


def _vital(one: VitalWeek, words: Words) -> Sheet:
    summary, usual = one.summary, one.usual
    return {
        "name": words.metrics.get(one.metric, one.metric),
        "unit": words.units.get(METRICS[one.metric].unit, ""),
        "middle": _number(summary.median, one.metric),
        "range": f"{_number(summary.lowest, one.metric)} – {_number(summary.highest, one.metric)}",
        "usual": f"{_number(usual.low, one.metric)} – {_number(usual.high, one.metric)}" if usual else "–",
        "against": words.against[one.against],
        "differs": one.against in {Against.HIGHER, Against.LOWER},
        "before": "–" if one.before is None else _number(one.before, one.metric),
        "days": words.label("days_of", days=one.days_with_readings),
        "chart": chart(one),
    }


def _alerts(report: WeekReport, alerts: Sequence[WeekAlert], words: Words) -> Sheet:
    part = _part(
        words,
        "alerts",
        ("when", "what", "answered", "ended"),
        [_alert(report, one, words) for one in alerts],
        "no_alerts",
    )
    middle = median_answer(alerts)
    notes = [words.label("answer_middle", lasted=words.lasted(middle))] if middle is not None else []
    notes += [words.label("more_alerts", count=report.more_alerts)] if report.more_alerts else []
    return part | {"note": " ".join(notes)}


def _alert(report: WeekReport, one: WeekAlert, words: Words) -> Sheet:
    who = report.answerers.get(one.answered_by or "", "")
    took = words.lasted(one.answered_seconds) if one.answered_seconds is not None else ""
    return {
        "when": _clock(one.fired_at, report, words),
        "what": alert_name(one, words),
        "severity": words.severities[one.severity],
        "critical": one.severity is Severity.CRITICAL,
        "answered": words.labels["nobody"] if one.answered_seconds is None else f"{who}  {took}".strip(),
        "ended": words.ended[one.ended],
    }


def alert_name(one: WeekAlert, words: Words) -> str:
    """Name an alert: by its rule, else by what was measured and on which side, else by the rule's id."""
    if one.rule in words.rules:
        return words.rules[one.rule]
    if one.metric in words.metrics and one.side is not None:
        return words.metrics[one.metric] + words.sides[one.side.value]
    return one.rule


def _home(report: WeekReport, days: Sequence[DayAtHome], words: Words) -> Sheet:
    heard = [one for one in days if one.is_heard]
    rows = [_day(report, one, words) for one in days] if heard else []
    return _part(words, "home", ("day", "opened", "first_last", "steps", "moved"), rows, "no_home")


def _day(report: WeekReport, one: DayAtHome, words: Words) -> list[str]:
    moments = [one.first_opened, one.last_opened]
    hours = [f"{at.astimezone(report.week.zone):%H:%M}" for at in moments if at is not None]
    return [
        words.day(one.day),
        "–" if one.opened is None else words.label("times", count=one.opened),
        " – ".join(dict.fromkeys(hours)) or "–",
        "–" if one.steps is None else f"{one.steps:,}",
        "–" if one.moved_hours is None else words.label("hours", hours=one.moved_hours),
    ]


def _devices(report: WeekReport, devices: Sequence[WeekDevice], words: Words) -> Sheet:
    rows = [
        [
            words.devices[one.kind],
            one.device,
            [_heard(one, words), *(_gap(report, gap, words) for gap in one.gaps)],
        ]
        for one in devices
    ]
    return _part(words, "devices", (), rows, "no_devices")


def _heard(one: WeekDevice, words: Words) -> str:
    if not one.days_heard:
        return words.labels["not_heard"]
    whole = one.days_heard == DAYS and not one.gaps
    return words.labels["no_gaps"] if whole else words.label("heard_days", days=one.days_heard)


def _gap(report: WeekReport, gap: Gap, words: Words) -> str:
    since = words.label("not_worn" if gap.not_worn else "silent", since=_clock(gap.since, report, words))
    ends = words.labels["still"] if gap.until is None else words.label("until", until=_clock(gap.until, report, words))
    return since + ends


def _people(report: WeekReport, words: Words) -> Sheet:
    rows = [[one.name, one.phone] for one in report.stewards]
    return _part(words, "people", (), rows, "nobody_responsible")


def _clock(at: datetime, report: WeekReport, words: Words) -> str:
    local = at.astimezone(report.week.zone)
    return f"{words.day(local.date())} {local:%H:%M}"


def _number(value: float, metric: str) -> str:
    return f"{value:.0f}" if METRICS[metric].unit in _WHOLE else f"{value:.1f}"


_WHOLE = frozenset({"/min", "%", "mm[Hg]"})
"""Units whose tenths nobody speaks of."""
