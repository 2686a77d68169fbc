"""From the outbox to real receivers: told once, marked after, tried again, given up, and never after an answer."""

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from alerts.delivery import Delivery
from domain.alerts import Alert, Disposition
from domain.answers import acknowledge, resolve
from domain.notifications import Channel, ChannelKind, DeliveryState, Notification, Reason
from store.records import Records
from tests.alerts.deliveries import clock, delivering, settings, state, until, webhook
from tests.alerts.delivery_cast import NOW, a_notification, an_alert, commit, settle_in
from tests.alerts.receivers import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


def _tell(records: Records, receiver: Receiver, behaviour: str, alert: Alert | None = None) -> Notification:
    """Commit an alert whose steward is told by a receiver that behaves so."""
    alert = alert or an_alert(due_at=NOW + timedelta(hours=1))
    settle_in(records, webhook(f"{receiver.url}/{behaviour}/"))
    notification = a_notification(alert, "hook")
    commit(records, alert, notification)
    return notification


def test_what_waits_is_told_and_marked_after(records: Records, receiver: Receiver, tmp_path: Path) -> None:
    with delivering(records, tmp_path) as delivery:
        until(lambda: delivery.facts().sent == 0 and delivery.alive)
        waiting = _tell(records, receiver, "ok")
        delivery.wake()
        until(lambda: state(records, waiting.id) is DeliveryState.SENT)
    assert receiver.keys() == [waiting.id]
    assert delivery.facts().sent == 1


def test_what_nobody_rang_for_is_found(records: Records, receiver: Receiver, tmp_path: Path) -> None:
    with delivering(records, tmp_path):
        settle_in(records, webhook(f"{receiver.url}/ok/"))
        test_message = a_notification(None, "hook")
        records.outbox.put(test_message)
        until(lambda: state(records, test_message.id) is DeliveryState.SENT)
    assert receiver.keys() == [test_message.id]


def test_the_console_is_a_file_that_the_demo_shows(records: Records, tmp_path: Path) -> None:
    settle_in(records, Channel(id="console-wang", person="wang", kind=ChannelKind.CONSOLE))
    commit(records, an_alert(), a_notification(an_alert()))
    with delivering(records, tmp_path) as delivery:
        until(lambda: delivery.facts().sent == 1)
    assert "心率 180" in (tmp_path / "console.jsonl").read_text(encoding="utf-8")


def test_a_temporary_error_is_tried_again_with_the_same_key(
    records: Records, receiver: Receiver, tmp_path: Path
) -> None:
    waiting = _tell(records, receiver, "once-500")
    with delivering(records, tmp_path):
        until(lambda: state(records, waiting.id) is DeliveryState.SENT)
    assert len(receiver.keys()) >= 2, "a busy machine may cut an attempt off, and try once more"
    assert set(receiver.keys()) == {waiting.id}
    assert records.outbox.delivery(waiting.id).attempts >= 2


def test_a_wait_that_the_receiver_asked_for_is_kept(records: Records, receiver: Receiver, tmp_path: Path) -> None:
    waiting = _tell(records, receiver, "429")
    with delivering(records, tmp_path):
        until(lambda: records.outbox.delivery(waiting.id).error)
    row = records.outbox.delivery(waiting.id)
    assert row.error == "HTTP 429 {}"
    assert row.next_attempt_at - clock() > timedelta(seconds=3)


def test_a_permanent_error_makes_the_next_step_due_now(records: Records, receiver: Receiver, tmp_path: Path) -> None:
    waiting = _tell(records, receiver, "410")
    with delivering(records, tmp_path):
        until(lambda: state(records, waiting.id) is DeliveryState.FAILED)
    due_at = records.alerts.alert("alert-1").due_at
    assert due_at is not None
    assert due_at <= clock()
    assert len(receiver.told) == 1


def test_a_channel_that_is_gone_makes_the_next_step_due_now(records: Records, tmp_path: Path) -> None:
    settle_in(records)
    commit(records, an_alert(due_at=NOW + timedelta(hours=1)), a_notification(an_alert(), "nowhere"))
    with delivering(records, tmp_path) as delivery:
        until(lambda: delivery.facts().failed == 1 and not delivery.facts().unwritten)
    due_at = records.alerts.alert("alert-1").due_at
    assert due_at is not None
    assert due_at <= clock()


def test_what_nobody_took_for_a_day_is_given_up(records: Records, receiver: Receiver, tmp_path: Path) -> None:
    settle_in(records, webhook(f"{receiver.url}/500/"))
    yesterday = a_notification(an_alert(), "hook", created_at=NOW - timedelta(hours=25))
    commit(records, an_alert(), yesterday)
    with delivering(records, tmp_path):
        until(lambda: state(records, yesterday.id) is DeliveryState.FAILED)
    assert records.outbox.delivery(yesterday.id).error.startswith("given up: HTTP 500")


