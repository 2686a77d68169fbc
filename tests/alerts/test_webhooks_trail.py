"""Events of devices and consents reach real receivers as those of alerts do: signed, again after a failure, once."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from standardwebhooks import Webhook as Signed

from domain.access import Deed
from domain.notifications import DeliveryState
from domain.people import Device, DeviceKind
from domain.trail_words import RELEASED, device_subject
from store.records import Records
from store.records.audit import Entry
from tests.alerts.delivery_cast import settle_in
from tests.alerts.receivers import receiving
from tests.alerts.test_webhooks import SECRET, Office
from tests.brokers import eventually

DEVICE = "lin-lane.watch-1"


@pytest.fixture
def office(records: Records) -> Iterator[Office]:
    settle_in(records)
    with receiving() as receiver:
        yield Office(records=records, receiver=receiver)


def _release(office: Office) -> None:
    registry, now = office.records.registry, office.clock()
    registry.add(Device(id=DEVICE, kind=DeviceKind.WATCH, site="lin-lane"), now)
    registry.assign(DEVICE, "lin", now - timedelta(minutes=1))
    subject = device_subject(DEVICE)
    entry = Entry(at=now, person="li", deed=Deed.KEEP_DEVICES, subject=subject, detail=RELEASED)
    registry.claims.release(DEVICE, now, [entry])


def test_a_device_that_is_released_is_told_and_signed(office: Office) -> None:
    office.hook("crm")
    with office.sending():
        _release(office)
        eventually(lambda: office.state("crm") == [DeliveryState.SENT], what="the message")
    [told] = office.receiver.told
    event = Signed(SECRET).verify(told.body, told.headers)
    assert (event["type"], event["source"]) == ("org.banister.device.released.v1", "urn:banister:site:lin-lane")
    assert (event["subject"], event["data"]) == (DEVICE, {"device": DEVICE, "resident": "lin"})


def test_it_is_tried_again_with_the_same_key_and_sent_again_on_demand(office: Office) -> None:
    office.hook("crm", "once-500")
    with office.sending():
        _release(office)
        eventually(lambda: len(office.told("crm")) == 1, what="the first attempt")
        office.clock.ahead = timedelta(minutes=1)
        eventually(lambda: office.state("crm") == [DeliveryState.SENT], what="the second")
        [message] = office.records.webhooks.log("crm")
        office.records.webhooks.send_again("crm", message.id, office.clock())
        eventually(lambda: len(office.told("crm")) == 3, what="the replay")
    assert set(office.told("crm")) == {message.id}
    assert {json.loads(one.body)["id"] for one in office.receiver.told} == {message.event}


def test_a_sender_that_was_away_tells_it_after_its_start_and_once(office: Office) -> None:
    office.hook("crm")
    _release(office)
    for _ in range(2):
        with office.sending():
            eventually(lambda: office.state("crm") == [DeliveryState.SENT], what="the message")
    assert len(office.told("crm")) == 1
