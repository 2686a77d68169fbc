"""A neighbourhood's file is read whole, or every line that is wrong is named."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from banister.neighbourhood import BadNeighbourhood, read_neighbourhood
from domain.notifications import ChannelKind
from domain.people import Power
from domain.severity import Severity
from store.records import Records
from store.records.neighbourhood import Assignment, Belonging

EXAMPLE = Path(__file__).parents[2] / "examples" / "neighbourhood.yaml"
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
SOUND = """\
version: 1
areas:
  - {id: street, kind: street, name: 街道, timezone: Asia/Urumqi}
  - {id: lane, kind: community, name: 社区, parent: street, site: lane}
  - {id: grid, kind: grid, name: 网格, parent: lane}
  - {id: house, kind: building, name: 楼, parent: grid, timezone: Asia/Shanghai}
households:
  - {id: flat, building: house, flat: "502"}
residents:
  - {id: lin, name: 林, household: flat, birth_year: 1946, phone: "13800000001", body: {heart_rate: 66}}
people:
  - {id: wang, name: 王, role: steward, login: wang, areas: [house]}
  - {id: mei, name: 梅, role: relative, relatives_of: [{resident: lin, relation: daughter, tell: true}]}
channels:
  - {id: hook, person: wang, kind: webhook, target: "http://127.0.0.1:9/", secret_env: SECRET, min_severity: warning}
devices:
  - {id: watch, kind: watch, site: lane, resident: lin, since: 2026-01-01T00:00:00+08:00, simulate: false}
  - {id: 大门, kind: door, dialect: zigbee2mqtt, site: lane, resident: lin, power: mains, interval_s: 60}
  - id: old
    kind: monitor
    site: lane
    owners:
      - {resident: lin, since: 2026-01-01T00:00:00Z, until: 2026-02-01T00:00:00Z}
      - {resident: lin, since: 2026-02-01T00:00:00Z}
rules:
  - {resident: lin, rule: heart_rate_high, warning: 111, hold_s: 120, set_by: wang, reason: 医生建议}
