"""Providers that count: never more than they take in any of their minutes, and nothing waits for long."""

import pytest
from apprise import Apprise
from hypothesis import given
from hypothesis import strategies as st

from alerts.channels.limits import BY_SCHEME, Limit, limits_of
from alerts.delivery_allowance import Allowance
from alerts.delivery_lanes import Circuit, Held, Lanes
from domain.notifications import Channel, ChannelKind, DeliveryState
from domain.severity import Severity
from store.records.outbox import Delivery as Row
from tests.alerts.delivery_cast import NOW, a_message, a_notification, an_alert

TWENTY = (Limit(count=20, seconds=60.0),)
FEISHU = (Limit(count=5, seconds=1.0), Limit(count=100, seconds=60.0))
ROBOT = Channel(id="robot", person="wang", kind=ChannelKind.APPRISE, target="wecombot://key", is_group=True)


def _held(number: int, moment: float, severity: Severity = Severity.CRITICAL) -> Held:
    alert = an_alert(number, severity=severity)
    row = Row(
        notification=a_notification(alert, ROBOT.id),
        state=DeliveryState.WAITING,
        attempts=1,
        next_attempt_at=NOW,
        worker="w",
        ended_at=None,
        error="",
        receipt="",
    )
    message = a_message(alert, channel=ROBOT)
    return Held(row=row, message=message, endpoint="apprise:wecombot://key", since=moment, until=moment + 60)


def _play(arrivals: list[float], until: float = 400.0) -> tuple[list[float], dict[str, float]]:
    """Let messages arrive at these moments; give when something was sent, and how long each of them waited."""
    lanes, sent, waited, came, moment = Lanes(), list[float](), dict[str, float](), sorted(arrivals), 0.0
    number = 0
    while moment < until:
        while came and came[0] <= moment:
            number += 1
            lanes.add(_held(number, came.pop(0)))
        for held in lanes.ready(moment):
            gone = [held, *lanes.companions(held, moment)]
            for one in gone[1:]:
                lanes.drop(one)
            lanes.begin(held, moment)
            lanes.ended(held.endpoint, moment)
            sent.append(moment)
            waited |= {one.id: moment - one.since for one in gone}
        moment += 0.5
    return sent, waited


@given(st.lists(st.floats(0, 200), max_size=120))
def test_a_robot_never_gets_more_than_twenty_in_any_minute_and_nothing_waits_a_minute(arrivals: list[float]) -> None:
    sent, waited = _play(arrivals)
    assert len(waited) == len(arrivals), "nothing is dropped"
    assert all(sum(at <= other < at + 60 for other in sent) <= 20 for at in sent)
    assert max(waited.values(), default=0) <= 20


def test_a_hundred_at_once_are_one_message_at_once() -> None:
    sent, waited = _play([0.0] * 100)
    assert (sent, len(waited)) == ([0.0], 100)


def test_few_go_one_by_one() -> None:
    sent, _ = _play([0.0, 1.0, 2.0])
    assert len(sent) == 3


def test_the_lanes_say_that_an_endpoint_waits_for_its_minute() -> None:
    lanes = Lanes()
    for number in range(15):
        lanes.add(_held(number, 0.0))
        lanes.begin(_held(number, 0.0), 0.0)
        lanes.ended("apprise:wecombot://key", 0.0)
    lanes.add(_held(16, 0.0))
    assert list(lanes.ready(1.0)) == []
    assert (lanes.limited(1.0), lanes.limited(30.0)) == (1, 0)


def test_five_a_second_are_spaced_and_not_merged() -> None:
    allowance = Allowance(FEISHU)
    for _ in range(5):
        assert allowance.next_at(0.0) == 0.0
        allowance.spend(0.0)
    assert 1.0 < allowance.next_at(0.5) < 1.5
    assert allowance.fits(60, 0.5)


def test_what_nobody_counts_is_not_limited() -> None:
    allowance = Allowance(())
    for _ in range(1000):
        allowance.spend(0.0)
    assert (allowance.next_at(0.0), allowance.fits(1000, 0.0), allowance.is_used(0.0)) == (0.0, True, False)


@pytest.mark.parametrize(
    ("target", "limits"),
    [
        ("wecombot://key", TWENTY),
        ("WeComBot://key", TWENTY),
        ("dingtalk://secret@token", TWENTY),
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k", TWENTY),
        ("https://oapi.dingtalk.com/robot/send?access_token=t", TWENTY),
        ("feishu://token", FEISHU),
        ("https://open.larksuite.com/open-apis/bot/v2/hook/t", FEISHU),
        ("ntfy://topic", ()),
        ("http://[::1", ()),
    ],
)
def test_limits_are_known_by_the_address(target: str, limits: tuple[Limit, ...]) -> None:
    assert limits_of(ChannelKind.APPRISE, target) == limits
    assert limits_of(ChannelKind.WEBHOOK, target) == ()


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
def test_the_schemes_are_some_that_apprise_knows() -> None:
    known = {schema for service in Apprise().details()["schemas"] for schema in service["secure_protocols"] or ()}
    assert set(BY_SCHEME) <= known


def test_a_circuit_opens_by_a_failure_is_half_open_after_its_rest_and_closes_by_an_answer() -> None:
    lanes, held = Lanes(), _held(1, 0.0)
    lanes.add(held)
    lanes.begin(held, 0.0)
    assert lanes.circuits(0.0) == {Circuit.CLOSED: 1}
    lanes.failed(held.endpoint)
    lanes.rest(held.endpoint, until=10.0)
    assert lanes.circuits(5.0) == {Circuit.OPEN: 1}
    assert lanes.circuits(11.0) == {Circuit.HALF_OPEN: 1}
    lanes.add(held)
    lanes.add(_held(2, 11.0))
    [tried] = lanes.ready(11.0)
    lanes.begin(tried, 11.0)
    assert list(lanes.ready(11.0)) == [], "one try only"
    lanes.ended(held.endpoint, 12.0)
    assert lanes.circuits(12.0) == {Circuit.CLOSED: 1}