def _answer(records: Records, how: str) -> None:
    alert, moment = records.alerts.alert("alert-1"), NOW + timedelta(seconds=1)
    real = Disposition.REAL
    change = acknowledge(alert, "wang", moment) if how == "acknowledged" else resolve(alert, "wang", real, moment)
    assert change is not None
    assert records.alerts.commit([change], [], moment) == []


@pytest.mark.parametrize("how", ["acknowledged", "resolved"])
def test_nobody_is_paged_after_an_answer(records: Records, receiver: Receiver, tmp_path: Path, how: str) -> None:
    waiting = _tell(records, receiver, "ok")
    _answer(records, how)
    before = records.alerts.alert("alert-1").due_at
    with delivering(records, tmp_path) as delivery:
        until(lambda: state(records, waiting.id) is DeliveryState.FAILED)
        assert delivery.facts().void == 1
    assert records.outbox.delivery(waiting.id).error == "answered meanwhile"
    assert records.alerts.alert("alert-1").due_at == before, "a void message hastens nothing"
    assert receiver.told == []


def test_a_relative_hears_the_news_after_an_answer(records: Records, receiver: Receiver, tmp_path: Path) -> None:
    settle_in(records, webhook(f"{receiver.url}/ok/", person="fang"))
    news = a_notification(an_alert(), "hook", person="fang")
    worse = a_notification(an_alert(), "hook", person="fang", id="again", reason=Reason.REPEATED)
    commit(records, an_alert(), news, worse)
    _answer(records, "acknowledged")
    with delivering(records, tmp_path):
        until(lambda: DeliveryState.WAITING not in {state(records, news.id), state(records, "again")})
    assert receiver.keys() == [news.id]


def test_an_answer_that_comes_while_a_message_waits_its_turn_makes_it_void(
    records: Records, receiver: Receiver, tmp_path: Path
) -> None:
    settle_in(records, webhook(f"{receiver.url}/slow/"))
    first = a_notification(an_alert(), "hook")
    second = a_notification(an_alert(), "hook", id="second", created_at=NOW + timedelta(milliseconds=1))
    commit(records, an_alert(), first, second)
    with delivering(records, tmp_path):
        until(lambda: receiver.told)
        _answer(records, "acknowledged")
        receiver.go_on.set()
        until(lambda: state(records, "second") is DeliveryState.FAILED)
    assert receiver.keys() == [first.id]


def test_two_workers_tell_everything_once(records: Records, receiver: Receiver, tmp_path: Path) -> None:
    hooks = [webhook(f"{receiver.url}/ok/{n}", f"hook-{n}") for n in range(20)]
    settle_in(records, *hooks)
    messages = [a_notification(an_alert(), hook.id) for hook in hooks]
    commit(records, an_alert(), *messages)
    with delivering(records, tmp_path, worker="one") as one, delivering(records, tmp_path, worker="other") as other:
        until(lambda: one.facts().sent + other.facts().sent == 20)
    assert sorted(receiver.keys()) == sorted(message.id for message in messages)


def test_one_endpoint_is_told_one_message_at_a_time(records: Records, receiver: Receiver, tmp_path: Path) -> None:
    settle_in(records, webhook(f"{receiver.url}/ok/"))
    alerts = [an_alert(n) for n in range(1, 31)]
    for alert in alerts:
        records.outbox.put(a_notification(None, "hook", id=alert.id))
    with delivering(records, tmp_path) as delivery:
        until(lambda: delivery.facts().sent == 30)
    assert receiver.most_at_once == 1
    assert sorted(receiver.keys()) == sorted(alert.id for alert in alerts)


def test_a_worker_takes_back_what_it_had_when_it_was_killed(any_records: Records) -> None:
    settle_in(any_records, webhook("https://receiver.example/"))
    any_records.outbox.put(a_notification(None, "hook"))
    lease = timedelta(hours=1)
    assert len(any_records.outbox.waiting(NOW, limit=5, lease=lease, worker="alerts")) == 1
    assert any_records.outbox.take_back("another", NOW) == 0
    assert any_records.outbox.take_back("alerts", NOW) == 1
    assert len(any_records.outbox.waiting(NOW, limit=5, lease=lease, worker="alerts")) == 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_dies_is_seen(records: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    delivery = Delivery(records, settings(tmp_path), worker="alerts", clock=clock)
    delivery.start()
    until(lambda: not delivery.alive)


def test_a_delivery_that_was_never_started_can_be_stopped(records: Records, tmp_path: Path) -> None:
    delivery = Delivery(records, settings(tmp_path), worker="alerts", clock=clock)
    delivery.stop(within=0.1)
    assert not delivery.alive
