"""The pure parts of delivery: how long to wait, what is void, what an answer means, what lanes hold."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from alerts.channels.answers import LONGEST_RETRY_AFTER, seconds_until
from alerts.delivery_answered import answered_meanwhile
from alerts.delivery_backoff import wait_before_next
from alerts.delivery_lanes import LANE_HOLDS, Held, Lanes
from alerts.delivery_wire import Outcome
from domain.alerts import Alert, AlertState
from domain.life import ENGINE
from domain.notifications import DeliveryState, Reason
from domain.severity import Severity
from store.records.outbox import Delivery as Row
from tests.alerts.delivery_cast import NOW, a_message, a_notification, an_alert

LATER = NOW + timedelta(minutes=1)
ACKNOWLEDGED = an_alert(state=AlertState.ACKNOWLEDGED, acknowledged_at=LATER, acknowledged_by="wang")
RESOLVED = an_alert(state=AlertState.RESOLVED, resolved_at=LATER, resolved_by="wang")
OVER_BY_ITSELF = an_alert(state=AlertState.RESOLVED, resolved_at=LATER, resolved_by=ENGINE)
EVERYTHING, NEWS = set(Reason), {Reason.FIRST, Reason.WORSENED}
NOTHING_ASKED = {Reason.TEST, Reason.HISTORY}


def _seconds(*, critical: bool) -> list[float]:
    waits = [wait_before_next(n, critical=critical, chance=0.5) for n in range(1, 9)]
    return [wait.total_seconds() for wait in waits]


def test_waits_double_up_to_five_minutes_and_faster_for_what_is_critical() -> None:
    assert _seconds(critical=False) == [5, 10, 20, 40, 80, 160, 300, 300]
    assert _seconds(critical=True) == [2, 4, 8, 16, 32, 60, 60, 60]


def test_chance_spreads_waits_by_a_quarter() -> None:
    spread = [wait_before_next(2, critical=False, chance=chance).total_seconds() for chance in (0.0, 1.0)]
    assert spread == [7.5, 12.5]


def test_a_wait_is_never_shorter_than_what_was_asked_for() -> None:
    assert wait_before_next(1, critical=True, chance=0.5, retry_after=90) == timedelta(seconds=90)
    assert wait_before_next(9_999, critical=False, chance=0.5, retry_after=1) == timedelta(minutes=5)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("7", 7.0),
        ("soon", None),
        ("-3", None),
        ("Tue, 24 Nov 2026 02:23:30 GMT", 30.0),
        ("Tue, 24 Nov 2020 02:23:30 GMT", 0.0),
        ("99999999999", LONGEST_RETRY_AFTER),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(header: str | None, seconds: float | None) -> None:
    assert seconds_until(header, NOW) == seconds


def _still_told(alert: Alert, *, to_relative: bool = False) -> set[Reason]:
    messages = (a_message(alert, reason) for reason in Reason)
    return {one.notification.reason for one in messages if not answered_meanwhile(one, to_relative=to_relative)}


def test_while_nobody_answers_everything_is_told() -> None:
    assert _still_told(an_alert()) == EVERYTHING


@pytest.mark.parametrize("alert", [ACKNOWLEDGED, RESOLVED])
def test_after_an_answer_stewards_are_told_nothing_more(alert: Alert) -> None:
    assert _still_told(alert) == NOTHING_ASKED


@pytest.mark.parametrize("alert", [ACKNOWLEDGED, RESOLVED])
def test_after_an_answer_relatives_still_hear_the_news(alert: Alert) -> None:
    assert _still_told(alert, to_relative=True) == NOTHING_ASKED | NEWS


def test_what_ended_by_itself_is_still_news_and_calls_nobody() -> None:
    assert _still_told(OVER_BY_ITSELF) == NOTHING_ASKED | NEWS


def test_what_ended_by_itself_while_somebody_was_on_it_calls_nobody() -> None:
    over = replace(OVER_BY_ITSELF, acknowledged_by="wang", acknowledged_at=NOW + timedelta(minutes=1))
    assert _still_told(over) == NOTHING_ASKED
    assert _still_told(over, to_relative=True) == NOTHING_ASKED | NEWS


def test_what_was_written_after_the_acknowledgement_is_told() -> None:
    earlier = replace(ACKNOWLEDGED, acknowledged_at=NOW - timedelta(minutes=30))
    only_while_nobody_is_on_it = {Reason.FIRST, Reason.ESCALATED, Reason.REPEATED}
    assert _still_told(earlier) == EVERYTHING - only_while_nobody_is_on_it


def test_an_answer_counts_where_the_clock_of_the_machine_it_came_by_is_behind() -> None:
    behind = replace(ACKNOWLEDGED, acknowledged_at=NOW - timedelta(seconds=7))
    assert answered_meanwhile(a_message(behind, Reason.ESCALATED), to_relative=False)


def test_a_test_message_is_never_void() -> None:
    assert not answered_meanwhile(a_message(None, Reason.TEST), to_relative=False)


def test_an_unexpected_error_is_worth_another_try_and_says_its_name() -> None:
    outcome = Outcome.of("n", ZeroDivisionError("oh"))
    assert outcome == Outcome(id="n", error="unexpected ZeroDivisionError: oh")
    assert Outcome.of_line(outcome.to_line()) == outcome


def _held(number: int, severity: Severity, endpoint: str = "console:") -> Held:
    alert = an_alert(number, severity=severity)
    row = Row(
        notification=a_notification(alert),
        state=DeliveryState.WAITING,
        attempts=1,
        next_attempt_at=datetime(2026, 11, 24, tzinfo=UTC),
        worker="w",
        ended_at=None,
        error="",
    )
    return Held(row=row, message=a_message(alert), endpoint=endpoint, since=0.0, until=60.0)


def test_a_lane_sends_one_at_a_time_and_the_critical_first() -> None:
    lanes, mild, worse = Lanes(), _held(1, Severity.WARNING), _held(2, Severity.CRITICAL)
    lanes.add(mild)
    lanes.add(worse)
    assert list(lanes.ready(0.0)) == [worse]
    lanes.begin(worse, 0.0)
    assert list(lanes.ready(0.0)) == []
    lanes.ended("console:", 0.0)
    assert list(lanes.ready(0.0)) == [mild]


def test_lanes_do_not_wait_for_one_another() -> None:
    lanes, one, other = Lanes(), _held(1, Severity.INFO, "webhook:a"), _held(2, Severity.INFO, "webhook:b")
    lanes.add(one)
    lanes.begin(one, 0.0)
    lanes.add(other)
    assert list(lanes.ready(0.0)) == [other]


def test_a_lane_that_failed_rests_and_lets_go_of_what_waits() -> None:
    lanes, one, other = Lanes(), _held(1, Severity.INFO), _held(2, Severity.INFO)
    lanes.add(one)
    lanes.add(other)
    lanes.begin(one, 0.0)
    assert lanes.failed("console:") == 1
    assert lanes.rest("console:", until=12.0) == [other]
    assert lanes.rest_of("console:", 10.0) == 2.0
    assert (lanes.is_suspect("console:"), lanes.sick, len(lanes)) == (True, 1, 0)


def test_a_lane_that_answers_is_well_again_and_forgotten() -> None:
    lanes, one = Lanes(), _held(1, Severity.INFO)
    lanes.add(one)
    lanes.begin(one, 0.0)
    lanes.failed("console:")
    lanes.add(one)
    lanes.begin(one, 0.0)
    lanes.ended("console:", 0.0)
    assert (lanes.sick, lanes.rest_of("console:", 0.0), lanes.is_full("console:")) == (0, 0.0, False)


def test_a_lane_holds_a_few_only() -> None:
    lanes = Lanes()
    for number in range(LANE_HOLDS):
        assert not lanes.is_full("console:")
        lanes.add(_held(number, Severity.INFO))
    assert lanes.is_full("console:")


def test_what_is_critical_finds_room_in_a_lane_full_of_lesser_things() -> None:
    lanes = Lanes()
    for number in range(LANE_HOLDS):
        lanes.add(_held(number, Severity.WARNING))
    assert not lanes.is_full("console:", critical=True)
    for number in range(LANE_HOLDS):
        lanes.add(_held(LANE_HOLDS + number, Severity.CRITICAL))
    assert lanes.is_full("console:", critical=True)
