"""A file says what was agreed to: it is put on record once, and the relative sees that and no more."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from banister.neighbourhood import BadNeighbourhood, read_neighbourhood
from domain.consents import SignedHow
from domain.people import Scope
from store.records import Records
from tests.banister.test_neighbourhood import SECRETS, SOUND, file_of

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
_CONSENT = 'scopes: [alerts, vital_signs], signed_by: 林, text_version: "2026-1", given_at: 2026-11-01T00:00:00Z'
AGREED = SOUND.replace("tell: true}", f"tell: true, consent: {{{_CONSENT}}}}}")


def test_a_relative_sees_what_the_file_says_was_agreed_to(tmp_path: Path, any_records: Records) -> None:
    tree = read_neighbourhood(file_of(tmp_path, AGREED), SECRETS)
    any_records.neighbourhood.load(tree, NOW)

    [consent] = tree.consents
    assert (consent.signed_by, consent.how, consent.text_version) == ("林", SignedHow.ON_PAPER, "2026-1")
    principal = any_records.people.principal("mei", NOW)
    assert dict(principal.grants) == {"lin": {Scope.ALERTS, Scope.VITAL_SIGNS}}


def test_the_same_file_again_puts_no_second_consent_on_record(tmp_path: Path, any_records: Records) -> None:
    first = any_records.neighbourhood.load(read_neighbourhood(file_of(tmp_path, AGREED), SECRETS), NOW)
    again = any_records.neighbourhood.load(
        read_neighbourhood(file_of(tmp_path, AGREED), SECRETS), NOW + timedelta(days=1)
    )
    assert (again.added, again.changed, again.unchanged) == (0, 0, first.added)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("scopes: [alerts, vital_signs]", "scopes: []", "at least 1 item"),
        ("scopes: [alerts, vital_signs]", "scopes: [everything]", "'vital_signs', 'activity', 'alerts' or 'devices'"),
        ("signed_by: 林", 'signed_by: ""', "at least 1 character"),
        ("given_at: 2026-11-01T00:00:00Z", "given_at: 2026-11-01 00:00:00", "timezone"),
    ],
)
def test_a_consent_that_says_too_little_is_named(tmp_path: Path, old: str, new: str, reason: str) -> None:
    assert AGREED.count(old) == 1
    with pytest.raises(BadNeighbourhood, match=reason):
        read_neighbourhood(file_of(tmp_path, AGREED.replace(old, new)), SECRETS)


def test_a_rehearsal_counts_the_same_and_changes_nothing(tmp_path: Path, any_records: Records) -> None:
    tree = read_neighbourhood(file_of(tmp_path, AGREED), SECRETS)
    rehearsed = any_records.neighbourhood.load(tree, NOW, rehearse=True)

    assert any_records.people.residents() == []
    assert any_records.neighbourhood.load(tree, NOW) == rehearsed
