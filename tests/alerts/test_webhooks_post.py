"""One call of a webhook, against real servers: what is sent, where it may lead, and that it ends in time."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from standardwebhooks import Webhook as Signed

from alerts.webhooks_line import Resolve
from alerts.webhooks_line import resolve as ask_machine
from alerts.webhooks_post import Answer, Post
from domain.addresses import Allowed
from domain.webhooks import CHOSEN, OLD_SECRET_HOLDS, Webhook, trial_of
from tests.alerts.receivers import Receiver, mute_port, receiving
from tests.alerts.webhook_tls import receiving_by_tls

NOW = datetime(2026, 11, 24, 2, 23, tzinfo=UTC)
SECRET, OLD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
METADATA = "169.254.169.254"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


def _hook(url: str) -> Webhook:
    return Webhook(
        id="hook",
        area="lane",
        name="crm",
        url=url,
        kinds=CHOSEN,
        secret=SECRET,
        made_by="li",
        made_at=NOW,
        after=0,
    )


def _call(url: str, allowed: str, resolve: Resolve = ask_machine, deadline: float = 1.0) -> Answer:
    post = Post(Allowed.of(allowed), deadline, lambda: datetime.now(UTC), resolve)
    return post.send(_hook(url), trial_of(_hook(url), "event-1", NOW))


def _here(receiver: Receiver) -> str:
    return receiver.url.removeprefix("http://")


def test_a_receiver_can_verify_the_event(receiver: Receiver) -> None:
    assert _call(f"{receiver.url}/ok/?k=1", _here(receiver)) == Answer(status=204)
    [told] = receiver.told
    event = Signed(SECRET).verify(told.body, told.headers)
    assert (event["id"], event["type"], told.path) == ("event-1", "org.banister.webhook.test.v1", "/ok/?k=1")
    assert told.headers["webhook-id"] == trial_of(_hook(""), "event-1", NOW).id
    assert told.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    assert told.headers["host"] == _here(receiver)


def test_while_a_secret_takes_the_others_place_both_verify(receiver: Receiver) -> None:
    now = datetime.now(UTC)
    hook = replace(_hook(f"{receiver.url}/ok/"), old_secret=OLD, old_until=now + OLD_SECRET_HOLDS)
    for moment in (now, now + OLD_SECRET_HOLDS):
        post = Post(Allowed.of(_here(receiver)), 1.0, lambda moment=moment: moment)  # type: ignore[misc]  # bound now
        assert not post.send(hook, trial_of(hook, "e", NOW)).error
    first, second = receiver.told
    assert Signed(OLD).verify(first.body, first.headers) == Signed(SECRET).verify(first.body, first.headers)
    assert len(second.headers["webhook-signature"].split()) == 1


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "https://127.0.0.1/", f"https://{METADATA}/", "https://2130706433/"]
)
def test_an_inner_address_is_not_called(url: str) -> None:
    assert _call(url, "").error.startswith("not called: ")


def test_a_name_that_leads_inside_is_not_called(receiver: Receiver) -> None:
    port = int(receiver.url.rsplit(":", 1)[1])
    answer = _call(f"https://hook.example:{port}/ok/", f"10.0.0.0/8:{port}", lambda *_: ["10.0.0.9", "127.0.0.1"])
    assert answer.error == "not called: hook.example leads to 127.0.0.1, which is no address of the open internet"
    assert not receiver.callers


def test_a_name_that_leads_elsewhere_the_second_time_is_checked_the_second_time(receiver: Receiver) -> None:
    port = int(receiver.url.rsplit(":", 1)[1])
    answers = [["127.0.0.1"], [METADATA], ["127.0.0.1"]]
    asked = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return answers[len(asked) - 1]

    got = [_call(f"https://hook.example:{port}/", f"127.0.0.1:{port}", resolve) for _ in answers]
    assert [METADATA in one.error for one in got] == [False, True, False]
    assert asked == ["hook.example"] * 3


def test_the_connection_goes_to_the_checked_address_and_tls_says_the_name(tmp_path: Path) -> None:
    with receiving_by_tls(tmp_path, "hook.example") as (receiver, port, trusting):
        allowed = Allowed.of(f"127.0.0.1:{port}")
        for name in ("hook.example", "other.example"):
            post = Post(allowed, 2.0, lambda: datetime.now(UTC), lambda *_: ["127.0.0.1"], trusting)
            hook = _hook(f"https://{name}:{port}/ok/")
            answer = post.send(hook, trial_of(hook, "e", NOW))
            assert bool(answer.error) is (name == "other.example"), answer
        [told] = receiver.told
        assert told.headers["host"] == f"hook.example:{port}"


@pytest.mark.parametrize("behaviour", ["redirect", "moved", "to-metadata"])
def test_redirects_are_not_followed(receiver: Receiver, behaviour: str) -> None:
    answer = _call(f"{receiver.url}/{behaviour}/", _here(receiver))
    assert answer.status in {301, 302, 307}
    assert answer.error
    assert [one.path for one in receiver.told] == [f"/{behaviour}/"]


@pytest.mark.parametrize("behaviour", ["hang", "drip-headers"])
def test_an_attempt_ends_at_its_deadline(receiver: Receiver, behaviour: str) -> None:
    begun = time.monotonic()
    assert _call(f"{receiver.url}/{behaviour}/", _here(receiver), deadline=0.6).error.startswith("ReadTimeout")
    assert 0.5 < time.monotonic() - begun < 1.2


def test_tls_that_stalls_and_a_resolver_that_sleeps_end_at_the_deadline_too() -> None:
    def sleepy(_host: str, _port: int) -> list[str]:
        time.sleep(3)
        return ["1.1.1.1"]

    begun = time.monotonic()
    with mute_port() as port:
        assert _call(f"https://127.0.0.1:{port}/", f"127.0.0.1:{port}", deadline=0.5).error
    slow = _call("https://hook.example/", "", sleepy, deadline=0.5)
    assert "was not looked up in time" in slow.error
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize("behaviour", ["reset-after-200", "drip-body", "endless-body"])
def test_a_2xx_counts_whatever_becomes_of_its_body(receiver: Receiver, behaviour: str) -> None:
    assert _call(f"{receiver.url}/{behaviour}/", _here(receiver)) == Answer(status=200)


@pytest.mark.parametrize(
    ("behaviour", "answer"),
    [
        ("500", Answer(status=500, error="HTTP 500 out of order")),
        ("429", Answer(status=429, error="HTTP 429 {}", retry_after=7.0)),
        ("410", Answer(status=410, error="HTTP 410 {}", ended=True)),
        ("long-500", Answer(status=500, error="HTTP 500 " + "x" * 191)),
    ],
)
def test_what_a_refusal_means(receiver: Receiver, behaviour: str, answer: Answer) -> None:
    assert _call(f"{receiver.url}/{behaviour}/", _here(receiver)) == answer


def test_a_name_that_nobody_knows_and_a_closed_port_are_failures() -> None:
    def unknown(_host: str, _port: int) -> list[str]:
        raise OSError("no such name")

    assert "the name is not known" in _call("https://hook.example/", "", unknown).error
    assert "leads nowhere" in _call("https://hook.example/", "", lambda *_: []).error
    with mute_port() as port:
        pass
    assert "does not answer" in _call(f"http://127.0.0.1:{port}/", f"127.0.0.1:{port}").error


def test_a_body_is_one_cloudevent(receiver: Receiver) -> None:
    _call(f"{receiver.url}/ok/", _here(receiver))
    event = json.loads(receiver.told[0].body)
    assert event.keys() == {"specversion", "id", "source", "type", "time", "datacontenttype", "data"}
