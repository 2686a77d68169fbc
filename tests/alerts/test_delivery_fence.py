"""No page begins after the commit of an acknowledgement, by whatever race. On both databases."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from alerts.channels.parcel import Parcel
from domain.alerts import Alert
from domain.answers import acknowledge, escalate
from domain.notifications import DeliveryState, Notification, Reason
from store.records import Records
from tests.alerts.deliveries import Post, clock, desk, webhook
from tests.alerts.delivery_cast import NOW, a_notification, an_alert, commit, settle_in

STORM = 100


def _answered(records: Records, alert: str) -> bool:
    change = acknowledge(records.alerts.alert(alert), "wang", clock())
    return change is not None and records.alerts.commit([change], [], clock()) == []


def _one(records: Records) -> Notification:
    settle_in(records, webhook("https://receiver.example/"))
    notification = a_notification(an_alert(), "hook")
    commit(records, an_alert(), notification)
    return notification


def test_an_answer_between_the_last_look_and_the_handing_over_is_seen(any_records: Records, tmp_path: Path) -> None:
    notification, post = _one(any_records), Post()
    post.before_room = lambda: _answered(any_records, "alert-1")  # the message was read by now, and is fresh
    tellers = desk(any_records, tmp_path, post)
    tellers.turn(stopping=False)
    assert post.parcels == []
    assert any_records.outbox.delivery(notification.id).error == "answered meanwhile"


def test_an_answer_waits_until_the_message_is_handed_over(any_records: Records, tmp_path: Path) -> None:
    _one(any_records)
    post, done = Post(), threading.Event()

    def finish() -> None:
        if _answered(any_records, "alert-1"):
            done.set()

    answering = threading.Thread(target=finish)

    def answer(_parcel: Parcel) -> None:
        answering.start()
        assert not done.wait(0.3), "it was committed while its page was being handed over"

    post.before_take = answer
    desk(any_records, tmp_path, post).turn(stopping=False)
    answering.join(30)
    assert done.is_set()
    assert len(post.parcels) == 1


def _escalations(records: Records) -> list[Alert]:
    """Commit a hundred alerts whose escalation waits to be told."""
    settle_in(records, *(webhook(f"https://receiver.example/{n}", f"hook-{n}") for n in range(STORM)))
    alerts = [replace(an_alert(n), rule=f"rule-{n}", due_at=NOW) for n in range(STORM)]
    for n, alert in enumerate(alerts):
        up = escalate(alert, NOW)
        page = a_notification(alert, f"hook-{n}", move=up.moves[0].n, reason=Reason.ESCALATED)
        commit(records, alert)
        assert records.alerts.commit([up], [page], NOW) == []
    return alerts


def _in_order(happened: list[tuple[str, str]], what: str, lock: threading.Lock) -> Callable[[str], None]:
    def note(alert: str) -> None:
        with lock:
            happened.append((what, alert))

    return note


def test_no_page_begins_after_its_answer_was_committed_in_a_storm_of_them(any_records: Records, tmp_path: Path) -> None:
    alerts, post = _escalations(any_records), Post()
    happened: list[tuple[str, str]] = []
    lock, together = threading.Lock(), threading.Barrier(3)
    answered, paged = _in_order(happened, "answered", lock), _in_order(happened, "paged", lock)
    post.before_take = lambda parcel: paged(parcel.target.rpartition("/")[2])

    def answer(mine: list[Alert]) -> None:
        together.wait()
        for alert in mine:
            if _answered(any_records, alert.id):
                answered(alert.id.rpartition("-")[2])

    stormers = [threading.Thread(target=answer, args=(alerts[::-1][n::2],)) for n in range(2)]
    for one in stormers:
        one.start()
    tellers = desk(any_records, tmp_path, post)
    together.wait()
    while any_records.outbox.counts()[DeliveryState.WAITING] > len(post.parcels):
        tellers.turn(stopping=False)
    for one in stormers:
        one.join(60)
    first_answer = {alert: place for place, (what, alert) in reversed(list(enumerate(happened))) if what == "answered"}
    late = [
        alert
        for place, (what, alert) in enumerate(happened)
        if what == "paged" and first_answer.get(alert, STORM * 2) < place
    ]
    assert late == []
    assert len(first_answer) == STORM
