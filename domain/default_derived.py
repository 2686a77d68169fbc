"""The default rules that need more than one reading (rate, baseline, score), and those of what a device says of itself.

They tell what single limits do not. None of them but the score is more than `info` about a person: a rise or an
unusual pulse alone is a reason to look in the morning, not to ring at 3 a.m.; what is dangerous is past a limit too.
"""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from domain.limits import Limit, Side, limit
from domain.rules import BaselineRule, ClockRule, EventRule, GapRule, RateRule, Rule, ScoreRule
from domain.severity import Severity

NEWS2_AGES: Mapping[str, timedelta] = MappingProxyType(
    {
        "respiratory_rate": timedelta(hours=1),
        "spo2": timedelta(hours=1),
        "heart_rate": timedelta(hours=1),
        "systolic_pressure": timedelta(hours=6),
        "body_temperature": timedelta(hours=6),
        "consciousness": timedelta(hours=12),
        "oxygen": timedelta(days=30),
    }
)
"""How old a parameter of the score may be: what a watch measures by itself is soon replaced; a cuff is put on a few
times a day; oxygen at home is entered once, when it is prescribed."""


def derived_rules() -> tuple[Rule, ...]:
    """Give the rules about a person that look at more than one reading."""
    return (_pressure_rise(), _unusual_pulse(), _news2())


def device_rules() -> tuple[Rule, ...]:
    """Give the technical rules of a device's clock, counter and case."""
    return (_clock_wrong(), _reports_missing(), _tamper())


def _pressure_rise() -> RateRule:
    """Two cuff readings a while apart differ by 10 mmHg on any day: 30 is a rise, and no emergency."""
    return RateRule(
        id="systolic_pressure_rise",
        metric="systolic_pressure",
        side=Side.ABOVE,
        limits=(Limit(severity=Severity.INFO, fires_at=30, clears_at=20),),
        within=timedelta(hours=1),
        source="telecare practice: 30 mmHg in an hour",
    )


def _unusual_pulse() -> BaselineRule:
    """Only past NEWS2's band without points: a pulse of 80 is nobody's concern, however calm this person's nights."""
    return BaselineRule(
        id="heart_rate_unusual",
        metric="heart_rate",
        side=Side.ABOVE,
        limits=(Limit(severity=Severity.INFO, fires_at=5, clears_at=3),),
        hold=timedelta(minutes=10),
        keep_firing=timedelta(minutes=10),
        days=14,
        least_spread=6,
        beyond=90,
        source="this person's own same hours of the last 28 days",
    )


def _news2() -> ScoreRule:
    """Twice in a row, because a watch's single bad second gives several parameters points at once.

    Beside an alert about one of its parameters it is told only where it is more severe: see `domain.news2.tempered`.
    """
    return ScoreRule(
        id="news2_high",
        metric="news2",
        side=Side.ABOVE,
        limits=(
            limit("news2", Side.ABOVE, Severity.WARNING, 5),
            limit("news2", Side.ABOVE, Severity.CRITICAL, 7),
        ),
        in_a_row=2,
        largest_gap=timedelta(hours=1),
        keep_firing=timedelta(minutes=10),
        oldest=NEWS2_AGES,
        one_parameter=Severity.INFO,
        source="NEWS2 (Royal College of Physicians, 2017), a hint: not validated for watches at home",
    )


def _clock_wrong() -> ClockRule:
    return ClockRule(
        id="clock_wrong",
        metric="clock_offset",
        side=Side.ABOVE,
        limits=(Limit(severity=Severity.WARNING, fires_at=300, clears_at=60, strict=True),),
        in_a_row=3,
        largest_gap=timedelta(days=1),
        technical=True,
        source="a clock more than 5 minutes off is not believed",
    )


def _reports_missing() -> GapRule:
    """Held for a while: what a watch kept while it was out of reach comes right after the report that shows the gap."""
    return GapRule(
        id="reports_missing",
        metric="missed",
        side=Side.ABOVE,
        limits=(Limit(severity=Severity.WARNING, fires_at=10, clears_at=2),),
        within=timedelta(hours=1),
        hold=timedelta(minutes=10),
        largest_gap=timedelta(hours=1),
        technical=True,
        source="the device's own counter",
    )


def _tamper() -> EventRule:
    return EventRule(
        id="tamper",
        metric="tamper",
        severity=Severity.WARNING,
        latching=True,
        technical=True,
        source="the sensor says that its case was opened",
    )
