"""Endpoints that are sick must not delay anybody else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from alerts.delivery_wire import ATTEMPTS
from domain.notifications import DeliveryState
from store.records import Records
from tests.alerts.deliveries import delivering, state, until, webhook
from tests.alerts.delivery_cast import a_notification, an_alert, commit, settle_in
from tests.alerts.receivers import Receiver, receiving

SICK = ("hang", "drip-headers", "500", "reset")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


def _tell_all(records: Records, receiver: Receiver, behaviours: list[str]) -> list[str]:
    hooks = [webhook(f"{receiver.url}/{how}/{n}", f"hook-{n:03}") for n, how in enumerate(behaviours)]
    settle_in(records, *hooks)
    messages = [a_notification(an_alert(), hook.id) for hook in hooks]
    commit(records, an_alert(), *messages)
    return [message.id for message in messages]


def test_eighty_are_told_while_twenty_sick_ones_hold_on(records: Records, receiver: Receiver, tmp_path: Path) -> None:
    behaviours = [SICK[n // 5 % 4] if n % 5 == 0 else "ok" for n in range(100)]
    told = _tell_all(records, receiver, behaviours)
    with delivering(records, tmp_path, deadline=20.0) as delivery:
        until(lambda: len(set(receiver.keys("/ok/"))) == 80)
        # Nobody has come to its deadline yet: those that hang and those that drip are still being tried.
        assert (delivery.facts().in_flight >= 10, delivery.facts().children_killed) == (True, 0)
        until(lambda: delivery.facts().sent == 80)
    assert len(receiver.keys("/ok/")) == 80, "and each of them once"
    waiting = [one for one in told if state(records, one) is DeliveryState.WAITING]
    assert len(waiting) == 20


def test_an_endpoint_that_drips_is_cut_off_and_the_next_is_told(
    records: Records, receiver: Receiver, tmp_path: Path
) -> None:
    [sick] = _tell_all(records, receiver, ["drip-headers"])
    with delivering(records, tmp_path, deadline=1.0) as delivery:
        until(lambda: records.outbox.delivery(sick).error)
        until(lambda: delivery.facts().children_killed == 1)
        settle_in(records, webhook(f"{receiver.url}/ok/", "healthy"))
        healthy = a_notification(None, "healthy")
        records.outbox.put(healthy)
        until(lambda: state(records, healthy.id) is DeliveryState.SENT)
    assert records.outbox.delivery(sick).error == "no answer within 1 s"


def test_a_child_that_is_killed_finishes_what_still_goes_well(
    records: Records, receiver: Receiver, tmp_path: Path
) -> None:
    sick, slow = _tell_all(records, receiver, ["drip-headers", "slow"])
    with delivering(records, tmp_path, deadline=3.0, senders=1) as delivery:
        until(lambda: len(receiver.told) == 2)
        receiver.go_on.set()
        until(lambda: state(records, slow) is DeliveryState.SENT)
        until(lambda: delivery.facts().children_killed == 1)
    assert receiver.keys("/slow/") == [slow]
    assert state(records, sick) is DeliveryState.WAITING


def test_more_sick_endpoints_than_there_is_room_for_do_not_stop_the_healthy(
    records: Records, receiver: Receiver, tmp_path: Path
) -> None:
    sick = ["hang"] * (ATTEMPTS + 16)
    told = _tell_all(records, receiver, [*sick, "ok"])
    with delivering(records, tmp_path, deadline=2.0, senders=1):
        until(lambda: state(records, told[-1]) is DeliveryState.SENT)
    assert len(receiver.keys("/ok/")) == 1


def test_a_sick_endpoint_rests_with_all_that_waits_for_it(records: Records, receiver: Receiver, tmp_path: Path) -> None:
    settle_in(records, webhook(f"{receiver.url}/500/"))
    for number in range(40):
        records.outbox.put(a_notification(None, "hook", id=f"message-{number:02}"))
    with delivering(records, tmp_path) as delivery:
        until(lambda: all(records.outbox.delivery(f"message-{n:02}").error for n in range(40)))
        assert delivery.facts().sick_endpoints == 1
    assert len(receiver.told) < 10, "the rest was not even tried"
