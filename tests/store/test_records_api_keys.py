"""Keys of other systems: whose doing they are, how many there may be, when they end, and when they were last used."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.access import Deed
from domain.errors import NotFound, Refused
from store.records import Records
from store.records.api_keys import ApiKey
from store.records.audit import Entry
from store.records.loading_assignments import IMPORTED
from tests.neighbourhood import COMMUNITY_STAFF, DAUGHTER, STEWARD, cast

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def house(any_records: Records) -> Records:
    """Give records with the cast in them."""
    cast(any_records, NOW)
    return any_records


def by(person: str, at: datetime = NOW) -> Entry:
    return Entry(at=at, person=person, deed=Deed.KEEP_PEOPLE, subject=STEWARD)


def make(house: Records, **more: Any) -> str:
    return house.accounts.make_key(STEWARD, "my script", [Deed.SEE_ALERTS], NOW, **more)


def only(house: Records) -> ApiKey:
    [key] = house.accounts.keys(STEWARD)
    return key


def trail(house: Records) -> list[tuple[str, str]]:
    """Give whose doing what is on record of the steward's account was, the newest first."""
    rows = [row for row in house.audit.about([STEWARD]) if row.deed is Deed.KEEP_PEOPLE and row.person != IMPORTED]
    return [(row.person, row.detail) for row in rows]


def test_making_and_revoking_are_on_record_once_each_without_the_key(house: Records) -> None:
    text = make(house, made_by=STEWARD, entry=by(STEWARD))
    prefix = only(house).prefix
    for _ in range(2):
        house.accounts.revoke_key(prefix, NOW + HOUR, person=STEWARD, entry=by(COMMUNITY_STAFF, NOW + HOUR))
    assert trail(house) == [(COMMUNITY_STAFF, f"key {prefix} revoked"), (STEWARD, f"key {prefix} made, 1 deeds")]
    assert text.rsplit("_", 1)[1] not in str(house.audit.newest())
    assert house.audit.verify().broken_at is None


def test_a_key_says_who_made_it_and_one_of_the_terminal_says_nobody(house: Records) -> None:
    make(house, made_by=STEWARD)
    house.accounts.make_key(DAUGHTER, "at the terminal", [], NOW)
    assert [house.accounts.keys(one)[0].made_by for one in (STEWARD, DAUGHTER)] == [STEWARD, ""]


def test_nobody_holds_more_keys_than_they_may_and_ended_ones_do_not_count(house: Records) -> None:
    make(house, expires_at=NOW)
    make(house, most=2)
    make(house, most=2)
    with pytest.raises(Refused, match="2 keys"):
        make(house, most=2, entry=by(STEWARD))
    assert trail(house) == []
    house.accounts.revoke_key(house.accounts.keys(STEWARD)[-1].prefix, NOW)
    house.accounts.revoke_key(next(one.prefix for one in house.accounts.keys(STEWARD) if one.holds_at(NOW)), NOW)
    make(house, most=2)
    house.accounts.make_key(DAUGHTER, "hers", [], NOW, most=1)


def test_two_who_ask_at_once_do_not_both_get_the_last_place(house: Records) -> None:
    refused: list[Refused] = []

    def ask() -> None:
        try:
            make(house, most=1)
        except Refused as error:
            refused.append(error)

    asking = [threading.Thread(target=ask) for _ in range(6)]
    for one in asking:
        one.start()
    for one in asking:
        one.join(30)
    assert (len(refused), len(house.accounts.keys(STEWARD))) == (5, 1)


def test_a_key_is_revoked_by_those_who_have_to_do_with_its_person(house: Records) -> None:
    text = make(house)
    with pytest.raises(NotFound):
        house.accounts.revoke_key(only(house).prefix, NOW, person=DAUGHTER, entry=by(DAUGHTER))
    assert house.accounts.key(text, NOW) is not None
    assert trail(house) == []


def test_when_a_key_was_used_is_written_down_once_an_hour(house: Records) -> None:
    make(house)
    assert only(house).unused_since(NOW)
    house.accounts.saw_key(only(house).prefix, NOW)
    assert only(house).used_at == NOW
    assert [only(house).unused_since(NOW + one) for one in (HOUR - timedelta(seconds=1), HOUR)] == [False, True]


def test_a_closed_account_gets_no_key_and_its_keys_end_for_good(house: Records) -> None:
    texts = [make(house, made_by=one) for one in (STEWARD, "")]
    house.accounts.disable(STEWARD, NOW, by(COMMUNITY_STAFF))
    with pytest.raises(Refused, match="closed"):
        make(house)
    house.accounts.enable(STEWARD, by(COMMUNITY_STAFF))
    assert [house.accounts.key(text, NOW) for text in texts] == [None, None]
    assert house.accounts.key(make(house), NOW) is not None


def test_a_new_password_ends_the_keys_that_its_person_made_and_no_others(house: Records) -> None:
    own, terminal = make(house, made_by=STEWARD), make(house)
    hers = house.accounts.make_key(DAUGHTER, "hers", [], NOW, made_by=DAUGHTER)
    house.accounts.set_password(STEWARD, "hash", entry=by(STEWARD, NOW + HOUR))
    assert house.accounts.key(own, NOW + HOUR) is None
    assert {one.revoked_at for one in house.accounts.keys(STEWARD)} == {None, NOW + HOUR}
    assert [house.accounts.key(one, NOW + HOUR) is None for one in (terminal, hers)] == [False, False]
