"""Moves reach other systems, at least once and in spite of everything: real servers, real records, a clock by hand."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from alerts.webhooks_post import Answer, Post
from alerts.webhooks_sender import WebhookSender
from alerts.webhooks_settings import WebhookSettings
from domain.access import Deed
from domain.errors import StoreAway
from domain.notifications import DeliveryState
from domain.webhooks import CHOSEN, WAITS, Webhook, WebhookMessage
from store.records import Records
from store.records.audit import Entry
from tests.alerts.delivery_cast import an_alert, commit, settle_in
from tests.alerts.receivers import Receiver, receiving
from tests.brokers import eventually
from tests.clocks import Clock

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@dataclass(kw_only=True)
class Office:
    """Records with Lin in them, a receiver, and senders that are started and stopped."""

    records: Records
    receiver: Receiver
    clock: Clock = field(default_factory=Clock)
    deadline: float = 2.0
    senders: int = 32

    def hook(self, name: str, behaviour: str = "ok") -> None:
        self.records.webhooks.add(
            Webhook(
                id=name,
                area="building-3",
                name=name,
                url=f"{self.receiver.url}/{behaviour}/{name}",
                kinds=CHOSEN,
                secret=SECRET,
                made_by="li",
                made_at=self.clock(),
                after=0,
            ),
            Entry(at=self.clock(), person="li", deed=Deed.KEEP_WEBHOOKS, subject="area:building-3"),
        )

    def lead_elsewhere(self, name: str, url: str) -> None:
        on = Entry(at=self.clock(), person="li", deed=Deed.KEEP_WEBHOOKS, subject="area:building-3")
        self.records.webhooks.edit(name, lambda one: replace(one, url=url, enabled=True, disabled_at=None), on)

    def fire(self, number: int = 1) -> None:
        commit(self.records, an_alert(number, rule=f"rule-{number}"))

    @contextmanager
    def sending(self, post: Post | None = None) -> Iterator[WebhookSender]:
        settings = WebhookSettings(
            webhook_allow=self.receiver.url.removeprefix("http://"),
            webhook_deadline_s=self.deadline,
            webhook_senders=self.senders,
        )
        sender = WebhookSender(self.records, settings, self.clock, post, poll=0.05)
        sender.start()
        try:
            yield sender
            assert sender.alive
        finally:
            sender.stop()
        assert not sender.alive

    def told(self, name: str) -> list[str]:
        """Give the keys that came for a webhook."""
        return [one.headers["webhook-id"] for one in self.receiver.told if one.path.endswith(f"/{name}")]

    def state(self, name: str) -> list[DeliveryState]:
        return [one.state for one in self.records.webhooks.log(name)]


@pytest.fixture
def office(records: Records) -> Iterator[Office]:
    settle_in(records)
    with receiving() as receiver:
        yield Office(records=records, receiver=receiver)


class Answers(Post):
    """Answers by itself: all with the same, or `only` one event so and all others well."""

    def __init__(self, answer: Answer, only: str = "") -> None:
        self._said = answer
        self._only = only

    def send(self, webhook: Webhook, message: WebhookMessage) -> Answer:
        del webhook
        return self._said if self._only in {"", message.event} else Answer(status=200)


class Breaks(Post):
    """Has a fault."""

    def __init__(self) -> None:
        pass

    def send(self, webhook: Webhook, message: WebhookMessage) -> Answer:
        raise ZeroDivisionError(webhook.id + message.id)


def test_a_move_is_told_and_its_sending_is_in_the_log(office: Office) -> None:
    office.hook("crm")
    with office.sending() as sender:
        office.fire()
        eventually(lambda: office.state("crm") == [DeliveryState.SENT], what="the message")
        eventually(lambda: sender.facts().sent == 1, what="the facts")
    [message] = office.records.webhooks.log("crm")
    event = json.loads(office.receiver.told[0].body)
    assert (event["type"], event["id"]) == ("org.banister.alert.fired.v1", "alert-1.1")
    assert event["data"]["place"] == ["林荫社区", "3号楼", "502"]
    assert (message.status, message.attempts, office.told("crm")) == (204, 1, [message.id])


def test_what_happened_while_nobody_sent_is_told_after_the_start(office: Office) -> None:
    office.hook("crm")
    for number in range(1, 6):
        office.fire(number)
    with office.sending():
        eventually(lambda: office.state("crm") == [DeliveryState.SENT] * 5, what="all of them")
    office.fire(6)
    with office.sending():
        eventually(lambda: len(office.told("crm")) == 6, what="the one from between")
    assert len(set(office.told("crm"))) == 6


def test_after_a_kill_in_the_middle_it_is_sent_again_with_the_same_key(office: Office) -> None:
    office.hook("crm", "slow")
    with office.sending():
        office.fire()
        eventually(lambda: len(office.told("crm")) == 1, what="the first attempt")
    office.receiver.go_on.set()
    office.clock.ahead = timedelta(minutes=1)
    with office.sending():
        eventually(lambda: office.state("crm") == [DeliveryState.SENT], what="the second attempt")
    first, second = office.told("crm")
    assert first == second


def test_two_senders_tell_a_message_once(office: Office) -> None:
    office.hook("crm")
    with office.sending(), office.sending():
        for number in range(1, 9):
            office.fire(number)
        eventually(lambda: office.state("crm") == [DeliveryState.SENT] * 8, what="all of them")
    assert len(office.told("crm")) == 8


def test_one_webhook_is_told_one_message_at_a_time(office: Office) -> None:
    office.hook("crm", "slow")
    for number in range(1, 4):
        office.fire(number)
    with office.sending():
        eventually(lambda: len(office.told("crm")) == 1, what="the first")
        time.sleep(0.3)
        office.receiver.go_on.set()
        eventually(lambda: office.state("crm") == [DeliveryState.SENT] * 3, what="all of them")
    assert office.receiver.most_at_once == 1


def test_sick_endpoints_do_not_delay_the_others(office: Office) -> None:
    for number in range(100):
        office.hook(f"hook-{number}", "hang" if number < 20 else "ok")
    well = [f"hook-{number}" for number in range(20, 100)]
    with office.sending():
        office.fire(1)
        eventually(lambda: all(office.told(one) for one in well), what="those that are well", within=10)
        eventually(lambda: office.state("hook-0")[0] is DeliveryState.WAITING, what="the sick")
        before, begun = len(office.told("hook-99")), time.monotonic()
        office.fire(2)
        eventually(lambda: len(office.told("hook-99")) > before, what="the next of one that is well", within=3)
    assert time.monotonic() - begun < 3


def test_a_failure_is_tried_again_on_schedule_and_not_before(office: Office) -> None:
    office.hook("crm", "once-500")
    office.fire()
    with office.sending():
        eventually(lambda: bool(office.records.webhooks.log("crm")), what="the message")
        eventually(lambda: office.records.webhooks.log("crm")[0].status == 500, what="the failure")
        [message] = office.records.webhooks.log("crm")
        assert timedelta(seconds=2) < message.next_attempt_at - office.clock() <= WAITS[0] * 1.2
        assert (message.error, len(office.told("crm"))) == ("HTTP 500", 1)
        office.clock.ahead = timedelta(seconds=7)
        eventually(lambda: office.state("crm") == [DeliveryState.SENT], what="the second attempt")


def test_a_receiver_that_has_ended_switches_its_webhook_off_and_nothing_is_lost(office: Office) -> None:
    office.hook("crm", "410")
    office.fire()
    with office.sending() as sender:
        eventually(lambda: not office.records.webhooks.webhook("crm").enabled, what="the end")
        eventually(lambda: sender.facts().disabled == 1, what="the facts")
    assert "HTTP 410" in office.records.webhooks.webhook("crm").disabled_why
    office.lead_elsewhere("crm", f"{office.receiver.url}/ok/crm")
    with office.sending():
        eventually(lambda: office.state("crm") == [DeliveryState.SENT], what="what waited")


def test_after_days_of_nothing_but_failures_it_is_switched_off_and_says_why(office: Office) -> None:
    office.hook("crm")
    office.fire()
    with office.sending(Answers(Answer(status=500, error="HTTP 500"))) as sender:
        for attempt in range(1, len(WAITS) + 2):
            eventually(lambda n=attempt: _failures(sender) == n, what=f"attempt {attempt}")  # type: ignore[misc]
            office.clock.ahead += timedelta(hours=30)
        eventually(lambda: not office.records.webhooks.webhook("crm").enabled, what="the end")
    assert office.state("crm") == [DeliveryState.FAILED]
    assert "HTTP 500" in office.records.webhooks.webhook("crm").disabled_why


def _failures(sender: WebhookSender) -> int:
    return sender.facts().retried + sender.facts().failed


def test_where_others_were_taken_meanwhile_only_the_message_is_given_up(office: Office) -> None:
    office.hook("crm")
    office.fire()
    with office.sending(Answers(Answer(status=400, error="HTTP 400"), only="alert-1.1")) as sender:
        for attempt in range(1, len(WAITS) + 2):
            eventually(lambda n=attempt: _failures(sender) == n, what=f"attempt {attempt}")  # type: ignore[misc]
            if attempt == 2:
                office.fire(2)
            office.clock.ahead += timedelta(hours=30)
        eventually(lambda: set(office.state("crm")) == {DeliveryState.FAILED, DeliveryState.SENT}, what="both ends")
    assert office.records.webhooks.webhook("crm").enabled


def test_records_that_are_away_for_a_while_end_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.hook("crm")
    away = threading.Event()
    behind = office.records.webhook_sending.behind

    def sometimes() -> list[Webhook]:
        if not away.is_set():
            raise StoreAway("gone")
        return behind()

    monkeypatch.setattr(office.records.webhook_sending, "behind", sometimes)
    office.fire()
    with office.sending() as sender:
        eventually(lambda: sender.facts().records_away_since is not None, what="the facts")
        away.set()
        eventually(lambda: office.state("crm") == [DeliveryState.SENT], what="the message")
        eventually(lambda: sender.facts().records_away_since is None, what="the facts")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_attempt_that_breaks_is_tried_again(office: Office) -> None:
    office.hook("crm")
    office.fire()
    with office.sending(Breaks()) as sender:
        eventually(lambda: sender.facts().retried == 1, what="the failure")
    assert office.records.webhooks.log("crm")[0].error == "the attempt broke: the log says why"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_breaks_is_seen(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office.records.webhook_sending, "due", lambda *_: 1 / 0)
    sender = WebhookSender(office.records, WebhookSettings(), office.clock, poll=0.05)
    sender.start()
    eventually(lambda: not sender.alive, what="the end of the thread")
    sender.stop()