"""
SECRETS = {"SECRET": "whsec_abc"}


def test_the_example_is_sound_and_loads(records: Records) -> None:
    loaded = records.neighbourhood.load(read_neighbourhood(EXAMPLE, {}), NOW)
    assert loaded.changed == loaded.unchanged == 0
    assert len(loaded.new_logins) == 10
    assert len(records.registry.known()[1]) == 21
    assert records.neighbourhood.load(read_neighbourhood(EXAMPLE, {}), NOW).unchanged == loaded.added


def test_ids_and_belongings_are_those_of_the_records(tmp_path: Path) -> None:
    tree = read_neighbourhood(file_of(tmp_path, SOUND), SECRETS)
    assert [one.id for one in tree.devices] == ["lane.watch", "zigbee2mqtt.大门", "lane.old"]
    assert tree.devices[1].power is Power.MAINS
    assert len(tree.belongings) == 4
    assert tree.belongings[1] == Belonging(device="zigbee2mqtt.大门", resident="lin")
    assert tree.assignments == (Assignment(person="wang", area="house"),)
    assert tree.relations[0].tell


def test_secrets_come_from_the_environment(tmp_path: Path) -> None:
    [channel] = read_neighbourhood(file_of(tmp_path, SOUND), SECRETS).channels
    assert (channel.kind, channel.secret, channel.min_severity) == (
        ChannelKind.WEBHOOK,
        "whsec_abc",
        Severity.WARNING,
    )
    with pytest.raises(BadNeighbourhood, match=r":15: channels\.0\.secret_env: the environment has no SECRET"):
        read_neighbourhood(file_of(tmp_path, SOUND), {})


def test_an_area_without_a_time_zone_has_its_parents(tmp_path: Path) -> None:
    zones = {area.id: area.timezone for area in read_neighbourhood(file_of(tmp_path, SOUND), SECRETS).areas}
    assert zones == {"street": "Asia/Urumqi", "lane": "Asia/Urumqi", "grid": "Asia/Urumqi", "house": "Asia/Shanghai"}


def test_overrides_are_read_with_who_and_why(tmp_path: Path) -> None:
    [override] = read_neighbourhood(file_of(tmp_path, SOUND), SECRETS).overrides
    assert (override.warning, override.critical, override.hold) == (111, None, timedelta(minutes=2))
    assert (override.set_by, override.reason) == ("wang", "医生建议")


WRONG = {
    "an unknown key": ("flat: '502'", "flat: '502', floor: 5", 8, "Extra inputs are not permitted"),
    "a number for a text": ('"13800000001"', "13800000001", 10, "Input should be a valid string"),
    "a bad time zone": ("Asia/Urumqi", "Asia/Nowhere", 3, "'Asia/Nowhere' is no time zone"),
    "a zone that is a path": ("Asia/Urumqi", "../etc", 3, "'../etc' is no time zone"),
    "a bad severity": ("min_severity: warning", "min_severity: loud", 15, "'loud' is none of info, warning, critical"),
    "a time without a zone": ("2026-01-01T00:00:00+08:00", "2026-01-01 00:00:00", 17, "timezone"),
    "a reserved device": ("id: watch,", "id: alerts,", 17, "'alerts' is reserved"),
    "a reserved site": ("site: lane}", "site: service}", 4, "'service' is reserved"),
    "a reserved person": ("id: mei,", "id: import,", 13, "'import' is reserved"),
    "a bad id": ("id: flat,", "id: Flat 1,", 8, "should match pattern"),
    "a parent of the wrong kind": ("name: 网格, parent: lane", "name: 网格, parent: street", 5, "'street' is a street"),
    "a parent that is not there": ("parent: grid", "parent: gird", 6, "there is no area 'gird'"),
    "a missing parent": ("name: 社区, parent: street", "name: 社区", 4, "a community needs a street as its parent"),
    "a home in no building": ("building: house", "building: grid", 8, "there is no building 'grid'"),
    "a site of a grid": ("name: 网格,", "name: 网格, site: other,", 5, "a community has a site, and nothing else has"),
    "an unknown site": ("kind: watch, site: lane", "kind: watch, site: lake", 17, "there is no site 'lake'"),
    "an unknown resident": ("[{resident: lin,", "[{resident: lim,", 13, "there is no resident 'lim'"),
    "an unknown area": ("areas: [house]", "areas: [hose]", 12, "there is no area 'hose'"),
    "an unknown rule": ("rule: heart_rate_high", "rule: heart_high", 26, "there is no rule 'heart_high'"),
    "limits for an event": ("rule: heart_rate_high", "rule: sos", 26, "'sos' has no limits to change"),
    "limits in the wrong order": ("warning: 111", "warning: 150", 26, "critical must lie beyond warning"),
    "a limit that never fires": ("warning: 111", "warning: .nan", 26, "finite number"),
    "a hold without an end": ("hold_s: 120", "hold_s: 1.0e+300", 26, "less than or equal to 86400"),
    "a name with lines": ("name: 梅,", r'name: "梅\nBcc: x",', 13, "should match pattern"),
    "an id twice": ("id: mei,", "id: wang,", 13, "'wang' is there twice"),
    "an owner at the same time": ("since: 2026-02-01T00:00:00Z}", "since: 2026-01-15T00:00:00Z}", 23, "two residents"),
    "an end before the beginning": ("until: 2026-02-01", "until: 2025-02-01", 23, "it ends before it begins"),
    "a channel without a target": ('target: "http://127.0.0.1:9/", ', "", 15, "needs a target"),
    "another version": ("version: 1", "version: 2", 1, "Input should be 1"),
}


@pytest.mark.parametrize(("old", "new", "line", "reason"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_named_by_line(tmp_path: Path, old: str, new: str, line: int, reason: str) -> None:
    old = old.replace("'502'", '"502"')
    assert SOUND.count(old) == 1
    file = file_of(tmp_path, SOUND.replace(old, new))
    with pytest.raises(BadNeighbourhood) as wrong:
        read_neighbourhood(file, SECRETS)
    assert any(text.startswith(f"{file}:{line}: ") and reason in text for text in str(wrong.value).splitlines())


def test_all_that_is_wrong_is_named_at_once(tmp_path: Path) -> None:
    text = SOUND.replace("parent: grid", "parent: gird").replace("areas: [house]", "areas: [hose]")
    with pytest.raises(BadNeighbourhood) as wrong:
        read_neighbourhood(file_of(tmp_path, text), {})
    assert [line.split(":")[1] for line in str(wrong.value).splitlines()] == ["6", "12", "15"]


@pytest.mark.parametrize("text", ["areas: [", "[1, 2]", "", "\tversion: 1"])
def test_what_is_no_neighbourhood_at_all_is_said(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadNeighbourhood):
        read_neighbourhood(file_of(tmp_path, text), {})


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadNeighbourhood, match="cannot be read"):
        read_neighbourhood(tmp_path / "nothing.yaml", {})


def file_of(directory: Path, text: str) -> Path:
    file = directory / "neighbourhood.yaml"
    file.write_text(text, encoding="utf-8")
    return file
