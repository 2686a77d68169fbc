"""Web push, to a push service on this machine whose browser really decrypts."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from py_vapid import Vapid02

from alerts.channels.failures import Gone, PermanentFailure, TemporaryFailure
from alerts.channels.parcel import ChannelSettings, Parcel
from alerts.channels.push_note import LARGEST
from alerts.channels.webpush import WebPushChannel
from alerts.delivery_parcels import parcel_of
from domain.notifications import Channel, ChannelKind, Message, Reason
from domain.severity import Severity
from store.vapid import application_server_key, private_text
from tests.alerts.browsers import Browser
from tests.alerts.delivery_cast import NOW, a_message, an_alert
from tests.alerts.receivers import Receiver, Told, receiving

SECRET = b"s" * 32
ANSWER = "https://care.example/a/token"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


def _channel(*, allow_private: bool = True, subject: str = "mailto:banister@localhost") -> WebPushChannel:
    return WebPushChannel(
        ChannelSettings(
            deadline=1.0,
            console_file=Path("unused"),
            vapid_key=private_text(SECRET),
            webpush_subject=subject,
            webpush_allow_private=allow_private,
        )
    )


def _message(target: str, severity: Severity = Severity.CRITICAL) -> Message:
    channel = Channel(id="push", person="wang", kind=ChannelKind.WEBPUSH, target=target)
    return a_message(an_alert(severity=severity), channel=channel, acknowledge_link=ANSWER)


def _pushed(receiver: Receiver, severity: Severity = Severity.CRITICAL) -> tuple[Told, dict[str, object]]:
    """Push one message; give what the push service got, and what the browser reads."""
    browser = Browser()
    _channel().send(parcel_of(_message(browser.subscription(f"{receiver.url}/201/x"), severity), NOW))
    return receiver.told[0], browser.read(receiver.told[0].body)


def test_the_browser_reads_the_least_and_where_it_leads(receiver: Receiver) -> None:
    _, note = _pushed(receiver)
    assert note["alert"] == "alert-1"
    assert note["severity"] == "critical"
    assert note["link"] == "https://care.example/app/alerts/alert-1"
    assert note["actions"] == [
        {"action": "acknowledge", "url": ANSWER},
        {"action": "call", "url": "https://care.example/app/alerts/alert-1#call"},
        {"action": "open", "url": "https://care.example/app/alerts/alert-1"},
    ]
    shown = f"{note['title']} {note['short']}"
    assert "502" in shown
    assert not any(private in json.dumps(note, ensure_ascii=False) for private in ("林秀英", "180", "陈阿姨"))


def test_what_goes_over_the_wire_is_sealed(receiver: Receiver) -> None:
    told, _ = _pushed(receiver)
    assert b"alert-1" not in told.body
    assert told.headers["content-encoding"] == "aes128gcm"


def test_it_is_signed_with_our_key_for_that_push_service(receiver: Receiver) -> None:
    told, _ = _pushed(receiver)
    signed = told.headers["authorization"]
    assert Vapid02.verify(signed)
    assert signed.endswith(application_server_key(SECRET))
    claims = signed.split("t=")[1].split(".")[1]
    said = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    assert (said["aud"], said["sub"]) == (receiver.url, "mailto:banister@localhost")


@pytest.mark.parametrize(("severity", "urgency"), [(Severity.CRITICAL, "high"), (Severity.INFO, "normal")])
def test_what_hurries_is_urgent_and_kept_for_less_long(receiver: Receiver, severity: Severity, urgency: str) -> None:
    told, _ = _pushed(receiver, severity)
    assert told.headers["urgency"] == urgency
    assert int(told.headers["ttl"]) == (4 if severity is Severity.CRITICAL else 24) * 3600


def test_the_location_is_the_receipt(receiver: Receiver) -> None:
    parcel = parcel_of(_message(Browser().subscription(f"{receiver.url}/201/")), NOW)
    assert _channel().send(parcel).text == "HTTP 201 https://push.example/message/7"


def _sent(receiver: Receiver, behaviour: str) -> None:
    _channel().send(parcel_of(_message(Browser().subscription(f"{receiver.url}/{behaviour}/")), NOW))


@pytest.mark.parametrize("behaviour", ["404", "410"])
def test_a_subscription_that_has_ended_is_gone(receiver: Receiver, behaviour: str) -> None:
    with pytest.raises(Gone):
        _sent(receiver, behaviour)


def test_the_push_service_says_when_to_come_again(receiver: Receiver) -> None:
    with pytest.raises(TemporaryFailure, match="HTTP 429") as failure:
        _sent(receiver, "429")
    assert failure.value.retry_after == 7


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example/",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://10.0.0.8/",
        "https://[::1]/",
        "https://[fd00::1]/",
        "https://169.254.169.254/latest/",
        "ftp://push.example/",
        "https://",
    ],
)
def test_only_https_and_public_hosts_are_called(endpoint: str) -> None:
    with pytest.raises(PermanentFailure):
        _channel(allow_private=False).send(parcel_of(_message(Browser().subscription(endpoint)), NOW))


@pytest.mark.parametrize(
    "target",
    [
        "",
        "{}",
        "[]",
        "null",
        '{"endpoint": 7, "keys": {"p256dh": "x", "auth": "y"}}',
        '{"endpoint": "https://push.example/", "keys": null}',
        '{"endpoint": "http://127.0.0.1:1/", "keys": {"p256dh": "AAAA", "auth": "AAAA"}}',
        '{"endpoint": "http://[::1", "keys": {"p256dh": "x", "auth": "y"}}',
    ],
)
def test_what_is_no_subscription_is_permanent(target: str) -> None:
    with pytest.raises(PermanentFailure):
        _channel().send(parcel_of(_message(target), NOW))


def test_a_subject_that_is_none_is_told_by_the_settings_name(receiver: Receiver) -> None:
    parcel = parcel_of(_message(Browser().subscription(f"{receiver.url}/201/")), NOW)
    with pytest.raises(PermanentFailure, match="BANISTER_WEBPUSH_SUBJECT"):
        _channel(subject="somebody").send(parcel)


def test_a_push_is_small_whatever_the_names() -> None:
    long = a_message(
        an_alert(), channel=Channel(id="p", person="wang", kind=ChannelKind.WEBPUSH), place=("楼" * 3000, "1")
    )
    assert len(parcel_of(long, NOW).event.encode()) <= LARGEST
    assert json.loads(parcel_of(long, NOW).event)["alert"] == "alert-1"


def test_a_test_message_leads_to_the_app() -> None:
    channel = Channel(id="p", person="wang", kind=ChannelKind.WEBPUSH)
    parcel: Parcel = parcel_of(a_message(None, Reason.TEST, channel=channel, link="https://care.example"), NOW)
    note = json.loads(parcel.event)
    assert (note["alert"], note["link"], note["severity"]) == ("", "https://care.example", "info")
