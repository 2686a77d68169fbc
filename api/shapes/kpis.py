"""How well alerts were answered."""

from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import AwareDatetime, Field

from api.paths import NO_NUL
from api.shapes.shape import Shape, example
from domain.kpi_days import DayFigures
from domain.kpi_figures import Falsehood, Figures, Spread
from domain.severity import Severity

_SPREAD: dict[str, Any] = {"median": 41.0, "p90": 160.0}
_FIGURES: dict[str, Any] = {
    "alerts": 120,
    "critical": 14,
    "answered_within_60_s": 0.93,
    "answered_within_180_s": 1.0,
    "seconds_to_tell": _SPREAD,
    "seconds_to_acknowledge": _SPREAD,
    "seconds_to_resolve": _SPREAD,
    "unanswered": 0,
    "ended_by_themselves": 3,
}
_RULE: dict[str, Any] = {"rule": "door_left_open", "alerts": 9, "judged": 6, "false": 2, "false_share": 0.3333}


_DAY: dict[str, Any] = {
    "day": "2026-11-23",
    "fired": {"info": 0, "warning": 6, "critical": 1},
    "technical": 2,
    "seconds_to_acknowledge": _SPREAD,
    "judged": 5,
    "false": 1,
    "false_share": 0.2,
    "open_at_midnight": 3,
}


class KpiQuery(Shape):
    """A stretch of time, at most two years long, and an area (none: all of yours)."""

    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    area: Annotated[str, Field(min_length=1, max_length=64, pattern=NO_NUL)] | None = None


class DailyQuery(Shape):
    """So many days, the last of them `ending` (today where nothing is said), and an area (none: all of yours)."""

    ending: date | None = None
    days: int = Field(default=30, ge=1, le=366)
    area: Annotated[str, Field(min_length=1, max_length=64, pattern=NO_NUL)] | None = None


class SpreadShape(Shape):
    """Seconds; null where nothing of the kind happened."""

    model_config = example(_SPREAD)

    median: float | None
    p90: float | None

    @classmethod
    def of(cls, spread: Spread) -> Self:
        """Show a spread."""
        return cls(median=spread.median, p90=spread.p90)


class FiguresShape(Shape):
    """Of alerts about people; shares are of the critical ones that did not end by themselves within a minute.

    Telecare centres are held to 0.975 within 60 s and 0.99 within 180 s.
    """

    model_config = example(_FIGURES)

    alerts: int
    critical: int
    answered_within_60_s: float | None
    answered_within_180_s: float | None
    seconds_to_tell: SpreadShape
    seconds_to_acknowledge: SpreadShape
    seconds_to_resolve: SpreadShape
    unanswered: int
    ended_by_themselves: int

    @classmethod
    def of(cls, figures: Figures) -> Self:
        """Show figures."""
        return cls(
            alerts=figures.alerts,
            critical=figures.critical,
            answered_within_60_s=figures.prompt,
            answered_within_180_s=figures.slow,
            seconds_to_tell=SpreadShape.of(figures.to_tell),
            seconds_to_acknowledge=SpreadShape.of(figures.to_answer),
            seconds_to_resolve=SpreadShape.of(figures.to_resolve),
            unanswered=figures.unanswered,
            ended_by_themselves=figures.alone,
        )


class RuleKpi(Shape):
    """How often a rule was wrong, by what people said when they resolved its alerts."""

    model_config = example(_RULE)

    rule: str
    alerts: int
    judged: int
    false: int
    false_share: float | None

    @classmethod
    def of(cls, one: Falsehood) -> Self:
        """Show a rule's."""
        share = None if one.share is None else round(one.share, 4)
        return cls(rule=one.rule, alerts=one.alerts, judged=one.judged, false=one.false, false_share=share)


class Kpis(Shape):
    """All together, by building, by rule. `alerts_per_resident_and_day` counts those about people."""

    model_config = example(
        {
            "since": "2026-10-25T08:00:00Z",
            "until": "2026-11-24T08:00:00Z",
            "area": "lin-lane",
            "residents": 900,
            "alerts_per_resident_and_day": 0.0044,
            "all": _FIGURES,
            "by_area": {"building-3": _FIGURES},
            "by_rule": [_RULE],
        }
    )

    since: datetime
    until: datetime
    area: str | None
    residents: int
    alerts_per_resident_and_day: float
    all: FiguresShape
    by_area: dict[str, FiguresShape]
    by_rule: list[RuleKpi]


class FiredShape(Shape):
    """How many alerts about people fired, by what they are now at worst."""

    model_config = example(_DAY["fired"])

    info: int
    warning: int
    critical: int


class DayShape(Shape):
    """One day in the area's local time. Technical alerts are counted by themselves, and in nothing else."""

    model_config = example(_DAY)

    day: date
    fired: FiredShape
    technical: int
    seconds_to_acknowledge: SpreadShape
    judged: int
    """How many of them somebody has called real, false or a device's fault; `false` are the two last."""
    false: int
    false_share: float | None
    open_at_midnight: int
    """How many alerts, however old, nobody had ended at the end of the day (of today: now)."""

    @classmethod
    def of(cls, one: DayFigures) -> Self:
        """Show a day."""
        share = one.false_share
        return cls(
            day=one.day,
            fired=FiredShape(**{word.word: one.fired.get(word, 0) for word in Severity}),
            technical=one.technical,
            seconds_to_acknowledge=SpreadShape.of(one.to_answer),
            judged=one.judged,
            false=one.false,
            false_share=None if share is None else round(share, 4),
            open_at_midnight=one.open,
        )


class DailyKpis(Shape):
    """Each day, the oldest first: for a chart. Days are those of `timezone`."""

    model_config = example({"area": "lin-lane", "timezone": "Asia/Shanghai", "days": [_DAY]})

    area: str | None
    timezone: str
    days: list[DayShape]
