"""What the statistics of answers are made of is read as it happened."""

from dataclasses import replace
from datetime import timedelta

from domain.alerts import Disposition
from domain.answers import acknowledge, resolve
from domain.kpis import AnsweredAlert, OpenSpell
from domain.notifications import Reason
from domain.severity import Severity
from store.records import Records
from tests.neighbourhood import (
    BUILDING,
    DAUGHTER,
    MR_ZHOU,
    MRS_LIN,
    OFFICER,
    OTHER_BUILDING,
    SITE,
    STEWARD,
    STREET,
    cast,
    console,
)
from tests.store.alert_makers import NOW, about, heart_rate, told

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
FIRED = NOW + SECOND

ANSWERED = AnsweredAlert(
    alert=heart_rate(None, 180).alert.id,
    resident=MRS_LIN,
    building=BUILDING,
    site=SITE,
    rule="heart_rate_high",
    severity=Severity.CRITICAL,
    technical=False,
    fired_at=FIRED,
    acknowledged_at=NOW + 40 * SECOND,
    acknowledged_by=STEWARD,
    resolved_at=NOW + HOUR,
    resolved_by=OFFICER,
    disposition=Disposition.FALSE_ALARM,
)


def test_an_answered_alert_says_when_it_was_told_taken_and_over(any_records: Records) -> None:
    cast(any_records, NOW)
    fired = heart_rate(None, 180)
    taken = acknowledge(fired.alert, STEWARD, NOW + 40 * SECOND)
    assert taken
    over = resolve(taken.alert, OFFICER, Disposition.FALSE_ALARM, NOW + HOUR)
    assert over
    any_records.alerts.commit([fired, taken, over], [], NOW)
    assert any_records.kpis.told(NOW, NOW + HOUR) == [ANSWERED]


def test_the_first_acknowledgement_counts(any_records: Records) -> None:
    cast(any_records, NOW)
    fired = heart_rate(None, 180)
    first = acknowledge(fired.alert, STEWARD, NOW + HOUR)
    assert first
    reminded = replace(first.alert, reminded_at=NOW + 2 * HOUR)
    again = acknowledge(reminded, OFFICER, NOW + 3 * HOUR)
    assert again
    any_records.alerts.commit([fired, first, again], [], NOW)
    [answered] = any_records.kpis.told(NOW, NOW + HOUR)
    assert (answered.acknowledged_at, answered.acknowledged_by) == (NOW + HOUR, STEWARD)


def test_told_is_when_the_first_message_that_asks_for_an_answer_was_sent(any_records: Records) -> None:
    cast(any_records, NOW, console(STEWARD), console(DAUGHTER))
    fired = heart_rate(None, 180)
    rows = [told(fired, channel=str(number)) for number in range(5)]
    rows[0] = replace(rows[0], person=DAUGHTER)
    rows[1] = replace(rows[1], reason=Reason.HISTORY)
    any_records.alerts.commit([fired], rows, NOW)
    for number in (0, 1, 4, 3):
        any_records.outbox.sent(rows[number].id, NOW + (number + 2) * SECOND)
    any_records.outbox.failed(rows[2].id, NOW + 2 * SECOND, "404")
    assert [one.first_told_at for one in any_records.kpis.told(NOW, NOW + HOUR)] == [NOW + 5 * SECOND]


def test_alerts_are_counted_by_when_they_fired_and_where(any_records: Records) -> None:
    cast(any_records, NOW)
    hers, his = heart_rate(None, 180), heart_rate(None, 180, NOW + SECOND, resident=MR_ZHOU)
    building, pending = about(BUILDING, NOW + 3 * SECOND), heart_rate(None, 180, NOW, resident="nobody")
    pending = replace(pending, alert=replace(pending.alert, fired_at=None))
    any_records.alerts.commit([hers, his, building, pending], [], NOW)

    def found(*areas: str) -> list[tuple[str, str]]:
        return [(one.alert, one.building) for one in any_records.kpis.told(NOW, NOW + HOUR, areas)]

    assert found(STREET) == [(hers.alert.id, BUILDING), (his.alert.id, OTHER_BUILDING), (building.alert.id, BUILDING)]
    assert found(OTHER_BUILDING) == [(his.alert.id, OTHER_BUILDING)]
    assert found() == []
    assert [one.alert for one in any_records.kpis.told(FIRED, FIRED + SECOND)] == [hers.alert.id]
    assert [one.alert for one in any_records.kpis.told(FIRED + SECOND, NOW + HOUR)] == [his.alert.id, building.alert.id]


def test_what_was_open_at_a_moment_is_what_had_fired_and_had_not_ended(any_records: Records) -> None:
    cast(any_records, NOW)
    hers, his = heart_rate(None, 180), heart_rate(None, 180, NOW + HOUR, resident=MR_ZHOU)
    over = resolve(hers.alert, OFFICER, Disposition.REAL, NOW + 2 * HOUR)
    assert over
    any_records.alerts.commit([hers, his, over], [], NOW)
    first, second = OpenSpell(FIRED, NOW + 2 * HOUR), OpenSpell(NOW + HOUR + SECOND, None)

    def open_at(hours: float, *areas: str) -> list[OpenSpell]:
        return sorted(any_records.kpis.open_at(NOW + hours * HOUR, areas or None))

    assert [open_at(hours) for hours in (0, 0.5, 1.5, 2.5)] == [[], [first], [first, second], [second]]
    assert (open_at(1.5, BUILDING), open_at(1.5, OTHER_BUILDING)) == ([first], [second])


def test_the_statistics_run_along_indexes(records: Records) -> None:
    asked: list[str] = []
    with records._database.reading() as connection:
        for question in (
            "SELECT id FROM alerts WHERE fired_at >= 1 AND fired_at < 2 ORDER BY fired_at",
            "SELECT alert FROM moves WHERE kind = 'acknowledged' AND at >= 1",
        ):
            asked += [str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {question}").all())]
    assert "ix_alerts_fired_at" in asked[0]
    assert "ix_moves_acknowledged" in asked[1]
