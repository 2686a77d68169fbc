"""Apprise URLs, sent to a real server on this machine; robots that refuse by a 200 are not believed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.wecombot import NotifyWeComBot

from alerts.channels.apprise_channel import AppriseChannel
from alerts.channels.failures import PermanentFailure, TemporaryFailure
from alerts.channels.heard import CODES
from alerts.channels.parcel import ChannelSettings, Parcel
from alerts.delivery_parcels import parcel_of
from domain.notifications import Channel, ChannelKind
from tests.alerts.delivery_cast import NOW, a_message, an_alert
from tests.alerts.receivers import Receiver, mute_port, receiving

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # apprise imports it

ROBOTS = ["wecombot://key-1", "dingtalk://token1"]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


@pytest.fixture
def channel() -> AppriseChannel:
    return AppriseChannel(ChannelSettings(deadline=1.0, console_file=Path("unused")))


def _parcel(target: str) -> Parcel:
    told = Channel(id="group", person="wang", kind=ChannelKind.APPRISE, target=target)
    return parcel_of(a_message(an_alert(), channel=told), NOW)


def _json_url(receiver: Receiver, behaviour: str) -> str:
    return f"json://{receiver.url.removeprefix('http://')}/{behaviour}/"


def _move_robots(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """Let the robots' providers stand on this machine."""
    monkeypatch.setattr(NotifyWeComBot, "notify_url", f"{url}?key={{key}}")
    monkeypatch.setattr(NotifyDingTalk, "notify_url", f"{url}?access_token={{token}}")


def test_a_group_reads_the_short_text_only(channel: AppriseChannel, receiver: Receiver) -> None:
    parcel = _parcel(_json_url(receiver, "ok"))
    channel.send(parcel)
    said = json.loads(receiver.told[0].body)
    assert f"{said['title']}\n{said['message']}" == parcel.short
    assert "林秀英" not in receiver.told[0].body.decode()


@pytest.mark.parametrize("behaviour", ["500", "429", "redirect", "reset"])
def test_what_may_pass_is_temporary(channel: AppriseChannel, receiver: Receiver, behaviour: str) -> None:
    with pytest.raises(TemporaryFailure):
        channel.send(_parcel(_json_url(receiver, behaviour)))
    assert len(receiver.told) == 1


def test_retry_after_is_heard(channel: AppriseChannel, receiver: Receiver) -> None:
    with pytest.raises(TemporaryFailure) as failure:
        channel.send(_parcel(_json_url(receiver, "429")))
    assert failure.value.retry_after == 7


@pytest.mark.parametrize("behaviour", ["400", "410"])
def test_a_refusal_for_good_is_permanent(channel: AppriseChannel, receiver: Receiver, behaviour: str) -> None:
    with pytest.raises(PermanentFailure, match=f"HTTP {behaviour}"):
        channel.send(_parcel(_json_url(receiver, behaviour)))


def test_a_closed_port_is_temporary_with_what_apprise_logged(channel: AppriseChannel) -> None:
    with mute_port() as port:
        pass
    with pytest.raises(TemporaryFailure, match="Connection error"):
        channel.send(_parcel(f"json://127.0.0.1:{port}/"))


@pytest.mark.parametrize("target", ["", "no url", "nosuchscheme://host", "dingtalk://no-such-token!"])
def test_what_is_no_address_is_permanent_and_not_repeated_in_the_error(channel: AppriseChannel, target: str) -> None:
    with pytest.raises(PermanentFailure) as failure:
        channel.send(_parcel(target))
    assert not target or target not in str(failure.value)


REFUSALS = {
    "refuse": TemporaryFailure,
    "gibberish": TemporaryFailure,
    "500": TemporaryFailure,
    "unknown-robot": PermanentFailure,
}


@pytest.mark.parametrize("robot", ROBOTS)
@pytest.mark.parametrize("behaviour", REFUSALS)
def test_a_robot_that_refuses_by_a_200_is_not_believed(
    channel: AppriseChannel, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, robot: str, behaviour: str
) -> None:
    _move_robots(monkeypatch, f"{receiver.url}/{behaviour}/")
    with pytest.raises(REFUSALS[behaviour]):
        channel.send(_parcel(robot))
    assert len(receiver.told) == 1


@pytest.mark.parametrize("robot", ROBOTS)
def test_a_robot_that_says_zero_has_it(
    channel: AppriseChannel, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, robot: str
) -> None:
    _move_robots(monkeypatch, f"{receiver.url}/accept/")
    parcel = _parcel(robot)
    channel.send(parcel)
    said = json.loads(receiver.told[0].body)["text"]["content"]
    assert said.split() == parcel.short.split()


def test_several_messages_in_a_row_do_not_wait_for_apprises_throttle(
    channel: AppriseChannel, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apprise.url.time.sleep", lambda seconds: pytest.fail(f"slept {seconds} s"))
    for _ in range(3):
        channel.send(_parcel(_json_url(receiver, "ok")))


def test_the_robots_are_schemes_that_apprise_knows() -> None:
    from apprise import Apprise

    known = {schema for service in Apprise().details()["schemas"] for schema in service["secure_protocols"] or ()}
    assert set(CODES) <= known
