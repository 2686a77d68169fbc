"""Posts, leave, shifts and hand-overs rest as they were said."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from domain.access import Deed
from domain.errors import BadInput, NotFound, Refused
from domain.rosters import Duty, Handover, Leave, OnDuty, Post, Shift, on_duty
from store.records import Records
from store.records.audit import Entry
from tests.neighbourhood import BUILDING, OFFICER, OTHER_BUILDING, OTHER_STEWARD, STEWARD, cast

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
LATER = NOW + DAY
LEAVE = Leave(id="l1", person=STEWARD, starts_at=NOW, ends_at=LATER, set_by=OFFICER, why="探亲")
SHIFT = Shift(
    id="h1", person=STEWARD, area=BUILDING, weekdays=frozenset({0, 6}), starts=time(20), ends=time(8), last=LATER.date()
)
DEPUTY = Post(person=OTHER_STEWARD, area=BUILDING, since=NOW, duty=Duty.DEPUTY)
HANDOVER = Handover(
    id="o1", area=BUILDING, from_person=STEWARD, to_person=OTHER_STEWARD, at=LATER, by=OFFICER, why="换班"
)


@pytest.fixture
def house(any_records: Records) -> Records:
    """Give records with the cast in them."""
    cast(any_records, NOW)
    return any_records


def test_a_roster_holds_posts_leave_and_shifts_of_its_area(house: Records) -> None:
    house.rosters.assign(DEPUTY, OFFICER, NOW)
    house.rosters.put_leave(LEAVE, NOW)
    house.rosters.put_shift(SHIFT, OFFICER, NOW)
    roster = house.rosters.roster(BUILDING)
    assert roster.posts == (DEPUTY, Post(person=STEWARD, area=BUILDING, since=NOW))
    assert (roster.leaves, roster.shifts, roster.timezone) == ((LEAVE,), (SHIFT,), "Asia/Shanghai")
    both = house.rosters.rosters([BUILDING, OTHER_BUILDING, "nowhere"])
    assert both[BUILDING] == roster
    assert sorted(both) == [BUILDING, OTHER_BUILDING]
    assert (both[OTHER_BUILDING].leaves, both[OTHER_BUILDING].shifts) == ((), ())


def test_a_deputy_is_not_asked_before_the_primary(house: Records) -> None:
    house.rosters.assign(DEPUTY, OFFICER, NOW)
    assert [one.id for one in house.people.responsible(BUILDING, NOW)] == [STEWARD]
    assert on_duty(house.rosters.roster(BUILDING), NOW) == OnDuty(primary=(STEWARD,), deputies=(OTHER_STEWARD,))
    house.rosters.put_leave(LEAVE, NOW)
    assert on_duty(house.rosters.roster(BUILDING), NOW) == OnDuty(primary=(OTHER_STEWARD,))


def test_a_post_takes_the_place_of_the_one_before_and_twice_is_once(house: Records) -> None:
    rosters = house.rosters
    rosters.assign(DEPUTY, OFFICER, NOW)
    rosters.assign(replace(DEPUTY, since=LATER), OFFICER, NOW)
    rosters.assign(replace(DEPUTY, since=LATER, duty=Duty.PRIMARY), OFFICER, NOW)
    theirs = [one for one in rosters.roster(BUILDING).posts if one.person == OTHER_STEWARD]
    assert theirs == [replace(DEPUTY, until=LATER), replace(DEPUTY, since=LATER, duty=Duty.PRIMARY)]


def test_a_post_with_an_end_stands_beside_the_lasting_one(house: Records) -> None:
    rosters = house.rosters
    rosters.assign(DEPUTY, OFFICER, NOW)
    stand_in = replace(DEPUTY, since=LATER, until=LATER + DAY, duty=Duty.PRIMARY)
    rosters.assign(stand_in, OFFICER, NOW)
    assert [one for one in rosters.roster(BUILDING).posts if one.person == OTHER_STEWARD] == [DEPUTY, stand_in]
    with pytest.raises(Refused):
        rosters.assign(replace(stand_in, since=NOW), OFFICER, NOW)


def test_a_post_that_ends_is_kept_and_one_that_never_began_is_not(house: Records) -> None:
    rosters = house.rosters
    rosters.assign(replace(DEPUTY, since=LATER), OFFICER, NOW)
    rosters.end_post(OTHER_STEWARD, BUILDING, OFFICER, NOW)
    rosters.end_post(STEWARD, BUILDING, OFFICER, LATER)
    assert rosters.roster(BUILDING).posts == (Post(person=STEWARD, area=BUILDING, since=NOW, until=LATER),)
    with pytest.raises(NotFound):
        rosters.end_post(STEWARD, BUILDING, OFFICER, LATER)


def test_a_post_and_its_row_in_the_trail_are_one_transaction(house: Records) -> None:
    entry = Entry(at=NOW, person=OFFICER, deed=Deed.KEEP_ROSTERS, subject=OTHER_STEWARD, detail="post")
    loaded = house.audit.about([OTHER_STEWARD])
    with pytest.raises(NotFound):
        house.rosters.assign(replace(DEPUTY, person="nobody"), OFFICER, NOW, [entry])
    with pytest.raises(NotFound):
        house.rosters.end_post(OTHER_STEWARD, BUILDING, OFFICER, NOW, [entry])
    assert house.audit.about([OTHER_STEWARD]) == loaded
    house.rosters.assign(DEPUTY, OFFICER, NOW, [entry])
    house.rosters.end_post(OTHER_STEWARD, BUILDING, OFFICER, LATER, [replace(entry, detail="post ended")])
    assert [one.detail for one in house.audit.about([OTHER_STEWARD])][:2] == ["post ended", "post"]


def test_leave_ends_when_somebody_is_back(house: Records) -> None:
    house.rosters.put_leave(LEAVE, NOW)
    house.rosters.end_leave("l1", "steward-wang", NOW + DAY / 2)
    back = replace(LEAVE, ends_at=NOW + DAY / 2)
    assert house.rosters.leaves([STEWARD, OFFICER], NOW) == [back]
    assert house.rosters.leaves([OFFICER], NOW) == house.rosters.leaves([STEWARD], LATER) == []
    house.rosters.end_leave("l1", "steward-wang", LATER)
    assert house.rosters.leaves([STEWARD], NOW) == [back]


def test_a_shift_is_put_changed_and_removed(house: Records) -> None:
    house.rosters.put_shift(SHIFT, OFFICER, NOW)
    days = replace(SHIFT, weekdays=frozenset(range(7)), first=NOW.date(), last=None)
    house.rosters.put_shift(days, OFFICER, NOW)
    assert house.rosters.shifts(BUILDING) == [days]
    house.rosters.remove_shift("h1", OFFICER, NOW)
    assert house.rosters.shifts(BUILDING) == []
    with pytest.raises(NotFound):
        house.rosters.remove_shift("h1", OFFICER, NOW)


def test_a_hand_over_moves_the_post_with_its_duty_once(house: Records) -> None:
    house.rosters.hand_over(HANDOVER, NOW)
    house.rosters.hand_over(HANDOVER, NOW)
    assert house.rosters.handovers(BUILDING) == [HANDOVER]
    assert house.rosters.roster(BUILDING).posts == (
        Post(person=STEWARD, area=BUILDING, since=NOW, until=LATER),
        Post(person=OTHER_STEWARD, area=BUILDING, since=LATER),
    )
    assert house.people.principal(OTHER_STEWARD, LATER).areas == {BUILDING, OTHER_BUILDING}
    assert house.people.principal(STEWARD, LATER).areas == frozenset()


def test_a_hand_over_from_who_has_no_post_changes_nothing(house: Records) -> None:
    before = house.rosters.roster(BUILDING)
    with pytest.raises(NotFound):
        house.rosters.hand_over(replace(HANDOVER, from_person=OFFICER), NOW)
    assert (house.rosters.roster(BUILDING), house.rosters.handovers(BUILDING)) == (before, [])


def test_what_is_of_nobody_is_not_found(house: Records) -> None:
    rosters = house.rosters
    unknown: list[Callable[[], object]] = [
        lambda: rosters.roster("nowhere"),
        lambda: rosters.assign(replace(DEPUTY, person="nobody"), OFFICER, NOW),
        lambda: rosters.put_leave(replace(LEAVE, person="nobody"), NOW),
        lambda: rosters.end_leave("nothing", "steward-wang", NOW),
        lambda: rosters.put_shift(replace(SHIFT, area="nowhere"), OFFICER, NOW),
        lambda: rosters.hand_over(replace(HANDOVER, to_person="nobody"), NOW),
    ]
    for ask in unknown:
        with pytest.raises(NotFound):
            ask()


def test_what_means_nothing_is_refused(house: Records) -> None:
    rosters = house.rosters
    meaningless: list[Callable[[], object]] = [
        lambda: rosters.put_leave(replace(LEAVE, ends_at=NOW), NOW),
        lambda: rosters.put_shift(replace(SHIFT, weekdays=frozenset()), OFFICER, NOW),
        lambda: rosters.put_shift(replace(SHIFT, weekdays=frozenset({7})), OFFICER, NOW),
    ]
    for wrong in meaningless:
        with pytest.raises(BadInput):
            wrong()
