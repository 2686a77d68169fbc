"""Deputies, quiet hours, shifts, policies, oxygen scales and rules of areas in a neighbourhood's file."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from banister.neighbourhood import BadNeighbourhood, read_neighbourhood
from domain.escalation import EscalationPolicy, EscalationStep, Receivers
from domain.hours import LocalHours
from domain.people import AreaKind
from domain.rosters import Duty, OnDuty, Shift, on_duty
from domain.severity import Severity
from store.records import Records
from store.records.neighbourhood import Assignment
from tests.banister.test_neighbourhood import file_of

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
SOUND = """\
version: 1
areas:
  - {id: street, kind: street, name: 街道}
  - {id: lane, kind: community, name: 社区, parent: street, site: lane}
  - {id: grid, kind: grid, name: 网格, parent: lane}
  - {id: house, kind: building, name: 楼, parent: grid}
households: [{id: flat, building: house, flat: "502"}]
residents:
  - {id: lin, name: 林, household: flat, oxygen_scale: 2, oxygen_scale_by: 李医生, oxygen_scale_why: 慢阻肺}
  - {id: zhou, name: 周, household: flat}
people:
  - {id: wang, name: 王, role: steward, areas: [house]}
  - {id: song, name: 宋, role: steward, deputy_for: [house]}
  - {id: mei, name: 梅, role: relative, quiet: "22:00-07:00"}
channels:
  - {id: robot, person: wang, kind: apprise, target: "wecombot://key"}
  - {id: own, person: wang, kind: apprise, target: "bark://key", is_group: false, rank: 1}
rules:
  - {area: house, rule: heart_rate_high, warning: 111, set_by: wang, reason: 天热}
  - {resident: lin, rule: heart_rate_high, warning: 115, set_by: wang, reason: 医嘱}
policies:
  - id: house-critical
    severity: critical
    area: house
    steps:
      - receivers: [{area: building}]
      - {after_s: 120, receivers: [{area: building, duty: deputy}, {area: grid}]}
    repeat_s: 600
    remind_after_s: 1800
shifts:
  - {id: nights, person: song, area: house, weekdays: [sat, sun], starts: "20:00", ends: "08:00", first: 2026-11-01}
