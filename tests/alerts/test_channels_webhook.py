"""Webhooks, against real servers: what is sent, and what each answer means."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from alerts.channels.failures import PermanentFailure, TemporaryFailure
from alerts.channels.parcel import ChannelSettings, Parcel
from alerts.channels.webhook import WebhookChannel
from alerts.delivery_parcels import parcel_of
from domain.notifications import Channel, ChannelKind, Reason
from tests.alerts.delivery_cast import NOW, a_message, an_alert
from tests.alerts.receivers import LOOPBACK, Receiver, mute_port, receiving

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


@pytest.fixture
def webhook() -> Iterator[WebhookChannel]:
    channel = WebhookChannel(ChannelSettings(deadline=1.0, console_file=Path("unused"), webhook_allow=LOOPBACK))
    yield channel
    channel.close()


def _parcel(target: str, secret: str = SECRET) -> Parcel:
    channel = Channel(id="hook", person="wang", kind=ChannelKind.WEBHOOK, target=target, secret=secret)
    return parcel_of(a_message(an_alert(), channel=channel), NOW)


def test_a_receiver_can_verify_the_signature(webhook: WebhookChannel, receiver: Receiver) -> None:
    parcel = _parcel(f"{receiver.url}/ok/")
    webhook.send(parcel)
    [told] = receiver.told
    assert Webhook(SECRET).verify(told.body, told.headers) == json.loads(parcel.event)
    assert told.headers["webhook-id"] == parcel.id
    assert told.headers["content-type"].startswith("application/cloudevents+json")


def test_the_body_is_a_cloudevent_about_the_alert(webhook: WebhookChannel, receiver: Receiver) -> None:
    parcel = _parcel(f"{receiver.url}/ok/")
    webhook.send(parcel)
    event = json.loads(receiver.told[0].body)
    assert {event["specversion"], event["type"]} == {"1.0", "org.banister.alert.fired"}
    assert (event["id"], event["subject"]) == (parcel.id, "alert-1")
    assert event["time"] == "2026-11-24T02:23:00.000+00:00"
    alert = event["data"]["alert"]
    assert (alert["metric"], alert["value"], alert["limit"], alert["severity"]) == ("heart_rate", 180, 131, "critical")
    assert alert["place"] == ["林荫社区", "3号楼", "502"]
    assert "林秀英" in event["data"]["text"]["title"]


def test_a_test_message_is_an_event_without_an_alert() -> None:
    event = json.loads(parcel_of(a_message(None, Reason.TEST), NOW).event)
    assert event["type"] == "org.banister.test"
    assert event["data"]["alert"] is None
    assert "subject" not in event


def test_a_channel_without_a_secret_is_not_signed(webhook: WebhookChannel, receiver: Receiver) -> None:
    webhook.send(_parcel(f"{receiver.url}/ok/", secret=""))
    assert "webhook-signature" not in receiver.told[0].headers


def test_connections_stay_warm(webhook: WebhookChannel, receiver: Receiver) -> None:
    for _ in range(3):
        webhook.send(_parcel(f"{receiver.url}/ok/"))
    assert len(receiver.told) == 3
    assert len(receiver.callers) == 1


@pytest.mark.parametrize("behaviour", ["400", "410", "moved"])
def test_a_refusal_for_good_is_permanent(webhook: WebhookChannel, receiver: Receiver, behaviour: str) -> None:
    with pytest.raises(PermanentFailure):
        webhook.send(_parcel(f"{receiver.url}/{behaviour}/"))


@pytest.mark.parametrize("behaviour", ["500", "429", "redirect", "hang", "reset"])
def test_what_may_pass_is_temporary(webhook: WebhookChannel, receiver: Receiver, behaviour: str) -> None:
    with pytest.raises(TemporaryFailure):
        webhook.send(_parcel(f"{receiver.url}/{behaviour}/"))


@pytest.mark.parametrize("behaviour", ["reset-after-200", "drip-body", "endless-body"])
def test_a_2xx_counts_whatever_becomes_of_its_body(webhook: WebhookChannel, receiver: Receiver, behaviour: str) -> None:
    webhook.send(_parcel(f"{receiver.url}/{behaviour}/"))
    assert len(receiver.told) == 1


@pytest.mark.parametrize("behaviour", ["moved", "redirect"])
def test_redirects_are_not_followed(webhook: WebhookChannel, receiver: Receiver, behaviour: str) -> None:
    with pytest.raises((PermanentFailure, TemporaryFailure)):
        webhook.send(_parcel(f"{receiver.url}/{behaviour}/"))
    assert [one.path for one in receiver.told] == [f"/{behaviour}/"]


def test_retry_after_and_the_reason_are_told(webhook: WebhookChannel, receiver: Receiver) -> None:
    with pytest.raises(TemporaryFailure, match="HTTP 429") as failure:
        webhook.send(_parcel(f"{receiver.url}/429/"))
    assert failure.value.retry_after == 7
    with pytest.raises(TemporaryFailure, match="out of order"):
        webhook.send(_parcel(f"{receiver.url}/500/"))


def test_a_closed_port_is_temporary(webhook: WebhookChannel) -> None:
    with mute_port() as port:
        pass
    with pytest.raises(TemporaryFailure, match="ConnectError"):
        webhook.send(_parcel(f"http://127.0.0.1:{port}/"))


def test_tls_that_stalls_is_temporary(webhook: WebhookChannel) -> None:
    with mute_port() as port, pytest.raises(TemporaryFailure):
        webhook.send(_parcel(f"https://127.0.0.1:{port}/"))


@pytest.mark.parametrize("target", ["", "ftp://127.0.0.1/", "http://", "no address", "http://[::1"])
def test_what_is_no_address_is_permanent(webhook: WebhookChannel, target: str) -> None:
    with pytest.raises(PermanentFailure):
        webhook.send(_parcel(target))


def test_a_secret_that_is_none_is_permanent(webhook: WebhookChannel, receiver: Receiver) -> None:
    with pytest.raises(PermanentFailure, match="whsec_"):
        webhook.send(_parcel(f"{receiver.url}/ok/", secret="whsec_not base64!"))
    assert not receiver.told


def test_a_parcel_crosses_the_line_unchanged_and_hides_its_secret() -> None:
    parcel = _parcel("https://receiver.example/hook")
    assert Parcel.of_line(parcel.to_line()) == parcel
    assert SECRET not in repr(parcel)
    assert replace(parcel, body="a\nb").to_line().count(b"\n") == 1
