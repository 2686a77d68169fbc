"""A notification is claimed by one worker at a time, comes back from a dead one, and ends once."""

import threading
from datetime import timedelta

import pytest

from domain.errors import NotFound
from domain.notifications import DeliveryState, Notification, Reason
from store.records import Records, open_records
from store.records.outbox import Delivery
from tests.neighbourhood import STEWARD, cast, console
from tests.store.alert_makers import CHANNEL, NOW, heart_rate, told

LEASE = timedelta(seconds=30)


def a_message(number: int = 1, channel: str = CHANNEL) -> Notification:
    return Notification(
        id=f"message-{number:03}",
        alert=None,
        move=0,
        person=STEWARD,
        channel=channel,
        reason=Reason.TEST,
        created_at=NOW + timedelta(milliseconds=number),
    )


def test_a_claimed_row_is_given_to_nobody_else_until_its_lease_ends(any_records: Records) -> None:
    any_records.outbox.put(a_message())
    [claimed] = _claim(any_records)
    assert (claimed.attempts, claimed.worker, claimed.notification) == (1, "worker", a_message())
    assert _claim(any_records) == []
    later = NOW + LEASE + timedelta(seconds=1)
    [again] = any_records.outbox.waiting(later, limit=10, lease=LEASE, worker="other")
    assert (again.attempts, again.worker) == (2, "other")


def test_the_oldest_are_claimed_first(any_records: Records) -> None:
    for number in (3, 1, 2):
        any_records.outbox.put(a_message(number))
    claimed = any_records.outbox.waiting(NOW + LEASE, limit=2, lease=LEASE, worker="worker")
    assert [one.notification.id for one in claimed] == ["message-001", "message-002"]


def test_a_row_put_twice_is_there_once(any_records: Records) -> None:
    any_records.outbox.put(a_message())
    any_records.outbox.put(a_message())
    assert any_records.outbox.counts() == {
        DeliveryState.WAITING: 1,
        DeliveryState.SENT: 0,
        DeliveryState.FAILED: 0,
    }


def test_a_row_ends_once(any_records: Records) -> None:
    any_records.outbox.put(a_message())
    assert any_records.outbox.sent("message-001", NOW)
    assert not any_records.outbox.sent("message-001", NOW)
    assert not any_records.outbox.failed("message-001", NOW, "too late")
    assert not any_records.outbox.again("message-001", NOW, "too late")
    ended = any_records.outbox.delivery("message-001")
    assert (ended.state, ended.ended_at, ended.error) == (DeliveryState.SENT, NOW, "")
    assert _claim(any_records) == []


def test_a_row_that_failed_is_over_and_says_why(any_records: Records) -> None:
    any_records.outbox.put(a_message())
    assert any_records.outbox.failed("message-001", NOW, "404")
    assert not any_records.outbox.sent("message-001", NOW)
    assert any_records.outbox.delivery("message-001").error == "404"


def test_a_row_to_be_tried_again_waits_until_then(any_records: Records) -> None:
    any_records.outbox.put(a_message())
    _claim(any_records)
    later = NOW + timedelta(minutes=5)
    assert any_records.outbox.again("message-001", later, "503")
    assert any_records.outbox.waiting(later - LEASE, limit=1, lease=LEASE, worker="worker") == []
    [claimed] = any_records.outbox.waiting(later, limit=1, lease=LEASE, worker="worker")
    assert (claimed.attempts, claimed.error) == (2, "503")


def test_two_workers_never_get_the_same_row(records_url: str) -> None:
    with open_records(records_url) as records:
        for number in range(60):
            records.outbox.put(a_message(number))
        taken: list[Delivery] = []
        workers = [threading.Thread(target=_claim_all, args=(records_url, taken, name)) for name in "abc"]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert sorted(one.notification.id for one in taken) == [f"message-{number:03}" for number in range(60)]


def test_a_message_holds_all_that_a_channel_needs(any_records: Records) -> None:
    cast(any_records, NOW, console(STEWARD))
    fired = heart_rate(None, 180)
    any_records.alerts.commit([fired], [told(fired)], NOW)
    message = any_records.outbox.message(told(fired), "https://banister.example/")
    assert (message.alert, message.move, message.channel) == (fired.alert, fired.moves[0], console(STEWARD))
    assert (message.receiver_name, message.language, message.timezone) == ("王建国", "zh-CN", "Asia/Shanghai")
    assert message.place == ("林荫社区", "第一网格", "3 号楼", "2单元502")
    assert (message.resident_name, message.resident_phone) == ("林秀英", "13800000001")
    assert (message.key_holder, message.link) == (
        "王大爷 601", f"https://banister.example/app/alerts/{fired.alert.id}",
    )  # fmt: skip


def test_a_test_message_is_about_nobody(any_records: Records) -> None:
    cast(any_records, NOW, console(STEWARD))
    message = any_records.outbox.message(a_message(), "https://banister.example")
    assert (message.alert, message.move, message.place, message.resident_name) == (None, None, (), "")
    assert message.link == "https://banister.example/app/"


def test_a_message_by_a_channel_that_is_gone_is_not_found(any_records: Records) -> None:
    cast(any_records, NOW)
    with pytest.raises(NotFound):
        any_records.outbox.message(a_message(), "")
    with pytest.raises(NotFound):
        any_records.outbox.delivery("nothing")


def test_nothing_waiting_is_found_by_an_index_and_locks_nothing(records: Records) -> None:
    with records._database.writing():  # somebody else writes: a claim that found something would have to wait
        assert _claim(records) == []
    question = "EXPLAIN QUERY PLAN SELECT id FROM outbox WHERE state = 'waiting' AND next_attempt_at <= 1 LIMIT 1"
    with records._database.reading() as connection:
        assert "USING INDEX ix_outbox" in str(connection.exec_driver_sql(question).all())


def _claim(records: Records) -> list[Delivery]:
    return records.outbox.waiting(NOW + timedelta(seconds=1), limit=10, lease=LEASE, worker="worker")


def _claim_all(url: str, taken: list[Delivery], worker: str) -> None:
    with open_records(url) as records:
        while claimed := records.outbox.waiting(NOW + LEASE, limit=4, lease=LEASE, worker=worker):
            taken.extend(claimed)


def test_what_waits_comes_forward_where_our_clock_was_set_back_and_others_claims_stay(any_records: Records) -> None:
    hour = timedelta(hours=1)
    for number in (1, 2, 3):
        any_records.outbox.put(a_message(number))
        any_records.outbox.waiting(NOW + hour, limit=1, lease=LEASE, worker="other" if number == 3 else "worker")
    assert any_records.outbox.again("message-001", NOW + hour, "busy")
    assert any_records.outbox.bring_forward(hour, "worker", NOW) == 2
    due = [any_records.outbox.delivery(f"message-{number:03}").next_attempt_at for number in (1, 2, 3)]
    assert due == [NOW, NOW + LEASE, NOW + hour + LEASE]
