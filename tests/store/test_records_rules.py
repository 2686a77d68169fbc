"""Rules are kept by version; what holds for one resident is kept with who set it and why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.defaults import default_rules
from domain.errors import NotFound
from domain.overrides import Override
from domain.people import DeviceKind, Power
from domain.severity import Severity
from domain.subjects import area_subject
from domain.time_rules import AbsenceRule
from store.records import Records
from store.records.rule_json import rule_body, rule_of
from tests.neighbourhood import BUILDING, COMMUNITY_STAFF, MRS_LIN, cast

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
RULE = "heart_rate_high"
OVERRIDE = Override(
    rule=RULE,
    subject=MRS_LIN,
    set_by=COMMUNITY_STAFF,
    reason="医生建议",
    warning=111,
    critical=140,
    hold=timedelta(minutes=2),
    until=NOW + timedelta(days=30),
)

OLD_BODY = {
    "rule": "absence",
    "id": "watch_silent",
    "version": 3,
    "technical": True,
    "latching": False,
    "enabled": True,
    "source": "telecare practice",
    "kind": "watch",
    "silent_after": {"mains": "PT10M", "battery": "P1DT1H"},
    "severity": 2,
}


def test_default_rules_are_seeded_once_and_read_back_as_they_are(any_records: Records) -> None:
    assert any_records.rules.seed(default_rules(), NOW) == len(default_rules())
    revision = any_records.revision()
    assert any_records.rules.seed(default_rules(), NOW) == 0
    assert any_records.revision() == revision
    assert any_records.rules.rules() == sorted(default_rules(), key=lambda rule: rule.id)


def test_a_changed_rule_is_a_new_version_and_the_old_one_stays(any_records: Records) -> None:
    any_records.rules.seed(default_rules(), NOW)
    old = any_records.rules.rule(RULE)
    new = any_records.rules.put(replace(old, enabled=False), COMMUNITY_STAFF, NOW)
    assert (new.version, new.enabled) == (2, False)
    assert any_records.rules.rule(RULE) == new
    assert any_records.rules.rule(RULE, 1) == old
    assert new in any_records.rules.rules()
    assert old not in any_records.rules.rules()
    assert any_records.rules.seed(default_rules(), NOW) == 0


def test_an_override_counts_its_versions_and_comes_to_who_polls(any_records: Records) -> None:
    cast(any_records, NOW)
    revision, none = any_records.rules.overrides()
    assert none == []
    first = any_records.rules.set_override(OVERRIDE, NOW)
    second = any_records.rules.set_override(replace(OVERRIDE, warning=115), NOW)
    assert (first, second) == (OVERRIDE, replace(OVERRIDE, warning=115, version=2))
    later, changed = any_records.rules.overrides(revision)
    assert changed == any_records.rules.overrides_of(MRS_LIN) == [second]
    assert any_records.rules.overrides(later) == (later, [])


def test_a_cleared_override_comes_with_its_end(any_records: Records) -> None:
    cast(any_records, NOW)
    any_records.rules.set_override(OVERRIDE, NOW)
    revision = any_records.revision()
    any_records.rules.clear_override(MRS_LIN, RULE, "officer-zhao", NOW)
    [cleared] = any_records.rules.overrides(revision)[1]
    assert (cleared.until, cleared.set_by, cleared.version) == (NOW, "officer-zhao", 2)


def test_a_rules_history_says_who_set_each_version_and_when(any_records: Records) -> None:
    any_records.rules.seed(default_rules(), NOW)
    old = any_records.rules.rule(RULE)
    new = any_records.rules.put(replace(old, enabled=False), COMMUNITY_STAFF, NOW + timedelta(days=1))
    assert any_records.rules.history(RULE) == [
        (old, "alerts", NOW),
        (new, COMMUNITY_STAFF, NOW + timedelta(days=1)),
    ]
    assert any_records.rules.history("nothing") == []


def test_an_override_of_an_area_is_kept_beside_that_of_a_resident(any_records: Records) -> None:
    cast(any_records, NOW)
    building = replace(OVERRIDE, subject=area_subject(BUILDING), warning=120)
    any_records.rules.set_override(OVERRIDE, NOW)
    any_records.rules.set_override(building, NOW)
    assert any_records.rules.overrides_of(MRS_LIN) == [OVERRIDE]
    assert any_records.rules.overrides_of(area_subject(BUILDING), MRS_LIN) == [building, OVERRIDE]
    any_records.rules.clear_override(area_subject(BUILDING), RULE, "officer-zhao", NOW)
    [cleared] = any_records.rules.overrides_of(area_subject(BUILDING))
    assert (cleared.until, cleared.set_by) == (NOW, "officer-zhao")
    with pytest.raises(NotFound):
        any_records.rules.set_override(replace(OVERRIDE, subject=area_subject("nowhere")), NOW)


def test_a_rule_that_the_last_release_wrote_is_read() -> None:
    rule = rule_of(OLD_BODY)
    assert rule == AbsenceRule(
        id="watch_silent",
        version=3,
        technical=True,
        source="telecare practice",
        device=DeviceKind.WATCH,
        silent_after={Power.MAINS: timedelta(minutes=10), Power.BATTERY: timedelta(hours=25)},
        severity=Severity.WARNING,
    )
    assert rule_of(rule_body(rule)) == rule


def test_unknown_rules_residents_and_overrides_are_not_found(any_records: Records) -> None:
    cast(any_records, NOW)
    rules = any_records.rules
    for ask in (
        lambda: rules.rule("nothing"),
        lambda: rules.rule(RULE, 7),
        lambda: rules.set_override(replace(OVERRIDE, subject="nobody"), NOW),
        lambda: rules.clear_override(MRS_LIN, RULE, "officer-zhao", NOW),
    ):
        with pytest.raises(NotFound):
            ask()


def test_a_newer_default_never_takes_back_what_a_person_has_set(any_records: Records) -> None:
    rules = any_records.rules
    rules.seed(default_rules(), NOW)
    theirs = rules.put(replace(rules.rule("sos"), source="ours"), "staff-li", NOW)
    newer = [replace(rule, version=7) for rule in default_rules()]
    assert rules.seed(newer, NOW) == len(newer) - 1
    assert rules.rule("sos") == theirs
    assert rules.rule("fall").version == 7
