"""What people ask for on the command line."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.errors import BadRequest
from simulators.requests import duration, read_credentials, tellings, wanted
from tests.simulators.cast import DOOR, EVERYTHING, MONDAY


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("10m", 600), ("24h", 86_400), ("1h30m", 5400), ("7d", 604_800), ("250ms", 0.25)]
)
def test_durations_are_read_as_people_write_them(text: str, seconds: float) -> None:
    assert duration(text) == timedelta(seconds=seconds)


@given(st.text().filter(lambda text: not any(unit in text for unit in "smhd")))
def test_anything_else_is_no_duration_and_is_said_so(text: str) -> None:
    with pytest.raises(BadRequest, match="is no duration"):
        duration(text)


def test_a_scenario_is_asked_for_by_name_person_and_delay() -> None:
    request = wanted("fever:lin-xiuying@30s", EVERYTHING)
    assert (request.scenario.name, request.person, request.after) == ("fever", "lin-xiuying", timedelta(seconds=30))


def test_without_a_person_the_first_who_can_have_it_gets_it() -> None:
    assert wanted("hypertensive_crisis", EVERYTHING).person == "lin-xiuying"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("flood", "no scenario is called 'flood'; there are: answer_expires, "),
        ("fever:nobody", "fever needs a watch of 'nobody'; these have it: lin-xiuying"),
        ("fever@soon", "'soon' is no duration"),
    ],
)
def test_what_cannot_be_played_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(BadRequest, match=f"^{reason}"):
        wanted(text, EVERYTHING)


def test_a_story_needs_the_device_that_would_notice() -> None:
    with pytest.raises(BadRequest, match="fever needs a watch, and nobody simulated has that"):
        wanted("fever", [DOOR])


def test_stories_begin_after_their_delay() -> None:
    told = tellings([wanted("sos@1h", EVERYTHING), wanted("fall", EVERYTHING)], seed=1, start=MONDAY)
    assert [telling.start for telling in told["lin-xiuying"]] == [MONDAY + timedelta(hours=1), MONDAY]


def test_credentials_are_read_by_device(tmp_path: Path) -> None:
    path = tmp_path / "keys.yaml"
    path.write_text("lin-lane.watch-lin: {username: watch, password: abc}\n")
    assert read_credentials(path) == {"lin-lane.watch-lin": ("watch", "abc")}


def test_a_complaint_about_credentials_repeats_none(tmp_path: Path) -> None:
    path = tmp_path / "keys.yaml"
    path.write_text("lin-lane.watch-lin: {username: [hush], password: hush}\n")
    with pytest.raises(BadRequest, match=r"wrong at lin-lane\.watch-lin\.username") as caught:
        read_credentials(path)
    assert "hush" not in str(caught.value)
