"""Consents: what is agreed to is seen, what is withdrawn is not, and every word of it is on record."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.consents import Consent, Purpose, SignedHow
from domain.errors import NotFound, Refused
from domain.notifications import DeliveryState
from domain.people import Person, Relation, Role, Scope
from store.records import Records
from store.records.neighbourhood import Neighbourhood
from tests.neighbourhood import (
    COMMUNITY,
    COMMUNITY_STAFF,
    DAUGHTER,
    MR_ZHOU,
    MRS_LIN,
    OTHER_BUILDING,
    OUTSIDER,
    STEWARD,
    agreed,
    cast,
    console,
)
from tests.store.alert_makers import heart_rate, told

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SON = "son-lin"
CARE = replace(agreed(MRS_LIN, DAUGHTER, NOW), id="care", relative=None, purpose=Purpose.CARE)


@pytest.fixture
def house(any_records: Records) -> Records:
    """Give records with the cast in them, and a son who is nobody's relative on record."""
    cast(any_records, NOW - HOUR, console(DAUGHTER))
    son = Person(id=SON, name="林强", role=Role.RELATIVE)
    any_records.neighbourhood.load(Neighbourhood(people=(son,)), NOW - HOUR)
    return any_records


def grants(house: Records, person: str) -> dict[str, frozenset[Scope]]:
    return dict(house.people.principal(person, NOW).grants)


def hers(house: Records) -> Consent:
    return next(one for one in house.consents.of_relative(DAUGHTER) if one.holds)


def test_a_relation_without_consent_shows_nothing(house: Records) -> None:
    house.consents.relate(Relation(person=SON, resident=MRS_LIN, relation="son"), COMMUNITY_STAFF, NOW)
    assert grants(house, SON) == {}
    house.consents.give(replace(agreed(MRS_LIN, SON, NOW, Scope.ACTIVITY), id="new"), NOW)
    assert grants(house, SON) == {MRS_LIN: {Scope.ACTIVITY}}


def test_what_is_withdrawn_is_seen_no_more_and_stays_on_record(house: Records) -> None:
    consent = hers(house)
    ended = house.consents.withdraw(consent.id, COMMUNITY_STAFF, NOW)
    assert grants(house, DAUGHTER) == {}
    assert ended == replace(consent, withdrawn_at=NOW, withdrawn_by=COMMUNITY_STAFF)
    assert house.consents.withdraw(consent.id, STEWARD, NOW + HOUR) == ended
    assert house.consents.of_resident(MRS_LIN) == [ended]
    assert house.people.relations(MRS_LIN)[0].person == DAUGHTER


def test_a_new_consent_stands_in_the_place_of_the_old_one(house: Records) -> None:
    house.consents.give(replace(agreed(MRS_LIN, DAUGHTER, NOW, Scope.DEVICES), id="new"), NOW)
    assert grants(house, DAUGHTER) == {MRS_LIN: {Scope.DEVICES}}
    old = next(one for one in house.consents.of_resident(MRS_LIN) if one.id != "new")
    assert (old.withdrawn_at, old.withdrawn_by) == (NOW, COMMUNITY_STAFF)


def test_consent_to_care_leaves_the_family_as_it_was(house: Records) -> None:
    house.consents.give(CARE, NOW)
    house.consents.withdraw("care", COMMUNITY_STAFF, NOW)
    assert grants(house, DAUGHTER) == {MRS_LIN: frozenset(Scope)}


def test_who_is_no_relative_on_record_is_shown_nothing(house: Records) -> None:
    with pytest.raises(Refused):
        house.consents.give(agreed(MRS_LIN, OUTSIDER, NOW), NOW)
    with pytest.raises(NotFound):
        house.consents.relate(Relation(person=STEWARD, resident=MRS_LIN, relation="friend"), COMMUNITY_STAFF, NOW)
    assert MRS_LIN not in grants(house, OUTSIDER)


def test_a_relation_that_is_changed_keeps_what_was_agreed_to(house: Records) -> None:
    house.consents.relate(Relation(person=DAUGHTER, resident=MRS_LIN, relation="niece"), COMMUNITY_STAFF, NOW)
    (relation,) = house.people.relations(MRS_LIN)
    assert (relation.relation, relation.tell, relation.scopes) == ("niece", False, frozenset(Scope))


