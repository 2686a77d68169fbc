"""Messages of one channel and group that wait together go out as one; nothing of them is lost or told twice."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from alerts.channels.parcel import Parcel
from alerts.delivery_desk import Desk
from alerts.delivery_parcels import merged_parcel
from alerts.delivery_wire import Outcome
from domain.alerts import Alert
from domain.answers import acknowledge
from domain.notifications import Channel, ChannelKind, DeliveryState, Notification, Reason
from store.records import Records
from tests.alerts.deliveries import Post, clock, desk, state, webhook
from tests.alerts.delivery_cast import NOW, a_message, a_notification, an_alert, commit, settle_in


def _group(records: Records, count: int, channel: Channel | None = None, **changes: object) -> list[Notification]:
    """Commit alerts that one channel is told of as a group; the last was written last."""
    channel = channel or webhook("https://receiver.example/")
    settle_in(records, channel)
    rows = []
    for n in range(1, count + 1):
        alert: Alert = an_alert(n, rule=f"rule-{n}", due_at=NOW + timedelta(hours=1))
        at = NOW + timedelta(milliseconds=n)
        row = a_notification(alert, channel.id, group="building-3", created_at=at, not_before=at, **changes)
        commit(records, alert, row)
        rows.append(row)
    return rows


def _turned(records: Records, folder: Path, post: Post) -> Desk:
    tellers = desk(records, folder, post)
    tellers.turn(stopping=False)
    return tellers


def _acknowledge(records: Records, alert: str) -> None:
    change = acknowledge(records.alerts.alert(alert), "wang", clock())
    assert change is not None
    assert records.alerts.commit([change], [], clock()) == []


def test_what_waits_together_is_one_message_and_every_row_is_ended(any_records: Records, tmp_path: Path) -> None:
    rows, post = _group(any_records, 3), Post()
    tellers = _turned(any_records, tmp_path, post)
    [parcel] = post.parcels
    assert parcel.id == rows[-1].id, "the newest carries the others"
    tellers.settle([Outcome(id=parcel.id, receipt="HTTP 204")])
    tellers.finish()
    receipts = [any_records.outbox.delivery(row.id).receipt for row in rows]
    assert receipts == [f"carried by {parcel.id}"] * 2 + ["HTTP 204"]
    assert {state(any_records, row.id) for row in rows} == {DeliveryState.SENT}
    assert (tellers.facts().sent, tellers.facts().carried) == (1, 2)


def test_what_was_answered_drops_out_and_one_that_is_left_is_told_as_itself(records: Records, tmp_path: Path) -> None:
    rows, post = _group(records, 3), Post()
    for n in (1, 3):
        _acknowledge(records, f"alert-{n}")
    _turned(records, tmp_path, post)
    assert [parcel.id for parcel in post.parcels] == [rows[1].id]
    event = json.loads(post.parcels[0].event)
    assert (event["type"], event["subject"]) == ("org.banister.alert.fired", "alert-2")


def test_an_answer_to_one_of_them_at_the_last_moment_takes_that_one_out(records: Records, tmp_path: Path) -> None:
    _group(records, 3)
    post, answers = Post(), iter(["alert-2"])

    def answer() -> None:
        for alert in answers:
            _acknowledge(records, alert)

    post.before_room = answer
    _turned(records, tmp_path, post)
    [parcel] = post.parcels
    assert [one["subject"] for one in json.loads(parcel.event)["data"]["alerts"]] == ["alert-3", "alert-1"]
    assert records.outbox.counts()[DeliveryState.FAILED] == 1


def test_the_outbox_is_asked_for_more_of_the_group_than_was_claimed(records: Records, tmp_path: Path) -> None:
    rows, post = _group(records, 60), Post()
    tellers = _turned(records, tmp_path, post)
    assert len(json.loads(post.parcels[0].event)["data"]["alerts"]) == 60
    tellers.settle([Outcome(id=rows[-1].id)])
    tellers.finish()
    assert records.outbox.counts()[DeliveryState.SENT] == 60


def test_after_a_failure_they_go_out_together_again(records: Records, tmp_path: Path) -> None:
    rows, post = _group(records, 3), Post()
    tellers = _turned(records, tmp_path, post)
    tellers.settle([Outcome(id=rows[-1].id, error="HTTP 500")])
    tellers.finish()
    again = {records.outbox.delivery(row.id).next_attempt_at for row in rows}
    assert len(again) == 1
    assert {state(records, row.id) for row in rows} == {DeliveryState.WAITING}


def test_a_group_of_a_channel_that_refuses_fails_whole(records: Records, tmp_path: Path) -> None:
    rows, post = _group(records, 2), Post()
    tellers = _turned(records, tmp_path, post)
    tellers.settle([Outcome(id=rows[-1].id, error="HTTP 410", for_good=True)])
    tellers.finish()
    assert {state(records, row.id) for row in rows} == {DeliveryState.FAILED}
    due = [records.alerts.alert(f"alert-{n}").due_at for n in (1, 2)]
    assert all(at is not None and at <= clock() for at in due), "both escalate"


def test_rows_without_a_group_go_one_by_one(records: Records, tmp_path: Path) -> None:
    settle_in(records, webhook("https://receiver.example/"))
    for n in (1, 2):
        commit(records, an_alert(n, rule=f"rule-{n}"), a_notification(an_alert(n), "hook"))
    post = Post()
    tellers = _turned(records, tmp_path, post)
    assert len(post.parcels) == 1, "one message at a time"
    tellers.settle([Outcome(id=post.parcels[0].id)])
    tellers.turn(stopping=False)
    assert [json.loads(one.event)["type"] for one in post.parcels] == ["org.banister.alert.fired"] * 2


def _merged(kind: ChannelKind = ChannelKind.WEBHOOK) -> Parcel:
    channel = Channel(id="one", person="wang", kind=kind)
    links = [f"https://care.example/a/{n}" for n in (1, 2)]
    messages = [a_message(an_alert(n), channel=channel, acknowledge_link=link) for n, link in enumerate(links, 1)]
    return merged_parcel(messages, NOW)


def test_a_webhook_gets_one_event_with_all_alerts_in_it() -> None:
    event = json.loads(_merged().event)
    assert event["type"] == "org.banister.alerts.merged"
    one, two = event["data"]["alerts"]
    assert (one["subject"], two["subject"]) == ("alert-1", "alert-2")
    assert one["alert"]["value"] == 180
    assert one["acknowledge_link"].endswith("/a/1")
    assert event["data"]["text"]["title"]
    assert event["id"] == one["id"]


@pytest.mark.parametrize("private", ["林秀英", "180", "陈阿姨", "13800000000"])
def test_what_a_group_reads_of_several_is_masked_too(private: str) -> None:
    push = _merged(ChannelKind.WEBPUSH)
    assert private not in push.short
    assert private not in push.event


def test_every_reason_has_its_type() -> None:
    types = {json.loads(merged_parcel([a_message(an_alert(), reason)], NOW).event)["type"] for reason in Reason}
    assert len(types) == len(Reason)
