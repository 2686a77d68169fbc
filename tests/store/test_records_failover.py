"""Rows that wait for their time, their turn or their group; what a receiver had already; how channels do."""

from dataclasses import replace
from datetime import datetime, timedelta

from domain.notifications import Notification
from store.records import Records
from store.records.outbox import Claim, Delivery, Health
from tests.neighbourhood import DAUGHTER, STEWARD, cast, console
from tests.store.alert_makers import CHANNEL, NOW, heart_rate, told
from tests.store.test_records_outbox import LEASE, a_message

MINUTE = timedelta(minutes=1)
LATER = NOW + MINUTE
CLAIM = Claim(worker="engine", until=NOW + LEASE)


def test_a_row_with_a_time_is_nobodys_until_then_and_others_are_claimed_from_birth(any_records: Records) -> None:
    fired = heart_rate(None, 180)
    at_once, later = told(fired), replace(told(fired, channel="second"), not_before=LATER, rank=1, group="building-3")
    any_records.alerts.commit([fired], [at_once, later], NOW, claim=CLAIM)
    rows = {row.notification.id: row for row in any_records.outbox.of_alert(fired.alert.id)}
    assert (rows[at_once.id].worker, rows[at_once.id].next_attempt_at) == ("engine", CLAIM.until)
    assert (rows[later.id].worker, rows[later.id].next_attempt_at, rows[later.id].attempts) == ("", LATER, 0)
    assert rows[later.id].notification == later
    assert _waiting(any_records, LATER - timedelta(seconds=31)) == []
    assert [one.notification for one in _waiting(any_records, LATER)] == [at_once, later]


def test_a_time_that_is_past_is_now(any_records: Records) -> None:
    any_records.outbox.put(replace(a_message(), not_before=NOW - MINUTE))
    [row] = _waiting(any_records, NOW + MINUTE)
    assert row.next_attempt_at == NOW + MINUTE + LEASE


def test_a_bundle_is_what_is_due_of_the_same_channel_and_group(any_records: Records) -> None:
    def put(number: int, channel: str = CHANNEL, group: str = "g", minutes: int = 0) -> None:
        not_before = NOW + minutes * MINUTE
        any_records.outbox.put(replace(a_message(number, channel), group=group, not_before=not_before))

    put(1)
    [first] = _waiting(any_records)
    for number in (4, 3):
        put(number)
    put(5, channel="another")
    put(6, group="another")
    put(7, minutes=5)
    bundle = any_records.outbox.bundle(first, LATER, LEASE, "worker")
    assert [one.notification.id for one in bundle] == ["message-003", "message-004"]
    assert {(one.worker, one.attempts, one.next_attempt_at) for one in bundle} == {("worker", 1, LATER + LEASE)}
    assert any_records.outbox.bundle(first, LATER, LEASE, "other") == []


def test_what_has_no_group_goes_alone(any_records: Records) -> None:
    any_records.outbox.put(a_message(1))
    [first] = _waiting(any_records)
    any_records.outbox.put(a_message(2))
    assert any_records.outbox.bundle(first, LATER, LEASE, "worker") == []


def test_carried_rows_are_sent_once_and_say_by_what(any_records: Records) -> None:
    for number in (1, 2, 3):
        any_records.outbox.put(a_message(number))
    any_records.outbox.sent("message-001", NOW, receipt="msgid=7")
    assert any_records.outbox.carried(["message-001", "message-002", "message-003"], "message-001", LATER) == 2
    receipts = [any_records.outbox.delivery(f"message-00{number}").receipt for number in (1, 2, 3)]
    assert receipts == ["msgid=7", "carried by message-001", "carried by message-001"]


def test_a_receiver_is_reached_by_a_lower_rank_only_when_it_was_sent(any_records: Records) -> None:
    first, second, _ = _ranks(any_records)
    assert not any_records.outbox.reached(second)
    any_records.outbox.failed(first.id, NOW, "404")
    assert not any_records.outbox.reached(second)
    again = replace(first, id="again", channel="also first")
    any_records.outbox.put(again)
    any_records.outbox.sent(again.id, NOW)
    assert any_records.outbox.reached(second)
    assert not any_records.outbox.reached(first)
    assert not any_records.outbox.reached(replace(second, person=DAUGHTER))
    assert not any_records.outbox.reached(replace(second, move=2))


def test_only_the_next_rank_is_hastened(any_records: Records) -> None:
    first, second, third = _ranks(any_records)
    assert any_records.outbox.hasten_next(first, NOW) == 1
    assert any_records.outbox.hasten_next(first, NOW) == 0
    [row] = [one for one in _waiting(any_records, NOW) if one.notification.rank]
    assert row.notification == replace(second, not_before=NOW)
    assert any_records.outbox.hasten_next(first, NOW) == 0  # the second is on its way
    assert any_records.outbox.delivery(third.id).next_attempt_at == third.not_before
    assert any_records.outbox.hasten_next(second, NOW) == 1
    assert any_records.outbox.hasten_next(third, NOW) == 0


def test_recent_gives_what_was_created_since_whatever_became_of_it(any_records: Records) -> None:
    for number in (1, 2, 3):
        any_records.outbox.put(a_message(number))
    any_records.outbox.sent("message-002", NOW)
    assert any_records.outbox.recent(a_message(2).created_at) == [a_message(2), a_message(3)]


def test_health_says_when_a_channel_took_a_message_and_when_it_failed(any_records: Records) -> None:
    cast(any_records, NOW, console(STEWARD), console(DAUGHTER))
    for number in range(5):
        any_records.outbox.put(a_message(number))
    any_records.outbox.sent("message-000", NOW)
    any_records.outbox.failed("message-001", NOW, "500")
    any_records.outbox.failed("message-002", LATER, "404")
    any_records.outbox.void("message-003", LATER + MINUTE, "answered meanwhile")
    found = any_records.outbox.health([CHANNEL, console(DAUGHTER).id, "nothing"])
    assert found == {
        CHANNEL: Health(last_sent_at=NOW, last_failed_at=LATER, error="404"),
        console(DAUGHTER).id: Health(),
    }
    assert any_records.outbox.health([]) == {}


def test_a_channel_that_was_switched_off_says_why_until_it_is_put_again(any_records: Records) -> None:
    cast(any_records, NOW, console(STEWARD))
    any_records.people.disable_channel(CHANNEL, "410 gone", NOW)
    assert not any_records.people.channel(CHANNEL).enabled
    assert any_records.outbox.health([CHANNEL])[CHANNEL] == Health(disabled_at=NOW, disabled_why="410 gone")
    any_records.people.put_channel(console(STEWARD))
    assert any_records.outbox.health([CHANNEL])[CHANNEL] == Health()


def _waiting(records: Records, now: datetime = NOW + timedelta(seconds=1)) -> list[Delivery]:
    return records.outbox.waiting(now, limit=10, lease=LEASE, worker="worker")


def _ranks(records: Records) -> list[Notification]:
    fired = heart_rate(None, 180)
    rows = [
        replace(told(fired, channel=f"rank-{rank}"), rank=rank, not_before=NOW + 3 * rank * MINUTE if rank else None)
        for rank in range(3)
    ]
    records.alerts.commit([fired], rows, NOW)
    return rows
