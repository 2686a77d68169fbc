"""The end of a ladder, ladders that stand still, and holes that are told before anybody falls through."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.engine import Engine
from domain.alerts import Alert, AlertState, Change, Disposition, Move, MoveKind
from domain.answers import acknowledge, resolve
from domain.muting import Silence
from domain.notifications import Notification, Reason
from domain.rosters import Leave
from domain.subjects import area_subject
from store.records import Records
from tests.alerts.couriers import Shelf
from tests.alerts.engine_rig import Rig
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY,
    COMMUNITY_STAFF,
    MRS_LIN,
    OFFICER,
    OTHER_BUILDING,
    OTHER_STEWARD,
    STEWARD,
    STREET_STAFF,
    console,
)

ABOVE = area_subject(COMMUNITY)
HOUR = timedelta(hours=1)


def _climb(rig: Rig, *devices: str) -> None:
    """Let nobody answer up to the end of the ladder, and a second more."""
    for device in devices or ("watch-lin",):
        rig.say(device, heart_rate=180)
    for minutes in (3, 3, 5, 10):
        rig.wait(minutes=minutes)
    rig.wait(seconds=1)


def _answered(rig: Rig, alert: Alert, answer: Callable[..., Change | None], *said: object) -> None:
    change = answer(alert, STREET_STAFF, *said, rig.now)
    assert change is not None
    assert rig.records.alerts.commit([change], [], rig.now) == []
    rig.wait(seconds=1)


def test_a_ladder_nobody_answered_says_so_and_raises_an_alert_of_its_community(rig: Rig) -> None:
    _climb(rig)
    alert, raised = rig.only_alert(), rig.only_alert(ABOVE)
    assert alert.unanswered_at is not None
    assert [move.kind for move in rig.moves(alert)].count(MoveKind.UNANSWERED) == 1
    assert (raised.rule, raised.technical, raised.facts, raised.site) == (
        "unanswered",
        False,
        {"alerts": 1},
        alert.site,
    )
    assert rig.told(ABOVE) == [f"{STREET_STAFF}: first", f"{COMMUNITY_STAFF}: first"]
    assert {one.not_before for one in rig.outbox(ABOVE)} == {None}


def test_it_is_raised_once_and_the_ladder_is_told_on(rig: Rig) -> None:
    _climb(rig)
    rig.wait(minutes=10)
    assert len(rig.alerts(ABOVE)) == 1
    assert rig.told()[-2:] == [f"{STREET_STAFF}: repeated"] * 2
    rig.restart()
    rig.wait(seconds=1)
    assert len(rig.alerts(ABOVE)) == 1


@pytest.mark.parametrize(("answer", "said"), [(acknowledge, ()), (resolve, (Disposition.REAL,))])
def test_it_is_over_when_somebody_answers(rig: Rig, answer: Callable[..., Change | None], said: tuple[object]) -> None:
    _climb(rig)
    _answered(rig, rig.only_alert(), answer, *said)
    assert rig.only_alert(ABOVE).state is AlertState.RESOLVED


def test_one_more_is_told_like_a_worsening_even_where_somebody_is_on_the_first(rig: Rig) -> None:
    _climb(rig)
    _answered(rig, rig.only_alert(ABOVE), acknowledge)
    rig.wait(minutes=1)
    _climb(rig, "watch-zhou")
    raised = rig.only_alert(ABOVE)
    assert (raised.state, raised.value, raised.facts) == (AlertState.FIRING, 2, {"alerts": 2})
    assert f"{COMMUNITY_STAFF}: worsened" in rig.told(ABOVE)


def test_one_that_a_person_resolved_rings_again_only_for_another(rig: Rig) -> None:
    _climb(rig)
    _answered(rig, rig.only_alert(ABOVE), resolve, Disposition.REAL)
    rig.wait(seconds=5)
    assert len(rig.alerts(ABOVE)) == 1
    _climb(rig, "watch-zhou")
    assert [alert.state for alert in rig.alerts(ABOVE)] == [AlertState.RESOLVED, AlertState.FIRING]


def test_a_technical_ladder_at_its_end_wakes_nobody(rig: Rig) -> None:
    rig.say(battery=5)
    rig.wait(hours=24)
    rig.wait(seconds=1)
    assert rig.only_alert().unanswered_at is not None
    assert rig.alerts(ABOVE) == []


def _stand_still(rig: Rig, alert: Alert) -> None:
    """Let a ladder lose what is due next, as no code of ours does."""
    broken = replace(alert, due_at=None, version=alert.version + 1)
    move = Move(
        alert=alert.id, n=broken.version, kind=MoveKind.WORSENED, at=rig.now, severity=alert.severity, by="alerts"
    )
    rig.records.alerts.commit([Change(alert=broken, moves=(move,), based_on=alert.version)], [], rig.now)


def _tick_on(rig: Rig, minutes: int = 2) -> None:
    for _ in range(minutes):
        rig.wait(minutes=1)


def test_a_ladder_that_stands_still_is_restarted_within_a_minute(rig: Rig) -> None:
    rig.wait(seconds=1)
    rig.say(heart_rate=180)
    _stand_still(rig, rig.only_alert())
    rig.restart()
    rig.wait(seconds=1)
    rig.wait(minutes=1)
    assert rig.told()[2:] == [f"{OFFICER}: escalated"]
    counts = rig.engine.facts()["counts"]
    assert isinstance(counts, dict)
    assert counts["restarted"] == 1


def test_an_info_that_is_told_once_stands_still_by_right(rig: Rig) -> None:
    from domain.rules import EventRule
    from domain.severity import Severity

    rule = EventRule(id="fall", metric="fall", severity=Severity.INFO)
    rig.records.rules.put(rule, "li", rig.now)
    rig.wait(seconds=1)
    rig.say(fall=True)
    _tick_on(rig, 5)
    assert rig.told() == [f"{STEWARD}: first"]


def test_the_step_of_a_site_that_nobody_works_is_taken_by_another_worker(rig: Rig) -> None:
    rig.say(heart_rate=180)
    other = Engine(
        rig.records, publish=lambda *_: None, courier=Shelf(), line=lambda: rig.line, sites=frozenset({"elsewhere"})
    )
    other.start(rig.now)
    told = []
    for minute in range(8):
        other.idle(rig.now + timedelta(minutes=minute))
        told.append(len(rig.told()))
    assert told == [2, 2, 2, 2, 2, 2, 3, 3]
    assert rig.told()[2:] == [f"{OFFICER}: escalated"]


def _leave(rig: Rig, person: str, *, begins: float, hours: float) -> None:
    starts_at = rig.now + begins * HOUR
    leave = Leave(
        id=f"l-{person}", person=person, starts_at=starts_at, ends_at=starts_at + hours * HOUR, set_by=OFFICER
    )
    rig.records.rosters.put_leave(leave, rig.now)


def _holes(rig: Rig, building: str = BUILDING) -> list[tuple[str, AlertState]]:
    return [(alert.rule, alert.state) for alert in rig.alerts(area_subject(building))]


def test_nobody_on_duty_within_a_day_is_told_beforehand_and_over_when_it_is_mended(rig: Rig) -> None:
    _leave(rig, STEWARD, begins=20, hours=10)
    _tick_on(rig)
    assert (_holes(rig), _holes(rig, OTHER_BUILDING)) == ([("nobody_on_duty", AlertState.FIRING)], [])
    alert = rig.only_alert(area_subject(BUILDING))
    assert (alert.site, alert.technical, rig.told(alert.resident)) == ("lin-lane", True, [f"{COMMUNITY_STAFF}: first"])
    rig.records.rosters.end_leave(f"l-{STEWARD}", "steward-wang", rig.now + 20.5 * HOUR)
    _tick_on(rig)
    assert _holes(rig) == [("nobody_on_duty", AlertState.FIRING)]
    rig.records.rosters.end_leave(f"l-{STEWARD}", "steward-wang", rig.now)
    _tick_on(rig)
    assert _holes(rig) == [("nobody_on_duty", AlertState.RESOLVED)]


def test_a_hole_that_a_person_said_is_seen_to_is_not_told_each_minute(rig: Rig) -> None:
    _leave(rig, STEWARD, begins=20, hours=10)
    _tick_on(rig)
    _answered(rig, rig.only_alert(area_subject(BUILDING)), resolve, Disposition.REAL)
    _tick_on(rig, 4)
    assert len(rig.alerts(area_subject(BUILDING))) == 1


def test_a_steward_without_any_channel_is_told_of_before_an_alert_needs_him(records: Records) -> None:
    rig = Rig(records, (console(OTHER_STEWARD), console(COMMUNITY_STAFF)))
    _tick_on(rig)
    assert (_holes(rig), _holes(rig, OTHER_BUILDING)) == ([("no_working_channel", AlertState.FIRING)], [])
    assert rig.only_alert(area_subject(BUILDING)).device == STEWARD
    records.people.put_channel(console(STEWARD))
    _tick_on(rig)
    assert _holes(rig) == [("no_working_channel", AlertState.RESOLVED)]


def _test_message(rig: Rig, name: str) -> Notification:
    row = Notification(
        id=name,
        alert=None,
        move=0,
        person=STEWARD,
        channel=f"{STEWARD}-console",
        reason=Reason.TEST,
        created_at=rig.now,
    )
    rig.records.outbox.put(row)
    return row


def test_a_channel_whose_last_message_reached_nobody_does_not_work_until_one_does(rig: Rig) -> None:
    _tick_on(rig)
    rig.records.outbox.failed(_test_message(rig, "t1").id, rig.now, "gone")
    _tick_on(rig)
    assert _holes(rig) == [("no_working_channel", AlertState.FIRING)]
    rig.records.outbox.sent(_test_message(rig, "t2").id, rig.now)
    _tick_on(rig)
    assert _holes(rig) == [("no_working_channel", AlertState.RESOLVED)]


def test_mutes_rosters_limits_and_the_end_of_a_ladder_hold_on_every_database(any_records: Records) -> None:
    rig = Rig(any_records)
    silence = Silence(id="s1", starts_at=rig.now, ends_at=rig.now + HOUR, by=OFFICER, why="works", resident=MRS_LIN)
    any_records.mutes.put_silence(silence, rig.now)
    rig.wait(seconds=1)
    rig.say(heart_rate=180)
    rig.restart()
    any_records.mutes.end_silence("s1", "steward-wang", rig.now)
    rig.wait(seconds=1)
    assert len(rig.told()) == 2
    _leave(rig, STREET_STAFF, begins=0, hours=1)
    for minutes in (3, 3, 5, 10):
        rig.wait(minutes=minutes)
    rig.wait(seconds=1)
    assert rig.told()[2:] == [f"{OFFICER}: escalated", *[f"{COMMUNITY_STAFF}: {how}" for how in _LAST]]
    assert rig.told(ABOVE) == [f"{COMMUNITY_STAFF}: first"]


_LAST = ("escalated", "repeated", "repeated")
