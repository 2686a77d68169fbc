"""The seven rules of doors and inactivity: when each is breached, when it is clear, and what makes it unknown."""

import pytest

from domain.evaluation import Condition
from domain.outlooks import outlook
from domain.people import DeviceKind, Power
from tests.domain.home_stories import RULES, ZONE, Story, at

BREACHED, CLEAR, UNKNOWN, BETWEEN = Condition.BREACHED, Condition.CLEAR, Condition.UNKNOWN, Condition.BETWEEN
USUAL = ("08:10", "09:00", "16:20", "17:05")


def test_a_door_that_stands_open_for_ten_minutes_is_left_open_until_it_is_closed() -> None:
    story = Story()
    story.say(at("14:00"), door=1)
    before = story.judge("door_left_open", at("14:09"))
    assert (before.condition, before.look_at) == (CLEAR, at("14:10"))
    found = story.judge("door_left_open", at("14:10"))
    assert (found.condition, found.since, found.facts, found.device) == (BREACHED, at("14:00"), {"minutes": 10}, "door")
    story.say(at("14:11"), door=0)
    assert story.judge("door_left_open", at("14:11")).condition is CLEAR


def test_an_exit_at_night_without_a_return_or_a_sign_of_life_is_a_danger() -> None:
    story = Story()
    story.open_door(at("02:30"))
    assert story.judge("door_night_exit", at("03:14")).condition is CLEAR
    found = story.judge("door_night_exit", at("03:15"))
    assert (found.condition, found.since) == (BREACHED, at("02:30"))


def test_who_comes_back_within_the_time_was_only_out() -> None:
    story = Story()
    story.open_door(at("02:30"))
    story.open_door(at("02:50"))
    assert story.judge("door_night_exit", at("03:16")).condition is CLEAR
    assert story.judge("door_night_exit", at("03:35")).condition is BREACHED  # nobody knows which way they went
    story.say(at("03:36"), "monitor", kind=DeviceKind.MONITOR, heart_rate=70)
    assert story.judge("door_night_exit", at("03:40")).condition is CLEAR


def test_motion_of_whoever_goes_out_is_no_sign_of_life_indoors() -> None:
    story = Story()
    story.say(at("02:30"), door=1, motion=1)
    story.say(at("02:31"), door=0, motion=0)
    assert story.judge("door_night_exit", at("03:20")).condition is BREACHED
    story.say(at("03:21"), motion=1)
    assert story.judge("door_night_exit", at("03:22")).condition is CLEAR


def test_an_opening_at_night_is_unknown_until_two_weeks_are_known() -> None:
    story = Story(since=at("00:00", -10))
    story.live(10, *USUAL)
    story.open_door(at("02:00"))
    assert story.judge("door_opened_at_night", at("02:01")).condition is UNKNOWN


def test_an_opening_at_an_hour_at_which_this_person_never_opens_is_unusual() -> None:
    story = Story()
    story.live(16, *USUAL)
    story.open_door(at("02:00"))
    found = story.judge("door_opened_at_night", at("02:01"))
    assert (found.condition, found.since, found.facts) == (BREACHED, at("02:00"), {"nights": 0, "of": 14})
    assert found.look_at == at("06:00")
    assert story.judge("door_opened_at_night", at("06:00")).condition is CLEAR


def test_an_opening_by_a_clock_that_is_minutes_ahead_has_happened() -> None:
    story = Story()
    story.live(15, *USUAL)
    story.open_door(at("02:04"))
    assert story.judge("door_opened_at_night", at("02:01")).condition is BREACHED
    assert story.judge("door_opened_at_night", at("01:58")).condition is not BREACHED


def test_an_opening_at_an_hour_at_which_this_person_often_opens_is_not() -> None:
    story = Story()
    story.live(16, *USUAL, "05:10")
    story.open_door(at("05:30"))
    assert story.judge("door_opened_at_night", at("05:31")).condition is CLEAR
    story.open_door(at("02:30", 1))
    assert story.judge("door_opened_at_night", at("02:31", 1)).condition is BREACHED


def test_the_fourth_opening_in_a_night_across_midnight_is_too_often() -> None:
    story = Story()
    story.live(2, *USUAL)
    for moment in (at("22:30"), at("23:50"), at("00:40", 1)):
        story.open_door(moment)
    assert story.judge("door_opened_often", at("00:41", 1)).condition is CLEAR
    story.open_door(at("03:00", 1))
    found = story.judge("door_opened_often", at("03:01", 1))
    assert (found.condition, found.since, found.facts["count"]) == (BREACHED, at("03:00", 1), 4)
    assert story.judge("door_opened_often", at("06:00", 1)).condition is CLEAR


def test_as_often_as_on_the_busiest_night_of_two_weeks_is_usual() -> None:
    story = Story()
    story.live(16, "22:10", "22:40", "23:10", "23:40", "05:50")
    for clock in ("22:10", "22:40", "23:10", "23:40"):
        story.open_door(at(clock))
    assert story.judge("door_opened_often", at("23:41")).condition is CLEAR


