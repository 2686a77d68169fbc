"""Where people's own webhooks may lead: the open internet by https, and what the operator has allowed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from alerts.channels.failures import PermanentFailure, TemporaryFailure
from alerts.channels.parcel import ChannelSettings, Parcel
from alerts.channels.webhook import WebhookChannel
from alerts.delivery_pool import SenderPool
from alerts.delivery_wire import Outcome
from alerts.webhooks_line import Resolve
from domain.notifications import ChannelKind
from tests.alerts.deliveries import until
from tests.alerts.receivers import LOOPBACK, Receiver, receiving
from tests.alerts.webhook_tls import receiving_by_tls

METADATA = "169.254.169.254"
SETTINGS = ChannelSettings(deadline=1.0, console_file=Path("unused"))
INNER = [
    "http://127.0.0.1/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://10.0.0.9/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    f"https://{METADATA}/latest/meta-data/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    f"https://[::ffff:{METADATA}]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[fd00::1]/",
    "https://[fe80::1%25lo]/",
    "https://user:word@hook.example/",
    "https://hook.example:9200/",
    "http://hook.example/",
]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


@contextmanager
def _channel(allow: str, *found: Sequence[str]) -> Iterator[WebhookChannel]:
    """Open a channel whose resolver gives these answers, one after another."""
    answers = iter(found)
    resolver: Resolve = lambda _host, _port: next(answers)  # noqa: E731 - one line that has no other use
    channel = WebhookChannel(replace(SETTINGS, webhook_allow=allow), resolver)
    yield channel
    channel.close()


def _parcel(target: str) -> Parcel:
    return Parcel(id="one", kind=ChannelKind.WEBHOOK, target=target, title="t", body="b", short="s", event="{}")


def _port(receiver: Receiver) -> str:
    return receiver.url.rsplit(":", 1)[1]


@pytest.mark.parametrize("url", INNER)
def test_an_inner_address_is_not_called_and_that_is_for_good(url: str) -> None:
    with _channel("") as channel, pytest.raises(PermanentFailure, match=r"^not called: "):
        channel.send(_parcel(url))


def test_nothing_reaches_a_receiver_in_here_that_nobody_allowed(receiver: Receiver) -> None:
    with _channel(f"10.0.0.0/8:{_port(receiver)}") as channel, pytest.raises(PermanentFailure):
        channel.send(_parcel(f"{receiver.url}/ok/"))
    assert not receiver.callers


@pytest.mark.parametrize("found", [["127.0.0.1"], ["10.0.0.9", "127.0.0.1"], ["::ffff:127.0.0.1"], [METADATA], []])
def test_a_name_that_leads_inside_is_not_called(receiver: Receiver, found: list[str]) -> None:
    target = _parcel(f"https://hook.example:{_port(receiver)}/ok/")
    with _channel(f"10.0.0.0/8:{_port(receiver)}", found) as channel, pytest.raises(PermanentFailure):
        channel.send(target)
    assert not receiver.callers


def test_a_name_is_checked_again_at_each_connection(receiver: Receiver) -> None:
    target = _parcel(f"https://hook.example:{_port(receiver)}/")
    with _channel(f"127.0.0.1:{_port(receiver)}", ["127.0.0.1"], [METADATA]) as channel:
        with pytest.raises(TemporaryFailure, match="SSL"):  # it was called, and speaks none
            channel.send(target)
        with pytest.raises(PermanentFailure, match=METADATA):
            channel.send(target)


@pytest.mark.parametrize("behaviour", ["redirect", "moved", "to-metadata"])
def test_no_redirect_leads_past_the_check(receiver: Receiver, behaviour: str) -> None:
    with _channel(LOOPBACK, ["127.0.0.1"]) as channel, pytest.raises((PermanentFailure, TemporaryFailure)):
        channel.send(_parcel(f"{receiver.url}/{behaviour}/"))
    assert [one.path for one in receiver.told] == [f"/{behaviour}/"]


@pytest.mark.parametrize("allow", ["127.0.0.1:*", "127.0.0.0/8:*", "crm.local:8080,127.0.0.1:{port}"])
def test_what_the_operator_allows_is_called(receiver: Receiver, allow: str) -> None:
    with _channel(allow.format(port=_port(receiver)), ["127.0.0.1"]) as channel:
        assert channel.send(_parcel(f"{receiver.url}/ok/")).text == "HTTP 204"
    assert receiver.told[0].headers["host"] == f"127.0.0.1:{_port(receiver)}"


def test_the_connection_goes_to_the_checked_address_and_tls_says_the_name(tmp_path: Path) -> None:
    with receiving_by_tls(tmp_path, "hook.example") as (receiver, port, trusting):
        settings = replace(SETTINGS, webhook_allow=f"127.0.0.1:{port}", deadline=4.0)
        channel = WebhookChannel(settings, lambda *_: ["127.0.0.1"], trusting)
        assert channel.send(_parcel(f"https://hook.example:{port}/ok/")).text == "HTTP 204"
        with pytest.raises(TemporaryFailure, match="certificate"):
            channel.send(_parcel(f"https://other.example:{port}/ok/"))
        channel.close()
        assert [one.headers["host"] for one in receiver.told] == [f"hook.example:{port}"]


@pytest.mark.parametrize(("allow", "refused"), [(LOOPBACK, False), ("", True)])
def test_the_allow_list_crosses_to_the_sending_child(receiver: Receiver, allow: str, *, refused: bool) -> None:
    pool = SenderPool(replace(SETTINGS, deadline=10.0, webhook_allow=allow), size=1)
    outcomes: list[Outcome] = []

    def heard() -> bool:
        outcomes.extend(pool.wait(0.05))
        return bool(outcomes)

    try:
        until(lambda: pool.wait(0.05) == [] and pool.take(_parcel(f"{receiver.url}/ok/")))
        until(heard)
    finally:
        pool.close()
    assert (outcomes[0].for_good, "not called" in str(outcomes[0].error)) == (refused, refused)
    assert bool(receiver.callers) is not refused
