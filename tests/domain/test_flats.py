"""What a grid of flats shows first, and in which order."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from domain.alerts import AlertState
from domain.flats import number_order, worst
from domain.severity import Severity
from tests.domain.making import firing

ALERT = firing()
EARLIER = timedelta(minutes=5)
TEXTS = st.text(alphabet="0123456789单元-a", max_size=8)


def test_flats_are_in_the_order_of_their_numbers() -> None:
    flats = ["2单元1001", "2单元502", "1单元101", "", "10单元1", "阁楼"]
    assert sorted(flats, key=number_order) == ["", "阁楼", "1单元101", "2单元502", "2单元1001", "10单元1"]


@given(st.lists(TEXTS, max_size=6), st.randoms())
def test_any_texts_have_one_order(flats: list[str], random: Random) -> None:
    shuffled = random.sample(flats, len(flats))
    assert [number_order(one) for one in sorted(shuffled, key=number_order)] == sorted(map(number_order, flats))


def test_nothing_open_is_nothing_bad() -> None:
    assert worst([]) is None


def test_what_is_about_a_person_stands_before_what_is_about_a_device() -> None:
    device = replace(ALERT, id="device", technical=True, severity=Severity.CRITICAL)
    person = replace(ALERT, id="person", severity=Severity.INFO)
    assert worst([device, person]) == person


def test_the_more_severe_then_the_unanswered_then_the_older_stands_first() -> None:
    warning = replace(ALERT, id="warning", severity=Severity.WARNING)
    taken = replace(ALERT, id="taken", severity=Severity.CRITICAL, state=AlertState.ACKNOWLEDGED)
    waiting = replace(ALERT, id="waiting", severity=Severity.CRITICAL)
    older = replace(waiting, id="older", started_at=ALERT.started_at - EARLIER)
    found = [warning, taken, waiting, older]
    order = []
    while found:
        first = worst(found)
        assert first is not None
        order.append(first.id)
        found.remove(first)
    assert order == ["older", "waiting", "taken", "warning"]
