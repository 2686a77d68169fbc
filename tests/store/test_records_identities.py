"""An identity at a provider is of one person, who linked it, and opens nothing once it is unlinked."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.access import Deed
from domain.errors import NotFound, Refused
from store.records import Records
from store.records.audit import Entry
from store.records.identities import Identity
from store.records.sessions import Way
from tests.neighbourhood import DAUGHTER, STEWARD, cast

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ISSUER = "https://login.example.org/realms/care"


@pytest.fixture
def house(any_records: Records) -> Records:
    cast(any_records, NOW)
    return any_records


def identity(person: str = STEWARD, subject: str = "7c1", issuer: str = ISSUER) -> Identity:
    return Identity(issuer=issuer, subject=subject, person=person, made_at=NOW, used_at=None)


def entry(person: str = STEWARD, detail: str = "identity linked") -> Entry:
    return Entry(at=NOW, person=person, deed=Deed.KEEP_OWN_ACCOUNT, subject=person, detail=detail)


def rows(house: Records) -> list[str]:
    return [one.detail for one in house.audit.newest() if one.deed is Deed.KEEP_OWN_ACCOUNT]


def test_who_is_behind_an_identity_is_who_linked_it(house: Records) -> None:
    assert house.identities.person_of(ISSUER, "7c1") is None
    assert house.identities.link(identity(), entry())
    assert house.identities.person_of(ISSUER, "7c1") == STEWARD
    assert house.identities.of_person(STEWARD) == [identity()]
    assert rows(house) == ["identity linked"]


def test_issuer_and_subject_are_taken_letter_by_letter(house: Records) -> None:
    house.identities.link(identity(subject="abc"), entry())
    others = ((ISSUER, "ABC"), (ISSUER, "abc "), (f"{ISSUER}/", "abc"), (ISSUER.upper(), "abc"), (ISSUER, "%"))
    assert [house.identities.person_of(*one) for one in others] == [None] * len(others)


def test_linking_again_changes_nothing(house: Records) -> None:
    house.identities.link(identity(), entry())
    assert not house.identities.link(identity(), entry())
    assert rows(house) == ["identity linked"]


def test_an_identity_is_of_one_person(house: Records) -> None:
    house.identities.link(identity(), entry())
    with pytest.raises(Refused, match="another account"):
        house.identities.link(identity(DAUGHTER), entry(DAUGHTER))
    assert house.identities.person_of(ISSUER, "7c1") == STEWARD
    assert rows(house) == ["identity linked"]


def test_nobody_unknown_is_linked(house: Records) -> None:
    with pytest.raises(NotFound):
        house.identities.link(identity("nobody"), entry("nobody"))
    assert rows(house) == []


def test_a_person_may_have_several_and_each_has_a_name_of_its_own(house: Records) -> None:
    several = [identity(subject="a"), identity(subject="b"), identity(issuer="https://other.example.org", subject="a")]
    for one in several:
        house.identities.link(one, entry())
    assert len({one.id for one in house.identities.of_person(STEWARD)}) == 3
    assert house.identities.of_person(DAUGHTER) == []


def test_what_is_unlinked_opens_nothing_and_ends_what_it_opened(house: Records) -> None:
    house.identities.link(identity(), entry())
    by_oidc, mine = (house.accounts.open_session(STEWARD, NOW, HOUR, way=Way.OIDC) for _ in range(2))
    by_password = house.accounts.open_session(STEWARD, NOW, HOUR)
    house.identities.unlink(STEWARD, identity().id, entry(detail="identity unlinked"), but=mine)
    assert house.identities.person_of(ISSUER, "7c1") is None
    open_still = [house.accounts.session(one, NOW) is not None for one in (by_oidc, mine, by_password)]
    assert open_still == [False, True, True]
    assert rows(house) == ["identity unlinked", "identity linked"]


def test_nobody_unlinks_anothers(house: Records) -> None:
    house.identities.link(identity(), entry())
    with pytest.raises(NotFound):
        house.identities.unlink(DAUGHTER, identity().id, entry(DAUGHTER))
    assert house.identities.person_of(ISSUER, "7c1") == STEWARD
    assert rows(house) == ["identity linked"]


def test_when_it_was_last_used_is_kept(house: Records) -> None:
    house.identities.link(identity(), entry())
    house.identities.used(ISSUER, "7c1", NOW + HOUR)
    assert [one.used_at for one in house.identities.of_person(STEWARD)] == [NOW + HOUR]


def test_all_of_a_person_go_at_once(house: Records) -> None:
    for one in (identity(subject="a"), identity(subject="b"), identity(DAUGHTER, subject="c")):
        house.identities.link(one, entry(one.person))
    by_oidc, by_password = (
        house.accounts.open_session(STEWARD, NOW, HOUR, way=way) for way in (Way.OIDC, Way.PASSWORD)
    )
    assert house.identities.unlink_all(STEWARD, entry(detail="identities unlinked")) == 2
    assert (house.identities.of_person(STEWARD), len(house.identities.of_person(DAUGHTER))) == ([], 1)
    assert [house.accounts.session(one, NOW) is not None for one in (by_oidc, by_password)] == [False, True]
    assert rows(house)[0] == "identities unlinked"