def test_a_door_that_was_not_opened_for_as_long_as_never_before_is_told_in_the_daytime() -> None:
    story = Story()
    story.live(16, *USUAL)
    calm = story.judge("door_not_opened", at("16:00"))
    assert calm.condition is CLEAR
    found = story.judge("door_not_opened", at("17:06"))
    assert (found.condition, found.since) == (BREACHED, at("17:05", -1))
    assert found.facts == {"hours": 24.0, "usual_hours": 15.1}


def test_what_is_due_at_night_waits_for_the_morning() -> None:
    story = Story()
    story.live(16, "20:30")
    story.say(at("20:30", -1), door=0)
    found = story.judge("door_not_opened", at("23:59", 1))
    assert (found.condition, found.look_at) == (BETWEEN, at("08:00", 2))
    assert story.judge("door_not_opened", at("08:00", 2)).condition is BREACHED


def test_before_two_weeks_are_known_a_day_and_a_half_must_pass() -> None:
    story = Story(since=at("00:00", -2))
    story.open_door(at("20:00", -1))
    assert story.judge("door_not_opened", at("07:59", 1)).condition is CLEAR
    found = story.judge("door_not_opened", at("08:00", 1))
    assert (found.condition, found.facts) == (BREACHED, {"hours": 36.0})


def test_a_pause_as_long_as_this_person_often_makes_is_usual() -> None:
    story = Story()
    for day in range(-16, 0, 2):
        story.open_door(at("09:00", day))
    found = story.judge("door_not_opened", at("08:59", 1))
    assert (found.condition, found.look_at) == (CLEAR, at("09:00", 1))


def test_not_opened_by_ten_says_something_of_who_always_does() -> None:
    story = Story()
    story.live(16, *USUAL)
    assert story.judge("door_not_opened_by", at("09:59")).condition is CLEAR
    found = story.judge("door_not_opened_by", at("10:00"))
    assert (found.condition, found.since, found.look_at) == (BREACHED, at("10:00"), at("00:00", 1))
    story.open_door(at("11:00"))
    assert story.judge("door_not_opened_by", at("11:01")).condition is CLEAR


def test_not_opened_by_ten_says_nothing_of_who_often_does_not() -> None:
    story = Story()
    story.live(16, "12:00")
    assert story.judge("door_not_opened_by", at("10:30")).condition is UNKNOWN


def test_out_and_not_back_by_day_needs_something_that_would_tell_of_life() -> None:
    story = Story()
    story.open_door(at("09:00"))
    assert story.judge("door_out_not_back", at("17:30")).condition is UNKNOWN
    story.say(at("08:00"), "hall", motion=1)
    story.home.hear("hall", at("17:00"))
    found = story.judge("door_out_not_back", at("17:30"))
    assert (found.condition, found.since, found.facts) == (BREACHED, at("09:00"), {"hours": 8.5})


def test_a_bedside_monitor_on_mains_is_a_source_while_it_speaks() -> None:
    story = Story()
    story.measure(at("08:00"), power=Power.MAINS)
    story.open_door(at("09:00"))
    assert story.judge("door_out_not_back", at("17:30")).condition is UNKNOWN
    story.home.hear("monitor", at("17:25"))
    assert story.judge("door_out_not_back", at("17:30")).condition is BREACHED


@pytest.mark.parametrize("rule", sorted(one for one in RULES if one.startswith("door_") and one != "door_silent"))
def test_a_sensor_not_heard_of_for_25_hours_makes_every_door_rule_unknown(rule: str) -> None:
    story = Story()
    story.live(16, *USUAL)
    story.say(at("17:30", -1), door=1)
    dead = at("12:00", 2)
    found = outlook(RULES[rule], story.home, dead, ZONE)
    assert found.condition is (CLEAR if rule in {"door_opened_at_night", "door_opened_often"} else UNKNOWN)


@pytest.mark.parametrize("rule", sorted(one for one in RULES if one.startswith("door_") and one != "door_silent"))
def test_a_home_that_has_not_said_anything_is_unknown(rule: str) -> None:
    assert outlook(RULES[rule], Story().home, at("12:00"), ZONE).condition is UNKNOWN


def test_a_retained_message_that_is_replayed_is_no_event() -> None:
    story = Story()
    story.say(at("12:00"), door=1, history=True)
    assert story.judge("door_left_open", at("12:30")).condition is UNKNOWN


@pytest.mark.parametrize("rule", ["door_left_open", "door_night_exit", "door_not_opened"])
def test_who_comes_back_from_being_away_is_not_told_of_at_once(rule: str) -> None:
    story = Story()
    story.live(16, *USUAL)
    story.say(at("02:00"), door=1)
    story.home.counts_from = at("12:00", 3)
    found = story.judge(rule, at("12:01", 3))
    assert found.condition is UNKNOWN
    assert found.look_at is not None
    later = story.judge(rule, at("12:00", 6))
    assert (later.condition, later.since) == (BREACHED, at("12:00", 3))
