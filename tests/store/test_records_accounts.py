"""Passwords, sessions and keys: given once, kept as hashes, ended for good."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from domain.access import Deed
from domain.errors import NotFound
from store.records import Records
from store.records.tables import api_keys, sessions
from tests.neighbourhood import DAUGHTER, STEWARD, cast

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def house(any_records: Records) -> Records:
    """Give records with the cast in them."""
    cast(any_records, NOW)
    return any_records


def test_an_account_is_there_once_it_has_a_password(house: Records) -> None:
    assert house.accounts.by_login("wang") is None
    house.accounts.set_password(STEWARD, "hash")
    account = house.accounts.by_login("wang")
    assert account is not None
    assert (account.person.id, account.password_hash) == (STEWARD, "hash")
    assert house.accounts.by_login("nobody") is None


def test_loading_again_keeps_passwords(house: Records) -> None:
    house.accounts.set_password(STEWARD, "hash")
    cast(house, NOW)
    assert house.accounts.by_login("wang") is not None


def test_a_session_holds_until_it_ends(house: Records) -> None:
    token = house.accounts.open_session(STEWARD, NOW, HOUR)
    session = house.accounts.session(token, NOW)
    assert session is not None
    assert (session.person, session.expires_at) == (STEWARD, NOW + HOUR)
    assert house.accounts.session(token, NOW + HOUR) is None
    assert house.accounts.session("guessed", NOW) is None
    house.accounts.close_session(token)
    assert house.accounts.session(token, NOW) is None


def test_a_new_password_ends_all_sessions_of_that_person(house: Records) -> None:
    tokens = [house.accounts.open_session(person, NOW, HOUR) for person in (STEWARD, STEWARD, DAUGHTER)]
    house.accounts.set_password(STEWARD, "hash")
    assert [house.accounts.session(token, NOW) is None for token in tokens] == [True, True, False]
    house.accounts.close_sessions(DAUGHTER)
    assert house.accounts.session(tokens[2], NOW) is None


def test_no_token_and_no_key_rests_in_the_records(house: Records) -> None:
    token = house.accounts.open_session(STEWARD, NOW, HOUR)
    key = house.accounts.make_key(STEWARD, "wall screen", [Deed.SEE_ALERTS], NOW)
    with house._database.reading() as connection:
        rows = [str(connection.execute(select(table)).all()) for table in (sessions, api_keys)]
    assert not [row for row in rows if token in row or key.rsplit("_", 1)[1] in row]


def test_a_key_holds_with_its_scopes_until_it_expires(house: Records) -> None:
    text = house.accounts.make_key(STEWARD, "wall screen", [Deed.SEE_ALERTS], NOW, NOW + HOUR)
    key = house.accounts.key(text, NOW)
    assert key is not None
    assert text.startswith(f"ban_{key.prefix}_")
    assert (key.person, key.name, key.scopes) == (STEWARD, "wall screen", frozenset({Deed.SEE_ALERTS}))
    assert house.accounts.key(text, NOW + HOUR) is None
    for guessed in (text[:-1], f"ban_{key.prefix}_guessed", "nonsense", ""):
        assert house.accounts.key(guessed, NOW) is None


def test_a_revoked_key_stays_on_the_list_and_opens_nothing(house: Records) -> None:
    text = house.accounts.make_key(STEWARD, "wall screen", [], NOW)
    [key] = house.accounts.keys(STEWARD)
    house.accounts.revoke_key(key.prefix, NOW)
    assert house.accounts.key(text, NOW) is None
    assert [one.revoked_at for one in house.accounts.keys(None)] == [NOW]
    assert house.accounts.keys(DAUGHTER) == []


def test_people_and_keys_that_are_not_there_are_not_found(house: Records) -> None:
    accounts = house.accounts
    for ask in (
        lambda: accounts.set_password("nobody", "hash"),
        lambda: accounts.open_session("nobody", NOW, HOUR),
        lambda: accounts.make_key("nobody", "", [], NOW),
        lambda: accounts.revoke_key("nothing", NOW),
    ):
        with pytest.raises(NotFound):
            ask()


def test_services_tell_and_are_forgotten(any_records: Records) -> None:
    any_records.services.tell("ingest", {"pid": 1}, NOW)
    any_records.services.tell("alerts", {"line": {"connected": True}}, NOW)
    any_records.services.tell("ingest", {"pid": 2}, NOW + HOUR)
    told = any_records.services.all()
    assert [(one.name, one.facts, one.told_at) for one in told] == [
        ("alerts", {"line": {"connected": True}}, NOW),
        ("ingest", {"pid": 2}, NOW + HOUR),
    ]
    any_records.services.forget("alerts")
    assert [one.name for one in any_records.services.all()] == ["ingest"]
