"""A relative is told what the resident agrees to when it is told, not when it was written."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from alerts.delivery_judge import NOT_AGREED, NOT_ASKED_FOR
from domain.notifications import Channel, ChannelKind, DeliveryState, Notification
from domain.people import Scope
from store.records import Records
from store.records.loading_consents import refresh_scopes
from store.records.tables import consents, relations
from tests.alerts.deliveries import delivering, until
from tests.alerts.delivery_cast import NOW, a_notification, an_alert, commit, settle_in
from tests.alerts.receivers import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


def leave(records: Records, *scopes: Scope) -> None:
    """Let the consent hold for these kinds of data only; for none at all it is withdrawn."""
    with records._database.writing() as connection:
        ended = None if scopes else NOW
        connection.execute(consents.update().values(scopes=frozenset(scopes), withdrawn_at=ended))
        refresh_scopes(connection, {("lin", "fang")})


def both_wait(records: Records, receiver: Receiver) -> tuple[Notification, Notification]:
    """Let a message wait for the daughter, and one for the steward."""
    hook = Channel(id="hook", person="fang", kind=ChannelKind.WEBHOOK, target=f"{receiver.url}/ok/")
    settle_in(records, hook, replace(hook, id="wang-hook", person="wang"))
    hers, his = (a_notification(an_alert(), one, person=who) for one, who in (("hook", "fang"), ("wang-hook", "wang")))
    commit(records, an_alert(due_at=NOW + timedelta(hours=1)), hers, his)
    return hers, his


@pytest.mark.parametrize("left", [(), (Scope.VITAL_SIGNS, Scope.ACTIVITY, Scope.DEVICES)])
def test_what_waits_for_a_daughter_is_not_told_once_consent_is_withdrawn(
    records: Records, receiver: Receiver, tmp_path: Path, left: tuple[Scope, ...]
) -> None:
    waiting, his = both_wait(records, receiver)
    leave(records, *left)
    with delivering(records, tmp_path):
        until(lambda: records.outbox.delivery(waiting.id).state is not DeliveryState.WAITING)
        until(lambda: records.outbox.delivery(his.id).state is DeliveryState.SENT)
    assert records.outbox.delivery(waiting.id).error == NOT_AGREED
    assert receiver.keys() == [his.id]


def test_a_daughter_who_is_not_to_be_told_is_not_told_what_an_engine_wrote_that_had_not_heard_of_it(
    records: Records, receiver: Receiver, tmp_path: Path
) -> None:
    waiting, his = both_wait(records, receiver)
    with records._database.writing() as connection:
        connection.execute(relations.update().values(tell=False))
    with delivering(records, tmp_path):
        until(lambda: records.outbox.delivery(waiting.id).state is not DeliveryState.WAITING)
        until(lambda: records.outbox.delivery(his.id).state is DeliveryState.SENT)
    assert records.outbox.delivery(waiting.id).error == NOT_ASKED_FOR
    assert receiver.keys() == [his.id]
