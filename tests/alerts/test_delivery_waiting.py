"""Rows that were to wait are judged when they are due: nobody is told what is over, or what an outage says already."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from domain.alerts import Alert, AlertState, Change
from domain.life import ended
from domain.notifications import DeliveryState, Notification, Reason
from domain.rules import RuleKind
from domain.subjects import area_subject
from domain.time_rules import SystemWatch
from store.records import Records
from store.records.outbox import Claim, claimed
from tests.alerts.deliveries import Post, desk, state, webhook
from tests.alerts.delivery_cast import NOW, a_move, a_notification, an_alert, commit, settle_in

SECOND = timedelta(seconds=1)


class Station:
    """A desk at a time of the test's own."""

    def __init__(self, records: Records, folder: Path) -> None:
        self.records, self.now, self.post = records, NOW, Post()
        self.desk = desk(records, folder, self.post, lambda: self.now)
        settle_in(records, webhook("https://receiver.example/"))

    def waits(self, alert: Alert, seconds: float, **changes: object) -> Notification:
        """Commit an alert that is told after so long."""
        row = a_notification(alert, "hook", not_before=NOW + seconds * SECOND, **changes)
        commit(self.records, alert, row)
        return row

    def turn(self, at: datetime) -> list[str]:
        """Let it be so late; give the keys of what was sent so far."""
        self.now = at
        self.desk.turn(stopping=False)
        self.desk.finish()
        return [one.id for one in self.post.parcels]

    def ends(self, alert: Alert, at: datetime) -> None:
        """Let it be over by itself."""
        over = ended(self.records.alerts.alert(alert.id), at, at)
        assert self.records.alerts.commit([over], [], at) == []


@pytest.fixture
def station(records: Records, tmp_path: Path) -> Station:
    return Station(records, tmp_path)


def test_a_row_waits_until_it_is_due(station: Station) -> None:
    row = station.waits(an_alert(), 30)
    assert station.turn(NOW + 29 * SECOND) == []
    assert station.turn(NOW + 31 * SECOND) == [row.id]


def test_a_row_that_is_to_wait_is_not_sent_because_it_was_handed_over(station: Station) -> None:
    row = station.waits(an_alert(), 30)
    station.desk.adopt([claimed(row, Claim(worker="alerts", until=NOW + 60 * SECOND))])
    assert station.turn(NOW) == []


def test_what_was_over_before_it_was_due_is_not_told(station: Station) -> None:
    row = station.waits(an_alert(), 30)
    station.ends(an_alert(), NOW + 10 * SECOND)
    assert station.turn(NOW + 31 * SECOND) == []
    assert station.records.outbox.delivery(row.id).error == "over before it was told"


def test_what_ended_after_it_was_due_is_told_an_outage_of_ours_must_not_swallow_it(station: Station) -> None:
    row = station.waits(an_alert(), 30)
    station.ends(an_alert(), NOW + 40 * SECOND)
    assert station.turn(NOW + 60 * SECOND) == [row.id]


def test_the_next_channel_of_what_is_over_is_used_where_the_first_reached_nobody(station: Station) -> None:
    row = station.waits(an_alert(), 30, rank=1)
    station.ends(an_alert(), NOW + 10 * SECOND)
    assert station.turn(NOW + 31 * SECOND) == [row.id]


def test_what_waited_is_not_told_to_whom_something_newer_was(station: Station) -> None:
    row = station.waits(an_alert(), 30)
    newer = a_notification(an_alert(), "hook", id="newer", move=2, reason=Reason.WORSENED)
    station.records.outbox.put(newer)
    station.records.outbox.sent("newer", NOW + 20 * SECOND)
    assert station.turn(NOW + 31 * SECOND) == []
    assert station.records.outbox.delivery(row.id).error == "told of something newer already"


def _silent() -> Alert:
    return an_alert(7, rule="monitor_silent", kind=RuleKind.ABSENCE, technical=True, metric="", value=None, limit=None)


def _outage(area: str) -> Alert:
    return replace(
        _silent(),
        id="outage",
        resident=area_subject(area),
        rule="building_silent",
        kind=RuleKind.SYSTEM,
        metric=SystemWatch.BUILDING_SILENT.value,
    )


def _begins(records: Records, alert: Alert) -> None:
    change = Change(alert=alert, moves=(a_move(alert),), based_on=0)
    assert records.alerts.commit([change], [], NOW) == []


def test_a_devices_silence_waits_while_its_buildings_is_open_and_is_told_after(station: Station) -> None:
    _begins(station.records, _outage("building-3"))
    row = station.waits(_silent(), 5)
    assert station.turn(NOW + 6 * SECOND) == []
    assert station.records.outbox.delivery(row.id).error == "an outage that is told already says it"
    station.ends(_outage("building-3"), NOW + 20 * SECOND)
    assert station.turn(NOW + 70 * SECOND) == [row.id]


def test_a_devices_silence_that_ended_with_the_outage_is_told_to_nobody(station: Station) -> None:
    _begins(station.records, _outage("building-3"))
    row = station.waits(_silent(), 5)
    station.turn(NOW + 6 * SECOND)
    station.ends(_silent(), NOW + 20 * SECOND)
    station.ends(_outage("building-3"), NOW + 20 * SECOND)
    assert station.turn(NOW + 70 * SECOND) == []
    assert state(station.records, row.id) is DeliveryState.FAILED


def test_an_outage_keeps_back_no_other_buildings_devices_and_no_vital_sign(station: Station) -> None:
    _begins(station.records, _outage("building-4"))
    first = station.waits(_silent(), 5)
    assert station.turn(NOW + 6 * SECOND) == [first.id]
    assert station.records.alerts.alert("outage").state is AlertState.FIRING
