"""The first administrator of a house is made once, and the last is not closed by mistake."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.access import Deed
from domain.errors import Refused
from domain.people import Person, Role
from store.records import Records, open_records
from store.records.audit import Entry
from store.records.tables import identities
from tests.neighbourhood import STEWARD, cast

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
FIRST = Person(id="admin", name="Administrator", role=Role.ADMIN, login="admin")
ENTRY = Entry(at=NOW, person="banister", deed=Deed.KEEP_PEOPLE, subject="admin", detail="made")


def begin(records: Records, told: list[str]) -> Person | None:
    return records.accounts.begin_house(FIRST, "hash", ENTRY, lambda person: told.append(person.id))


def add(records: Records, *people: Person, password: str | None = None) -> None:
    for one in people:
        records.organisation.persons.add(one, replace(ENTRY, subject=one.id), password_hash=password)


def test_an_empty_house_gets_an_administrator_who_must_change_the_password(any_records: Records) -> None:
    told: list[str] = []
    assert any_records.accounts.nobody_logs_in()
    assert begin(any_records, told) == FIRST
    account = any_records.accounts.by_login("admin")
    assert account is not None
    assert (account.password_hash, account.must_change, told) == ("hash", True, ["admin"])
    assert [(one.person, one.subject) for one in any_records.audit.newest()] == [("banister", "admin")]


def test_a_second_beginning_makes_nobody(any_records: Records) -> None:
    told: list[str] = []
    begin(any_records, told)
    assert begin(any_records, told) is None
    assert (told, any_records.accounts.nobody_logs_in()) == (["admin"], False)


def test_of_many_who_begin_at_once_one_makes_the_administrator(records_url: str) -> None:
    told: list[str] = []
    opened = [open_records(records_url) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda one: begin(one, told), opened))
    trail, people = opened[0].audit.newest(), opened[0].people.persons()
    for one in opened:
        one.close()
    assert (told, len(trail)) == (["admin"], 1)
    assert [one for one in made if one is not None] == people == [FIRST]


def test_where_it_can_be_told_to_nobody_nothing_is_made(any_records: Records) -> None:
    def fail(_person: Person) -> None:
        raise Refused("no room")

    with pytest.raises(Refused):
        any_records.accounts.begin_house(FIRST, "hash", ENTRY, fail)
    assert any_records.people.persons() == []
    assert any_records.audit.newest() == []


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_house_where_somebody_has_or_had_a_password_is_left_alone(any_records: Records, is_closed: bool) -> None:  # noqa: FBT001 - a parameter of the test
    cast(any_records, NOW)
    any_records.accounts.set_password(STEWARD, "hash")
    if is_closed:
        any_records.accounts.disable(STEWARD, NOW, ENTRY)
    assert begin(any_records, []) is None


def test_a_login_at_a_provider_is_a_way_in(any_records: Records) -> None:
    add(any_records, FIRST)
    with any_records._database.writing() as connection:
        row = {"issuer": "https://sso.example", "subject": "1", "person": "admin", "made_at": NOW}
        connection.execute(identities.insert(), row)
    assert not any_records.accounts.nobody_logs_in()


def test_a_machine_with_a_password_is_nobody_who_logs_in(any_records: Records) -> None:
    add(any_records, Person(id="screen", name="screen", role=Role.INTEGRATION, login="screen"), password="hash")
    assert begin(any_records, []) == FIRST


def test_an_administrator_without_a_password_is_taken(any_records: Records) -> None:
    boss = Person(id="boss", name="Boss", role=Role.ADMIN, login="boss")
    add(any_records, boss)
    assert begin(any_records, []) == boss
    account = any_records.accounts.by_login("boss")
    assert account is not None
    assert any_records.audit.newest()[0].subject == "boss"


def test_an_id_or_a_login_that_is_somebodys_gets_a_number(any_records: Records) -> None:
    add(any_records, Person(id="admin", name="a steward", role=Role.STEWARD))
    add(any_records, Person(id="other", name="another", role=Role.STEWARD, login="admin-2"))
    made = begin(any_records, [])
    assert made is not None
    assert (made.id, made.login) == ("admin-3", "admin-3")


def test_the_last_administrator_who_can_log_in_is_spared(any_records: Records) -> None:
    begin(any_records, [])
    add(any_records, replace(FIRST, id="second", login="second"))
    with pytest.raises(Refused):
        any_records.accounts.disable("admin", NOW, ENTRY, spare_last=True)
    account = any_records.accounts.account_of("admin")
    assert account is not None
    assert account.disabled_at is None
    any_records.accounts.set_password("second", "hash")
    any_records.accounts.disable("admin", NOW, ENTRY, spare_last=True)


def test_two_administrators_who_close_each_other_do_not_both_go(records_url: str) -> None:
    opened = [open_records(records_url) for _ in range(2)]
    add(opened[0], *(replace(FIRST, id=one, login=one) for one in ("one", "two")), password="hash")

    def close(records: Records, person: str) -> bool:
        try:
            records.accounts.disable(person, NOW, replace(ENTRY, subject=person), spare_last=True)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        went = list(pool.map(close, opened, ("one", "two")))
    for one in opened:
        one.close()
    assert sorted(went) == [False, True]
