"""Answers that come by the channel, and the links that ask for one."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from alerts.delivery_replies import acknowledge_by
from alerts.delivery_wire import Outcome
from domain.alerts import AlertState, Disposition, MoveKind
from domain.answers import resolve
from domain.links import SIGNED_WITH, read_link
from domain.notifications import Channel, ChannelKind, DeliveryState, Reason
from domain.severity import Severity
from store.records import Records
from tests.alerts.deliveries import Post, clock, delivering, desk, state, until, webhook
from tests.alerts.delivery_cast import NOW, a_notification, an_alert, commit, settle_in
from tests.alerts.receivers import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


def test_a_webhook_that_answers_acknowledges_in_its_persons_name(
    records: Records, receiver: Receiver, tmp_path: Path
) -> None:
    settle_in(records, webhook(f"{receiver.url}/takes-it/"))
    row = a_notification(an_alert(), "hook")
    commit(records, an_alert(due_at=NOW + timedelta(hours=1)), row)
    with delivering(records, tmp_path):
        until(lambda: records.alerts.alert("alert-1").state is AlertState.ACKNOWLEDGED)
    assert records.alerts.alert("alert-1").acknowledged_by == "wang"
    last = records.alerts.timeline("alert-1")[-1]
    assert (last.kind, last.by, last.note) == (MoveKind.ACKNOWLEDGED, "wang", "answered by the channel")
    assert records.outbox.delivery(row.id).receipt == "HTTP 200 hook-7"


NOT_ASKED = [
    (webhook("https://r.example/", person="fang"), Reason.FIRST),
    (
        Channel(id="hook", person="wang", kind=ChannelKind.WEBHOOK, target="https://r.example/", is_group=True),
        Reason.FIRST,
    ),
    (webhook("https://r.example/"), Reason.HISTORY),
]


@pytest.mark.parametrize(("channel", "reason"), NOT_ASKED, ids=["a relative", "a group", "history"])
def test_an_answer_that_nobody_asked_for_changes_nothing(
    records: Records, tmp_path: Path, channel: Channel, reason: Reason
) -> None:
    settle_in(records, channel)
    row = a_notification(an_alert(), "hook", person=channel.person, reason=reason)
    commit(records, an_alert(), row)
    post = Post()
    tellers = desk(records, tmp_path, post)
    tellers.turn(stopping=False)
    tellers.settle([Outcome(id=row.id, acknowledged=True)])
    tellers.finish()
    assert "acknowledge_link" not in json.loads(post.parcels[0].event)["data"]
    assert state(records, row.id) is DeliveryState.SENT
    assert records.alerts.alert("alert-1").state is AlertState.FIRING


def test_an_answer_to_what_is_over_or_taken_changes_nothing(records: Records) -> None:
    settle_in(records, webhook("https://r.example/"))
    row = a_notification(an_alert(), "hook")
    commit(records, an_alert(), row)
    assert acknowledge_by(records, row, clock())
    assert not acknowledge_by(records, row, clock())
    over = resolve(records.alerts.alert("alert-1"), "wang", Disposition.REAL, clock())
    assert over is not None
    records.alerts.commit([over], [], clock())
    assert not acknowledge_by(records, row, clock())
    assert not acknowledge_by(records, a_notification(None, "hook"), clock())


def test_a_message_carries_a_link_of_its_receivers_own(records: Records, tmp_path: Path) -> None:
    settle_in(records, webhook("https://r.example/"))
    row = a_notification(an_alert(), "hook")
    commit(records, an_alert(), row)
    post = Post()
    desk(records, tmp_path, post).turn(stopping=False)
    link = json.loads(post.parcels[0].event)["data"]["acknowledge_link"]
    base, _, token = link.rpartition("/a/")
    assert base == "https://care.example"
    read = read_link(records.secret(SIGNED_WITH), token, clock())
    assert (read.notification, read.alert, read.person) == (row.id, "alert-1", "wang")
    assert timedelta(hours=23) < read.expires_at - clock() <= timedelta(hours=24)


def test_what_only_informs_asks_for_nothing(records: Records, tmp_path: Path) -> None:
    settle_in(records, webhook("https://r.example/"))
    news = an_alert(severity=Severity.INFO)
    commit(records, news, a_notification(news, "hook"))
    post = Post()
    desk(records, tmp_path, post).turn(stopping=False)
    assert "acknowledge_link" not in json.loads(post.parcels[0].event)["data"]
