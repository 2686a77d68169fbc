"""A provider's minute goes on where ours began anew."""

from datetime import timedelta
from pathlib import Path

from domain.notifications import Channel, ChannelKind
from store.records import Records
from tests.alerts.deliveries import Post, desk
from tests.alerts.delivery_cast import NOW, a_notification, an_alert, commit, settle_in

ROBOT = Channel(id="robot", person="wang", kind=ChannelKind.APPRISE, target="wecombot://key", is_group=True)


def _sent_before(records: Records, count: int, ago: timedelta) -> None:
    settle_in(records, ROBOT)
    for number in range(count):
        records.outbox.put(a_notification(None, ROBOT.id, id=f"old-{number}", created_at=NOW - ago))
        records.outbox.sent(f"old-{number}", NOW - ago, "HTTP 200")


def _now_sent(records: Records, folder: Path) -> tuple[int, int]:
    """Let a service begin with one alert to tell; give what it sent, and how many endpoints wait for their minute."""
    commit(records, an_alert(), a_notification(an_alert(), ROBOT.id))
    post = Post()
    tellers = desk(records, folder, post, lambda: NOW)
    tellers.turn(stopping=False)
    return len(post.parcels), tellers.facts().limited_endpoints


def test_a_robot_that_had_its_twenty_before_the_restart_waits(records: Records, tmp_path: Path) -> None:
    _sent_before(records, 20, timedelta(seconds=10))
    assert _now_sent(records, tmp_path) == (0, 1)


def test_what_was_sent_longer_ago_counts_no_more(records: Records, tmp_path: Path) -> None:
    _sent_before(records, 20, timedelta(seconds=70))
    assert _now_sent(records, tmp_path) == (1, 0)
