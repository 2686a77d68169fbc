"""Who is on duty: posts, deputies, leave, shifts over midnight, and the days on which clocks change."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from domain.rosters import Duty, Leave, OnDuty, Post, Roster, Shift, on_duty, uncovered

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
LONG_AGO = NOW - timedelta(days=365)
WANG = Post(person="wang", area="building-3", since=LONG_AGO)
DENG = replace(WANG, person="deng", duty=Duty.DEPUTY)
BOTH = Roster(area="building-3", timezone="Asia/Shanghai", posts=(WANG, DENG))
LEAVE = Leave(id="l1", person="wang", starts_at=NOW, ends_at=NOW + HOUR, set_by="li")
NIGHTS = Shift(
    id="s1", person="wang", area="building-3", weekdays=frozenset({0, 1, 2, 3, 4}), starts=time(22), ends=time(6)
)


def _local(day: int, hour: float, zone_hours: int = 8) -> datetime:
    return datetime(2026, 11, day, tzinfo=UTC) + (hour - zone_hours) * HOUR


def test_primaries_are_asked_and_deputies_stand_by() -> None:
    assert on_duty(BOTH, NOW) == OnDuty(primary=("wang",), deputies=("deng",))


@pytest.mark.parametrize(("hours", "primary"), [(-0.01, "wang"), (0, "deng"), (0.99, "deng"), (1, "wang")])
def test_a_deputy_stands_in_from_the_beginning_of_a_leave_to_before_its_end(hours: float, primary: str) -> None:
    assert on_duty(replace(BOTH, leaves=(LEAVE,)), NOW + hours * HOUR).primary == (primary,)


@pytest.mark.parametrize(
    ("moment", "there"),
    [
        (_local(23, 21.99), False),
        (_local(23, 22), True),
        (_local(24, 5.99), True),
        (_local(24, 6), False),
        (_local(28, 5), True),
        (_local(28, 23), False),
        (_local(30, 3), False),
    ],
)
def test_a_night_shift_belongs_to_the_local_day_on_which_it_begins(*, moment: datetime, there: bool) -> None:
    roster = replace(BOTH, posts=(WANG,), shifts=(NIGHTS,))
    assert (on_duty(roster, moment).primary == ("wang",)) is there


def test_a_shift_holds_between_its_first_and_its_last_day() -> None:
    until = replace(NIGHTS, first=_local(24, 12).date(), last=_local(24, 12).date())
    roster = replace(BOTH, posts=(WANG,), shifts=(until,))
    assert [on_duty(roster, _local(day, 23)).primary for day in (23, 24, 25)] == [(), ("wang",), ()]


def test_a_shift_keeps_its_hours_on_the_wall_where_clocks_are_set_back() -> None:
    day = replace(NIGHTS, weekdays=frozenset(range(7)), starts=time(8), ends=time(16))
    roster = Roster(area="b", timezone="Europe/Berlin", posts=(WANG,), shifts=(day,))
    summer, winter = datetime(2026, 10, 24, 6, 30, tzinfo=UTC), datetime(2026, 10, 25, 6, 30, tzinfo=UTC)
    assert [bool(on_duty(roster, moment).primary) for moment in (summer, winter, winter + HOUR)] == [True, False, True]


def test_a_post_that_ended_is_nobody_s() -> None:
    over = replace(BOTH, posts=(replace(WANG, until=NOW),))
    assert (on_duty(over, NOW - HOUR).primary, on_duty(over, NOW).primary) == (("wang",), ())


@pytest.mark.parametrize(
    ("roster", "gap"),
    [
        (BOTH, None),
        (replace(BOTH, leaves=(LEAVE,)), None),
        (replace(BOTH, posts=(WANG,), leaves=(LEAVE,)), (0, 1)),
        (replace(BOTH, posts=(WANG,), leaves=(replace(LEAVE, starts_at=NOW + 20 * HOUR, ends_at=NOW + 99 * HOUR),)),
         (20, 24)),
        (replace(BOTH, posts=(WANG,), shifts=(NIGHTS,)), (0, 6)),
        (replace(BOTH, posts=()), (0, 24)),
        (replace(BOTH, posts=(replace(WANG, until=NOW + 3 * HOUR), replace(DENG, since=NOW + 4 * HOUR))), (3, 4)),
    ],
)  # fmt: skip
def test_a_day_ahead_shows_its_first_hole(roster: Roster, gap: tuple[float, float] | None) -> None:
    found = uncovered(roster, NOW, NOW + 24 * HOUR)
    assert found == (None if gap is None else (NOW + gap[0] * HOUR, NOW + gap[1] * HOUR))
