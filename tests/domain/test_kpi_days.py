"""Day by day, how well alerts were answered."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from domain.alerts import Disposition
from domain.kpi_days import by_day, day_begins, days_ending
from domain.kpi_figures import Spread
from domain.kpis import AnsweredAlert, OpenSpell
from domain.severity import Severity

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
DAYS = days_ending(date(2026, 11, 24), 3)
NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)
"""Noon in Shanghai."""


def _fired(at: str, answered: float | None = None, hours: float | None = None, **said: object) -> AnsweredAlert:
    fired = datetime.fromisoformat(at).replace(tzinfo=SHANGHAI).astimezone(UTC)
    fields: dict[str, object] = {"severity": Severity.WARNING, "technical": False} | said
    return AnsweredAlert(
        alert=at,
        resident="lin-xiuying",
        building="building-3",
        site="lin-lane",
        rule="spo2_low",
        fired_at=fired,
        acknowledged_at=None if answered is None else fired + timedelta(seconds=answered),
        resolved_at=None if hours is None else fired + timedelta(hours=hours),
        **fields,  # type: ignore[arg-type]  # the fields of AnsweredAlert, by name
    )


def test_an_alert_counts_on_the_local_day_on_which_it_fired() -> None:
    just_before, just_after = _fired("2026-11-22T23:59:59"), _fired("2026-11-23T00:00:00", severity=Severity.CRITICAL)
    found = by_day(DAYS, SHANGHAI, [just_before, just_after], [], NOW)
    assert [dict(one.fired) for one in found] == [{Severity.WARNING: 1}, {Severity.CRITICAL: 1}, {}]


def test_what_is_open_at_midnight_is_counted_however_old_it_is() -> None:
    old = OpenSpell(NOW - timedelta(days=40), day_begins(DAYS[1], SHANGHAI) + timedelta(hours=1))
    late = _fired("2026-11-22T23:00:00", hours=2)
    today = [_fired("2026-11-24T11:00:00"), _fired("2026-11-24T10:00:00", hours=1)]
    assert [one.open for one in by_day(DAYS, SHANGHAI, [late, *today], [old], NOW)] == [2, 0, 1]


def test_technical_alerts_are_counted_by_themselves() -> None:
    (found,) = by_day(DAYS[-1:], SHANGHAI, [_fired("2026-11-24T09:00:00", 5, technical=True)], [], NOW)
    assert (found.technical, dict(found.fired), found.open, found.to_answer) == (1, {}, 0, Spread())


def test_answers_and_judgements_are_of_the_days_own_alerts() -> None:
    said = [Disposition.REAL, Disposition.FALSE_ALARM, Disposition.DEVICE_FAULT, Disposition.TEST, None]
    alerts = [_fired("2026-11-23T09:00:00", 10 * n, 1, disposition=word) for n, word in enumerate(said, 1)]
    before, day, after = by_day(DAYS, SHANGHAI, alerts, [], NOW)
    assert (day.to_answer.median, day.judged, day.false, day.false_share) == (30, 3, 2, 2 / 3)
    assert before.false_share is after.false_share is None


def test_a_day_on_which_clocks_change_has_its_true_length() -> None:
    begins = [day_begins(day, BERLIN) for day in days_ending(date(2026, 10, 26), 3)]
    assert [after - before for before, after in pairwise(begins)] == [timedelta(hours=24), timedelta(hours=25)]


@given(st.lists(st.tuples(st.integers(0, 71), st.one_of(st.none(), st.integers(0, 50))), max_size=20))
def test_open_is_what_had_fired_and_had_not_ended(spells: list[tuple[int, int | None]]) -> None:
    start, hour = day_begins(DAYS[0], SHANGHAI), timedelta(hours=1)
    times = [(start + hour * at, None if lasts is None else start + hour * (at + lasts)) for at, lasts in spells]
    found = by_day(DAYS, SHANGHAI, [], [OpenSpell(*one) for one in times], start + 72 * hour)
    for number, one in enumerate(found, 1):
        end = start + 24 * hour * number
        assert one.open == sum(fired < end and not (gone and gone < end) for fired, gone in times)
