"""Sessions and second factors, as they rest on both databases."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from domain.access import Deed
from domain.errors import NotFound, Refused
from store.records import Records
from store.records.audit import Entry
from store.records.sessions import SEEN_EVERY, Session, Way
from store.records.tables import people
from tests.neighbourhood import COMMUNITY_STAFF, DAUGHTER, STEWARD, cast

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
HOUR, STEP = timedelta(hours=1), 59_000_000


@pytest.fixture
def house(any_records: Records) -> Records:
    """Give records with the cast in them."""
    cast(any_records, NOW)
    return any_records


def did(detail: str, person: str = STEWARD) -> Entry:
    return Entry(at=NOW, person=person, deed=Deed.KEEP_OWN_ACCOUNT, subject=STEWARD, detail=detail)


def details(house: Records) -> list[str]:
    """Give what is on record of the steward's own account, the oldest first."""
    found = house.audit.about([STEWARD])
    return [one.detail for one in reversed(found) if one.deed is Deed.KEEP_OWN_ACCOUNT]


def opened(house: Records, token: str, at: datetime = NOW) -> Session:
    session = house.accounts.session(token, at)
    assert session is not None
    return session


def confirmed(house: Records, *codes: str) -> None:
    house.accounts.begin_factor(STEWARD, "sealed", did("begun"))
    house.accounts.confirm_factor(STEWARD, STEP, codes, NOW, did("confirmed"))


def test_a_session_says_from_where_by_what_and_when_it_was_seen(house: Records) -> None:
    token = house.accounts.open_session(
        STEWARD, NOW, HOUR, agent="a" * 500, address="192.0.2.7", way=Way.OIDC, entry=did("oidc")
    )
    session = opened(house, token)
    assert (session.agent, session.address, session.way) == ("a" * 160, "192.0.2.7", Way.OIDC)
    assert (session.seen_at, session.must_change, session.has_factor) == (NOW, False, False)
    assert token not in (session.token_hash, session.id)
    assert details(house) == ["oidc"]


def test_when_it_was_seen_is_written_down_once_a_minute(house: Records) -> None:
    token = house.accounts.open_session(STEWARD, NOW, HOUR)
    session, later = opened(house, token), NOW + SEEN_EVERY
    assert [session.unseen_since(one) for one in (later - timedelta(seconds=1), later)] == [False, True]
    house.accounts.saw_session(session.token_hash, later)
    assert opened(house, token, later).seen_at == later


def test_open_sessions_are_listed_the_newest_first_and_ended_ones_swept(house: Records) -> None:
    for minutes in (0, 2, 1):
        house.accounts.open_session(STEWARD, NOW + timedelta(minutes=minutes), HOUR, agent=str(minutes))
    house.accounts.open_session(DAUGHTER, NOW, HOUR)
    assert [one.agent for one in house.accounts.sessions(STEWARD, NOW)] == ["2", "1", "0"]
    assert [one.agent for one in house.accounts.sessions(STEWARD, NOW + HOUR)] == ["2", "1"]
    house.accounts.open_session(DAUGHTER, NOW + HOUR, HOUR)
    assert [one.agent for one in house.accounts.sessions(STEWARD, NOW)] == ["2", "1"]


def test_a_session_is_ended_by_its_id_and_by_its_person_alone(house: Records) -> None:
    token = house.accounts.open_session(STEWARD, NOW, HOUR)
    this = opened(house, token).id
    for person, named in ((DAUGHTER, this), (STEWARD, this[:6]), (STEWARD, ""), (STEWARD, "%" * 12)):
        with pytest.raises(NotFound):
            house.accounts.end_session(person, named, did("ended"))
    assert details(house) == []
    house.accounts.end_session(STEWARD, this, did("ended"))
    assert (house.accounts.session(token, NOW), details(house)) == (None, ["ended"])


def test_all_other_sessions_end_together(house: Records) -> None:
    mine, *others = [house.accounts.open_session(STEWARD, NOW, HOUR) for _ in range(3)]
    assert house.accounts.close_sessions(STEWARD, but=mine, entry=did("others")) == 2
    assert [house.accounts.session(one, NOW) is None for one in (mine, *others)] == [False, True, True]


def test_a_closed_account_has_no_session_and_gets_none_until_it_is_opened_again(house: Records) -> None:
    token = house.accounts.open_session(STEWARD, NOW, HOUR)
    house.accounts.disable(STEWARD, NOW, did("closed", COMMUNITY_STAFF))
    with pytest.raises(NotFound):
        house.accounts.open_session(STEWARD, NOW, HOUR)
    house.accounts.enable(STEWARD, did("opened", COMMUNITY_STAFF))
    assert house.accounts.session(token, NOW) is None
    assert opened(house, house.accounts.open_session(STEWARD, NOW, HOUR)).person == STEWARD


