"""Escalation policies are kept by version, and no version is ever changed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import BadInput, NotFound
from domain.escalation import EscalationStep, default_policies
from store.records import Records
from tests.neighbourhood import BUILDING, COMMUNITY_STAFF, cast

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
CRITICAL = next(one for one in default_policies() if one.id == "critical")


def test_default_policies_are_seeded_once_and_read_back_as_they_are(any_records: Records) -> None:
    assert any_records.policies.seed(default_policies(), NOW) == len(default_policies())
    revision = any_records.revision()
    assert any_records.policies.seed(default_policies(), NOW) == 0
    assert any_records.revision() == revision
    assert any_records.policies.policies() == sorted(default_policies(), key=lambda one: one.id)


def test_a_changed_policy_is_a_new_version_and_says_who_set_it(any_records: Records) -> None:
    cast(any_records, NOW)
    any_records.policies.seed(default_policies(), NOW)
    revision, later = any_records.revision(), NOW + timedelta(days=1)
    put = any_records.policies.put(replace(CRITICAL, area=BUILDING, repeat=None), COMMUNITY_STAFF, later)
    assert put == replace(CRITICAL, area=BUILDING, repeat=None, version=2)
    assert put in any_records.policies.policies()
    assert CRITICAL not in any_records.policies.policies()
    assert any_records.policies.history("critical") == [(CRITICAL, "alerts", NOW), (put, COMMUNITY_STAFF, later)]
    assert any_records.revision() > revision
    assert any_records.policies.seed(default_policies(), later) == 0


@pytest.mark.parametrize("steps", [(), (EscalationStep(receivers=(), after=timedelta(0)),)])
def test_a_policy_that_tells_nobody_is_refused(any_records: Records, steps: tuple[EscalationStep, ...]) -> None:
    with pytest.raises(BadInput):
        any_records.policies.put(replace(CRITICAL, steps=steps), COMMUNITY_STAFF, NOW)
    assert any_records.policies.history("critical") == []


def test_a_policy_of_an_area_that_is_not_there_is_not_found(any_records: Records) -> None:
    with pytest.raises(NotFound):
        any_records.policies.put(replace(CRITICAL, area="nowhere"), COMMUNITY_STAFF, NOW)