def test_the_end_of_a_relation_is_the_end_of_its_consents(house: Records) -> None:
    house.consents.unrelate(DAUGHTER, MRS_LIN, DAUGHTER, NOW)
    assert grants(house, DAUGHTER) == {}
    assert house.people.relations(MRS_LIN) == []
    assert [one.withdrawn_by for one in house.consents.of_relative(DAUGHTER)] == [DAUGHTER]
    house.consents.relate(Relation(person=DAUGHTER, resident=MRS_LIN, relation="daughter"), COMMUNITY_STAFF, NOW)
    assert grants(house, DAUGHTER) == {}


def waiting_for(house: Records, person: str) -> str:
    change = heart_rate(None, 142, NOW)
    notification = told(change, at=NOW, channel=f"{person}-console", person=person)
    house.alerts.commit([change], [notification], NOW)
    return notification.id


@pytest.mark.parametrize("way", ["withdrawn", "narrowed", "unrelated", "told no more"])
def test_what_waits_to_be_told_is_not_told_any_more(house: Records, way: str) -> None:
    notification = waiting_for(house, DAUGHTER)
    ways: dict[str, Callable[[], object]] = {
        "withdrawn": lambda: house.consents.withdraw(hers(house).id, COMMUNITY_STAFF, NOW),
        "narrowed": lambda: house.consents.give(replace(agreed(MRS_LIN, DAUGHTER, NOW, Scope.DEVICES), id="n"), NOW),
        "unrelated": lambda: house.consents.unrelate(DAUGHTER, MRS_LIN, COMMUNITY_STAFF, NOW),
        "told no more": lambda: house.consents.tell(DAUGHTER, MRS_LIN, DAUGHTER, NOW, tell=False),
    }
    ways[way]()
    after = house.outbox.delivery(notification)
    assert (after.state, after.ended_at) == (DeliveryState.FAILED, NOW)


def test_what_others_are_told_goes_out_all_the_same(house: Records) -> None:
    notification = waiting_for(house, STEWARD)
    house.consents.withdraw(hers(house).id, COMMUNITY_STAFF, NOW)
    assert house.outbox.delivery(notification).state is DeliveryState.WAITING


def test_every_write_is_seen_by_who_polls_and_is_on_record(house: Records) -> None:
    consents, consent = house.consents, hers(house)
    writes: list[Callable[[], object]] = [
        lambda: consents.relate(Relation(person=SON, resident=MRS_LIN, relation="son"), COMMUNITY_STAFF, NOW),
        lambda: consents.give(agreed(MRS_LIN, SON, NOW), NOW),
        lambda: consents.tell(SON, MRS_LIN, SON, NOW, tell=True),
        lambda: consents.withdraw(consent.id, COMMUNITY_STAFF, NOW),
        lambda: consents.unrelate(SON, MRS_LIN, COMMUNITY_STAFF, NOW),
    ]
    for write in writes:
        revision, rows = house.revision(), house.audit.verify().rows
        write()
        assert house.revision() > revision
        ends_a_consent_too = write is writes[-1]
        assert house.audit.verify().rows == rows + 1 + ends_a_consent_too


def test_a_change_that_fails_leaves_neither_effect_nor_record(house: Records) -> None:
    rows = house.audit.verify()
    with pytest.raises(NotFound):
        house.consents.give(replace(CARE, resident="nobody"), NOW)
    with pytest.raises(NotFound):
        house.consents.tell(SON, MRS_LIN, SON, NOW, tell=True)
    with pytest.raises(NotFound):
        house.consents.withdraw("nothing", SON, NOW)
    assert house.audit.verify() == rows


def test_residents_who_have_not_agreed_to_be_watched_over_are_listed(house: Records) -> None:
    consents = house.consents
    assert consents.without_care([COMMUNITY]) == [MRS_LIN, MR_ZHOU]
    consents.give(CARE, NOW)
    consents.give(replace(CARE, id="c2", resident=MR_ZHOU, how=SignedHow.CARRIED_OVER), NOW)
    assert consents.without_care([COMMUNITY]) == [MR_ZHOU]
    assert consents.without_care([OTHER_BUILDING], after=MR_ZHOU) == []
    consents.withdraw("care", COMMUNITY_STAFF, NOW)
    assert consents.without_care([COMMUNITY], limit=1) == [MRS_LIN]