"""

HOUSE_CRITICAL = EscalationPolicy(
    id="house-critical",
    severity=Severity.CRITICAL,
    area="house",
    steps=(
        EscalationStep(receivers=(Receivers(area=AreaKind.BUILDING),), after=timedelta(0)),
        EscalationStep(
            receivers=(Receivers(area=AreaKind.BUILDING, duty=Duty.DEPUTY), Receivers(area=AreaKind.GRID)),
            after=timedelta(minutes=2),
        ),
    ),
    repeat=timedelta(minutes=10),
    remind_after=timedelta(minutes=30),
)


def test_deputies_quiet_hours_and_failover_are_read(tmp_path: Path) -> None:
    tree = read_neighbourhood(file_of(tmp_path, SOUND), {})
    assert tree.assignments == (
        Assignment(person="wang", area="house"),
        Assignment(person="song", area="house", duty=Duty.DEPUTY),
    )
    assert [one.quiet for one in tree.people] == [None, None, LocalHours(starts=time(22), ends=time(7))]
    assert [(one.rank, one.is_group) for one in tree.channels] == [(0, True), (1, False)]


def test_shifts_and_policies_are_read(tmp_path: Path) -> None:
    tree = read_neighbourhood(file_of(tmp_path, SOUND), {})
    assert tree.shifts == (
        Shift(
            id="nights",
            person="song",
            area="house",
            weekdays=frozenset({5, 6}),
            starts=time(20),
            ends=time(8),
            first=date(2026, 11, 1),
        ),
    )
    assert tree.policies == (HOUSE_CRITICAL,)


def test_all_of_it_loads_and_a_second_time_changes_nothing(tmp_path: Path, any_records: Records) -> None:
    tree = read_neighbourhood(file_of(tmp_path, SOUND), {})
    loaded = any_records.neighbourhood.load(tree, NOW)
    again = any_records.neighbourhood.load(tree, NOW + timedelta(days=1))
    assert (again.added, again.changed, again.unchanged) == (0, 0, loaded.added)
    sunday = datetime(2026, 11, 29, 14, tzinfo=UTC)
    assert on_duty(any_records.rosters.roster("house"), sunday) == OnDuty(primary=("wang",), deputies=("song",))
    assert [one.subject for one in any_records.rules.overrides_of("area:house", "lin")] == ["area:house", "lin"]
    assert [(one.scale, one.set_by) for one in any_records.people.oxygen_scales("lin")] == [(2, "李医生")]
    assert any_records.people.placement("lin").oxygen_scale == 2
    assert [one.id for one in any_records.policies.policies()] == ["house-critical"]


def test_what_the_file_changes_is_changed(tmp_path: Path, any_records: Records) -> None:
    any_records.neighbourhood.load(read_neighbourhood(file_of(tmp_path, SOUND), {}), NOW)
    changed = SOUND.replace("deputy_for: [house]", "areas: [house]").replace("repeat_s: 600", "repeat_s: 300")
    changed = changed.replace("[sat, sun]", "[sat]").replace("22:00-07:00", "23:00-07:00")
    loaded = any_records.neighbourhood.load(read_neighbourhood(file_of(tmp_path, changed), {}), NOW + timedelta(days=1))
    assert (loaded.added, loaded.changed) == (0, 4)
    roster = any_records.rosters.roster("house")
    assert [(one.person, one.duty) for one in roster.posts if one.until is None] == [
        ("wang", Duty.PRIMARY),
        ("song", Duty.PRIMARY),
    ]
    assert roster.shifts[0].weekdays == {5}
    assert [policy.version for policy, _, _ in any_records.policies.history("house-critical")] == [1, 2]


WRONG = {
    "hours in no quotes": ('"22:00-07:00"', "22:00", 14, "valid string"),
    "hours that are none": ("22:00-07:00", "22-7", 14, "is no time of day"),
    "hours without an end": ("22:00-07:00", "22:00", 14, "are no hours of the day"),
    "hours of nothing": ("22:00-07:00", "22:00-22:00", 14, "begins and ends at the same time"),
    "a deputy of nowhere": ("deputy_for: [house]", "deputy_for: [hose]", 13, "there is no area 'hose'"),
    "one's own deputy": ("areas: [house]}", "areas: [house], deputy_for: [house]}", 12, "their own deputy"),
    "a scale without a reason": (", oxygen_scale_why: 慢阻肺", "", 9, "are said together"),
    "a scale that is none": ("oxygen_scale: 2", "oxygen_scale: 3", 9, "Input should be 1 or 2"),
    "a rank below none": ("rank: 1", "rank: -1", 17, "greater than or equal to 0"),
    "a rule of nobody": ("area: house, rule", "rule", 19, "say `resident` or `area`"),
    "a rule of two": ("resident: lin, rule", "resident: lin, area: house, rule", 20, "say `resident` or `area`"),
    "a rule of nowhere": ("area: house, rule", "area: hose, rule", 19, "there is no area 'hose'"),
    "a policy of nowhere": ("    area: house", "    area: hose", 24, "there is no area 'hose'"),
    "a policy that tells nobody": ("receivers: [{area: building}]", "receivers: []", 26, "at least 1 item"),
    "a first step that waits": (
        "receivers: [{area: building}]",
        "{receivers: [{area: grid}], after_s: 9}",
        22,
        "told at once",
    ),
    "a policy of a default's name": ("id: house-critical", "id: critical", 22, "a name of its own"),
    "a repetition without a pause": ("repeat_s: 600", "repeat_s: 1", 28, "greater than or equal to 60"),
    "a shift of nobody": ("person: song", "person: sung", 31, "there is no person 'sung'"),
    "a shift without a post": ("person: song", "person: mei", 31, "'mei' has no post for 'house'"),
    "a shift on no day": ("[sat, sun]", "[]", 31, "at least 1 item"),
    "a shift on an unknown day": ("[sat, sun]", "[caturday]", 31, "Input should be 'mon'"),
    "a shift that ends before": ("2026-11-01", "2026-11-01, last: 2026-10-01", 31, "it ends before it begins"),
    "a clock in no quotes": ('"20:00"', "20:00", 31, "valid string"),
}


@pytest.mark.parametrize(("old", "new", "line", "reason"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_named_by_line(tmp_path: Path, old: str, new: str, line: int, reason: str) -> None:
    assert SOUND.count(old) == 1
    file = file_of(tmp_path, SOUND.replace(old, new))
    with pytest.raises(BadNeighbourhood) as wrong:
        read_neighbourhood(file, {})
    assert any(text.startswith(f"{file}:{line}: ") and reason in text for text in str(wrong.value).splitlines()), wrong


def test_two_policies_for_the_same_alerts_are_named(tmp_path: Path) -> None:
    policy = "{severity: critical, area: house, steps: [{receivers: [{area: grid}]}], remind_after_s: 60, id: another}"
    with pytest.raises(BadNeighbourhood, match="for the same alerts as 'house-critical'"):
        read_neighbourhood(file_of(tmp_path, SOUND.replace("shifts:", f"  - {policy}\nshifts:")), {})
