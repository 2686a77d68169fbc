"""Invitations count once, end by themselves, and show nothing that nobody has agreed to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.consents import SignedHow
from domain.errors import NotFound, Refused
from domain.people import Person, Role, Scope
from store.records import Records
from store.records.invitations import Invitation, NewAccount
from store.records.neighbourhood import Neighbourhood
from tests.neighbourhood import COMMUNITY_STAFF, DAUGHTER, MRS_LIN, OUTSIDER, STEWARD, cast

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
BARE = Invitation(
    token_hash="",
    resident=MRS_LIN,
    person=None,
    relation="son",
    scopes=frozenset({Scope.ALERTS}),
    signed_by="",
    how=None,
    text_version="",
    made_by=DAUGHTER,
    made_at=NOW,
    expires_at=NOW + HOUR,
)
SIGNED = replace(
    BARE, signed_by="herself", how=SignedHow.BY_VOICE, text_version="2026-11", made_by=COMMUNITY_STAFF, person=None
)
ACCOUNT = NewAccount(login="qiang", name="林强", password_hash="$argon2id$…", language="zh-CN")


@pytest.fixture
def house(any_records: Records) -> Records:
    """Give records with the cast in them."""
    cast(any_records, NOW - HOUR)
    return any_records


def accepted(house: Records, wanted: Invitation, account: NewAccount = ACCOUNT) -> str:
    invitation = house.invitations.by_token(house.invitations.make(wanted))
    return str(house.invitations.accept_anew(invitation.token_hash, account, NOW).used_by)


def test_with_the_residents_consent_it_shows_what_was_agreed_to(house: Records) -> None:
    son = accepted(house, SIGNED)
    assert house.people.principal(son, NOW).grants == {MRS_LIN: {Scope.ALERTS}}
    (consent,) = house.consents.of_relative(son)
    assert (consent.how, consent.recorded_by, consent.signed_by) == (SignedHow.BY_VOICE, COMMUNITY_STAFF, "herself")
    account = house.accounts.by_login("qiang")
    assert account is not None
    assert (account.person.id, account.person.role) == (son, Role.RELATIVE)


def test_without_it_they_are_a_relative_and_see_nothing(house: Records) -> None:
    son = accepted(house, BARE)
    assert [(one.resident, one.scopes) for one in house.people.relations_of(son)] == [(MRS_LIN, frozenset())]


def test_it_counts_once(house: Records) -> None:
    token = house.invitations.make(SIGNED)
    invitation = house.invitations.by_token(token)
    assert house.invitations.accept(invitation.token_hash, OUTSIDER, NOW).used_by == OUTSIDER
    with pytest.raises(Refused):
        house.invitations.accept_anew(invitation.token_hash, ACCOUNT, NOW)
    assert house.accounts.by_login("qiang") is None
    assert not house.invitations.by_token(token).is_open(NOW)


def test_it_ends_by_itself_and_by_who_takes_it_back(house: Records) -> None:
    first, second = (house.invitations.by_token(house.invitations.make(SIGNED)).token_hash for _ in range(2))
    assert house.invitations.take_back(first, COMMUNITY_STAFF, NOW).expires_at == NOW
    for one, moment in ((first, NOW), (second, NOW + HOUR)):
        with pytest.raises(Refused):
            house.invitations.accept(one, OUTSIDER, moment)
    assert {one.token_hash for one in house.invitations.of_resident(MRS_LIN)} == {first, second}


def test_a_login_that_is_taken_leaves_the_invitation_open(house: Records) -> None:
    token = house.invitations.make(SIGNED)
    invitation = house.invitations.by_token(token)
    with pytest.raises(Refused, match="taken"):
        house.invitations.accept_anew(invitation.token_hash, replace(ACCOUNT, login="wang"), NOW)
    assert house.invitations.by_token(token).is_open(NOW)


def test_a_relative_on_record_gets_their_own_login_once(house: Records) -> None:
    son = Person(id="son-lin", name="林强", role=Role.RELATIVE)
    house.neighbourhood.load(Neighbourhood(people=(son,)), NOW)
    assert accepted(house, replace(SIGNED, person="son-lin")) == "son-lin"
    assert house.people.person("son-lin") == replace(son, login="qiang")
    with pytest.raises(Refused, match="already"):
        accepted(house, replace(SIGNED, person="son-lin"), replace(ACCOUNT, login="another"))


def test_only_a_relative_can_accept_and_only_what_there_is(house: Records) -> None:
    invitation = house.invitations.by_token(house.invitations.make(SIGNED))
    with pytest.raises(NotFound):
        house.invitations.accept(invitation.token_hash, STEWARD, NOW)
    for ask in (house.invitations.by_token, house.invitations.invitation):
        with pytest.raises(NotFound):
            ask("nothing")
    with pytest.raises(NotFound):
        house.invitations.make(replace(SIGNED, resident="nobody"))


def test_who_is_a_relative_already_stays_what_they_are(house: Records) -> None:
    invitation = house.invitations.by_token(house.invitations.make(SIGNED))
    house.invitations.accept(invitation.token_hash, DAUGHTER, NOW)
    (relation,) = house.people.relations_of(DAUGHTER)
    assert (relation.relation, relation.tell, set(relation.scopes)) == ("daughter", True, {Scope.ALERTS})


def test_the_token_itself_does_not_rest(house: Records) -> None:
    token = house.invitations.make(SIGNED)
    assert token not in repr(house.invitations.of_resident(MRS_LIN))
    assert [one.detail for one in house.audit.about([MRS_LIN])[:1]] == ["invitation made"]
