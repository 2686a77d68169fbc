"""How much one receiver is told: flapping, floods, and what always passes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.telling_limits import FLOOD, WINDOW, Memory, ReceiverLimits, Told, flapping, flooding
from domain.alerts import Alert
from domain.notifications import Notification, Reason
from domain.severity import Severity
from tests.domain.making import NOW, firing, sos

MINUTE = timedelta(minutes=1)


def _told(minutes: float, *, critical: bool = False) -> Told:
    return Told(critical=critical, at=NOW + minutes * MINUTE)


@pytest.mark.parametrize(
    ("before", "one", "until"),
    [
        ((), _told(0), None),
        ((_told(-1),), _told(0), None),
        ((_told(-9), _told(-1)), _told(0), 1),
        ((_told(-10), _told(-1)), _told(0), None),
        ((_told(-9), _told(-1), _told(1)), _told(0), 1),
        ((_told(-9), _told(-1)), _told(0, critical=True), None),
        ((_told(-9), _told(-1), _told(1)), _told(0, critical=True), None),
        (tuple(_told(-n, critical=True) for n in (9, 5, 1)), _told(0, critical=True), 1),
    ],
)
def test_a_rule_that_flaps_costs_three_messages_and_keeps_the_third_for_what_is_critical(
    before: tuple[Told, ...], one: Told, until: float | None
) -> None:
    assert flapping(before, one) == (None if until is None else NOW + until * MINUTE)


@pytest.mark.parametrize(("critical", "waits"), [(False, True), (True, False)])
def test_a_flood_of_what_is_not_critical_waits_and_a_critical_one_passes_it(*, critical: bool, waits: bool) -> None:
    until = flooding([_told(-5)] * FLOOD, _told(0, critical=critical))
    assert until == (NOW + 5 * MINUTE if waits else None)


def test_whoever_is_asked_for_the_first_time_is_never_kept_from_it_by_flapping() -> None:
    memory, alert = Memory(), firing()
    for n in (3, 2, 1):
        memory.note(alert, _told(-n), NOW)
    assert memory.wait(alert, _told(0), is_new=True) is None
    assert memory.wait(alert, _told(0), is_new=False) is not None


def test_a_rule_that_flaps_hides_no_other_and_no_other_resident() -> None:
    memory, alert = Memory(), firing()
    for n in (3, 2, 1):
        memory.note(alert, _told(-n), NOW)
    for other in (replace(alert, rule="spo2_low"), replace(alert, resident="zhou")):
        assert memory.wait(other, _told(0), is_new=False) is None


def test_a_flood_is_told_as_one_and_counts_as_one() -> None:
    limits = ReceiverLimits()
    limits.begin()
    flood = [replace(firing(), id=f"a{n}", resident=f"r{n}") for n in range(100)]
    said = [one for alert in flood for one in limits.applied([_notification(alert, 1)], alert, NOW)]
    limits.keep(said, NOW)
    assert [one.not_before for one in said] == [None] * FLOOD + [NOW + WINDOW] * (100 - FLOOD)
    assert {one.group for one in said[FLOOD:]} == {"flood"}
    later, one = NOW + WINDOW, replace(firing(), id="b", resident="another")
    assert limits.applied([_notification(one, 1)], one, later)[0].not_before is None


def _notification(alert: Alert, move: int, reason: Reason = Reason.FIRST, channel: str = "c") -> Notification:
    return Notification(
        id=f"{alert.id}-{move}-{channel}",
        alert=alert.id,
        move=move,
        person="wang",
        channel=channel,
        reason=reason,
        created_at=NOW,
    )


def _flap(limits: ReceiverLimits, alert: Alert, times: int, *, kept: bool = True) -> list[Notification]:
    said: list[Notification] = []
    for move in range(1, times + 1):
        limits.begin()
        those = limits.applied([_notification(alert, move)], alert, NOW)
        said += those
        if kept:
            limits.keep(those, NOW)
    return said


def test_what_was_never_committed_is_not_counted() -> None:
    limits = ReceiverLimits()
    assert [one.not_before for one in _flap(limits, firing(), 9, kept=False)] == [None] * 9


def test_one_message_by_two_channels_is_one_message_and_both_wait() -> None:
    limits, alert = ReceiverLimits(), firing()
    _flap(limits, alert, 2)
    limits.begin()
    two = [_notification(alert, 3), _notification(alert, 3, channel="mail")]
    those = limits.applied([two[0], replace(two[1], not_before=NOW + MINUTE)], alert, NOW)
    assert [one.not_before for one in those] == [NOW + WINDOW, NOW + WINDOW + MINUTE]
    assert len({one.group for one in those}) == 1


def test_all_that_flaps_on_waits_for_one_and_the_same_moment() -> None:
    said = _flap(ReceiverLimits(), firing(), 9)
    assert [one.not_before for one in said] == [None, None, *[NOW + WINDOW] * 7]


@pytest.mark.parametrize("reason", [Reason.REMINDER, Reason.HANDED_OVER, Reason.AGAIN])
def test_what_only_its_receiver_can_do_something_about_always_passes(reason: Reason) -> None:
    limits, alert = ReceiverLimits(), firing()
    _flap(limits, alert, 5)
    assert limits.applied([_notification(alert, 9, reason)], alert, NOW)[0].not_before is None


def test_an_sos_always_passes() -> None:
    assert {one.not_before for one in _flap(ReceiverLimits(), firing(sos(), 1), 30)} == {None}


def test_what_was_told_before_a_restart_counts_from_the_outbox() -> None:
    alert, limits = firing(), ReceiverLimits()
    before = _flap(ReceiverLimits(), alert, 3)
    limits.recall(before, [alert], NOW)
    limits.begin()
    assert limits.applied([_notification(alert, 9)], alert, NOW)[0].not_before == NOW + WINDOW


def test_a_clock_that_was_set_back_keeps_nobody_waiting() -> None:
    limits, alert = ReceiverLimits(), replace(firing(), severity=Severity.WARNING)
    _flap(limits, alert, 5)
    limits.forget()
    earlier = limits.applied([_notification(alert, 9)], alert, NOW - timedelta(hours=1))
    assert earlier[0].not_before is None