def test_a_session_shows_what_is_asked_of_its_person_first(house: Records) -> None:
    house.accounts.set_password(STEWARD, "hash", must_change=True)
    token = house.accounts.open_session(STEWARD, NOW, HOUR)
    assert opened(house, token).must_change
    house.accounts.set_password(STEWARD, "own", but=token, entry=did("password"))
    confirmed(house)
    assert (opened(house, token).must_change, opened(house, token).has_factor) == (False, True)


def test_a_second_factor_counts_from_its_confirmation(house: Records) -> None:
    accounts = house.accounts
    accounts.begin_factor(STEWARD, "first", did("begun"))
    accounts.begin_factor(STEWARD, "second", did("begun anew"))
    begun = accounts.second_factor(STEWARD)
    assert begun is not None
    assert (begun.sealed, begun.since, begun.recovery_left) == ("second", None, 0)
    accounts.confirm_factor(STEWARD, STEP, ["a", "b"], NOW, did("confirmed"))
    in_force = accounts.second_factor(STEWARD)
    assert in_force is not None
    assert (in_force.since, in_force.recovery_left) == (NOW, 2)
    assert details(house) == ["begun", "begun anew", "confirmed"]


REFUSED: dict[str, Callable[[Records], None]] = {
    "confirmed without a beginning": lambda one: one.accounts.confirm_factor(STEWARD, STEP, [], NOW, did("x")),
    "new codes without a factor": lambda one: one.accounts.set_recovery(STEWARD, ["a"], did("x")),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_has_no_beginning_is_refused_and_not_on_record(house: Records, what: str) -> None:
    with pytest.raises(Refused):
        REFUSED[what](house)
    assert (house.accounts.second_factor(STEWARD), details(house)) == (None, [])


def test_a_second_factor_in_force_is_not_begun_over_or_confirmed_twice(house: Records) -> None:
    confirmed(house, "a")
    with pytest.raises(Refused, match="take it away"):
        house.accounts.begin_factor(STEWARD, "another", did("x"))
    with pytest.raises(Refused):
        house.accounts.confirm_factor(STEWARD, STEP + 9, ["b"], NOW, did("x"))
    factor = house.accounts.second_factor(STEWARD)
    assert factor is not None
    assert (factor.sealed, details(house)) == ("sealed", ["begun", "confirmed"])


def test_a_code_counts_once_and_no_older_one_after_it(house: Records) -> None:
    confirmed(house)
    steps = (STEP, STEP + 2, STEP + 2, STEP + 1, STEP + 3)
    assert [house.accounts.take_step(STEWARD, one) for one in steps] == [False, True, False, False, True]


def test_a_recovery_code_counts_once_and_rests_as_a_hash(house: Records) -> None:
    confirmed(house, "abcde-fghjk", "mnpqr-stuvw")
    with house._database.reading() as connection:
        assert "abcde" not in str(connection.execute(select(people)).all())
    taken = [house.accounts.take_recovery(STEWARD, code) for code in ("abcde-fghjk", "abcde-fghjk", "guessed")]
    assert taken == [True, False, False]
    assert not house.accounts.take_recovery(DAUGHTER, "mnpqr-stuvw")
    house.accounts.set_recovery(STEWARD, ["new"], did("codes"))
    assert [house.accounts.take_recovery(STEWARD, code) for code in ("mnpqr-stuvw", "new")] == [False, True]


@pytest.mark.parametrize("what", ["step", "recovery"])
def test_one_of_many_who_show_the_same_code_at_once_is_let_in(house: Records, what: str) -> None:
    confirmed(house, "abcde-fghjk")
    let_in: list[bool] = []

    def ask() -> None:
        accounts = house.accounts
        by_step = what == "step"
        let_in.append(
            accounts.take_step(STEWARD, STEP + 1) if by_step else accounts.take_recovery(STEWARD, "abcde-fghjk")
        )

    asking = [threading.Thread(target=ask) for _ in range(6)]
    for one in asking:
        one.start()
    for one in asking:
        one.join(30)
    assert sorted(let_in) == [False] * 5 + [True]


def test_a_second_factor_is_taken_away_with_its_codes(house: Records) -> None:
    confirmed(house, "a")
    house.accounts.remove_factor(STEWARD, did("removed"))
    assert house.accounts.second_factor(STEWARD) is None
    assert not house.accounts.take_recovery(STEWARD, "a")
    with pytest.raises(NotFound):
        house.accounts.remove_factor("nobody", did("x"))
    assert details(house) == ["begun", "confirmed", "removed"]
