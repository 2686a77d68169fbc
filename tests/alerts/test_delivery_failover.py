"""A receiver's channels in their order: the next is used where one does not reach them, and the ladder comes last."""

from datetime import datetime, timedelta
from pathlib import Path

from alerts.delivery_desk import Desk
from alerts.delivery_wire import Outcome
from domain.notifications import Channel, ChannelKind, DeliveryState, Notification
from store.records import Records
from tests.alerts.deliveries import Post, clock, desk, state
from tests.alerts.delivery_cast import NOW, a_notification, an_alert, commit, settle_in

HOUR = timedelta(hours=1)


def _channel(rank: int) -> Channel:
    return Channel(
        id=f"hook-{rank}", person="wang", kind=ChannelKind.WEBHOOK, target=f"https://{rank}.example/", rank=rank
    )


def _told_by(records: Records, ranks: int) -> list[Notification]:
    """Commit an alert that is told by so many channels, one after the other, a minute each."""
    settle_in(records, *map(_channel, range(ranks)))
    alert = an_alert(due_at=clock() + HOUR)
    rows = [
        a_notification(
            alert, f"hook-{rank}", rank=rank, not_before=NOW + timedelta(minutes=rank * 60) if rank else None
        )
        for rank in range(ranks)
    ]
    commit(records, alert, *rows)
    return rows


def _turn(tellers: Desk, *outcomes: Outcome) -> None:
    tellers.settle(outcomes)
    tellers.turn(stopping=False)
    tellers.finish()


def _refuses(row: Notification) -> Outcome:
    return Outcome(id=row.id, error="HTTP 400", for_good=True)


def _due_at(records: Records) -> datetime:
    due_at = records.alerts.alert("alert-1").due_at
    assert due_at is not None
    return due_at


def test_a_refusal_brings_the_next_channel_and_not_the_next_step(any_records: Records, tmp_path: Path) -> None:
    first, second = _told_by(any_records, 2)
    post, before = Post(), _due_at(any_records)
    tellers = desk(any_records, tmp_path, post)
    _turn(tellers)
    assert [one.id for one in post.parcels] == [first.id]
    _turn(tellers, _refuses(first))
    _turn(tellers)
    assert [one.id for one in post.parcels] == [first.id, second.id]
    assert _due_at(any_records) == before
    _turn(tellers, Outcome(id=second.id))
    assert state(any_records, second.id) is DeliveryState.SENT
    assert _due_at(any_records) == before


def test_only_after_the_last_channel_comes_the_next_step(records: Records, tmp_path: Path) -> None:
    first, second = _told_by(records, 2)
    tellers = desk(records, tmp_path, Post())
    _turn(tellers)
    _turn(tellers, _refuses(first))
    _turn(tellers)
    assert _due_at(records) > clock()
    _turn(tellers, _refuses(second))
    assert _due_at(records) <= clock()


def test_the_next_channel_is_void_where_the_first_has_reached_them(records: Records, tmp_path: Path) -> None:
    first, second = _told_by(records, 2)
    post, later = Post(), NOW + timedelta(hours=2)
    tellers = desk(records, tmp_path, post)
    _turn(tellers)
    _turn(tellers, Outcome(id=first.id))
    afterwards = desk(records, tmp_path, post, lambda: later)
    _turn(afterwards)
    assert [one.id for one in post.parcels] == [first.id]
    assert records.outbox.delivery(second.id).error == "reached by another channel"


def test_what_is_critical_goes_by_the_next_channel_after_three_failures(records: Records, tmp_path: Path) -> None:
    first, second = _told_by(records, 2)
    post, now = Post(), [NOW]
    tellers = desk(records, tmp_path, post, lambda: now[0])
    for attempt in range(3):
        tellers._lanes = tellers._dispatch._lanes = type(tellers._lanes)()  # the endpoint's rest is our clock's
        _turn(tellers)
        assert [one.id for one in post.parcels] == [first.id] * (attempt + 1)
        _turn(tellers, Outcome(id=first.id, error="HTTP 503"))
        now[0] += timedelta(minutes=2)
    _turn(tellers)
    assert second.id in [one.id for one in post.parcels]
    assert state(records, first.id) is DeliveryState.WAITING, "the first is still tried"
    assert tellers.facts().failed_over >= 1


def test_another_channel_of_the_same_rank_that_reached_them_is_enough(records: Records, tmp_path: Path) -> None:
    twins = [Channel(id=f"hook-{n}", person="wang", kind=ChannelKind.WEBHOOK, target=f"https://{n}/") for n in "ab"]
    settle_in(records, *twins)
    alert = an_alert(due_at=clock() + HOUR)
    one, other = (a_notification(alert, channel.id) for channel in twins)
    commit(records, alert, one, other)
    tellers = desk(records, tmp_path, Post())
    _turn(tellers)
    _turn(tellers, Outcome(id=one.id), _refuses(other))
    assert _due_at(records) > clock()


def test_a_browser_that_has_gone_is_switched_off(records: Records, tmp_path: Path) -> None:
    first, _ = _told_by(records, 2)
    tellers = desk(records, tmp_path, Post())
    _turn(tellers)
    _turn(tellers, Outcome(id=first.id, error="HTTP 410", for_good=True, gone=True))
    assert not records.people.channel("hook-0").enabled
    assert records.outbox.health(["hook-0"])["hook-0"].disabled_why == "HTTP 410"
