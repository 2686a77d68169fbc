"""The stream of alerts: what comes, to whom, and what does not get lost."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import pytest

from domain.access import Deed
from domain.answers import acknowledge
from store.records.neighbourhood import Neighbourhood
from tests.api.house import House
from tests.brokers import eventually
from tests.neighbourhood import DAUGHTER, MRS_LIN, OUTSIDER, STEWARD

STREAM = "/api/v1/alerts/stream"
KEY = (Deed.SEE_ALERTS,)
Events = Iterator[httpx2.ServerSentEvent]


@contextmanager
def listening(client: httpx2.Client, last_id: str | None = None) -> Iterator[Events]:
    headers = {"Last-Event-ID": last_id} if last_id is not None else {}
    with client.sse(STREAM, headers=headers) as source:
        events = iter(source)
        assert next(events).event == "ready"
        yield events


def test_an_alert_comes_as_it_fires(house: House) -> None:
    with listening(house.as_(STEWARD)) as events:
        alert = house.fire(house.cast.watch, MRS_LIN)
        event = next(events)
    assert event.event == "fired"
    assert alert.id in event.data


def test_the_outsider_hears_only_of_their_own(house: House) -> None:
    with listening(house.as_(OUTSIDER)) as events:
        house.fire(house.cast.watch, MRS_LIN)
        theirs = house.fire(house.cast.other_watch, house.cast.other_resident.id)
        assert theirs.id in next(events).data
    assert house.looks(MRS_LIN) == []


def test_what_a_stream_shows_is_on_record(house: House) -> None:
    with listening(house.as_(DAUGHTER)) as events:
        house.fire(house.cast.watch, MRS_LIN)
        next(events)
    assert house.looks(MRS_LIN) == [(DAUGHTER, "see_alerts", True)]


def test_what_happened_meanwhile_comes_first_after_a_break(house: House) -> None:
    client = house.as_(STEWARD)
    with listening(client) as events:
        alert = house.fire(house.cast.watch, MRS_LIN)
        last_id = next(events).id
    change = acknowledge(alert, STEWARD, house.clock())
    assert change is not None
    house.records.alerts.commit([change], [], house.clock())
    with listening(client, last_id) as events:
        assert next(events).event == "acknowledged"


def test_a_cursor_older_than_what_is_kept_in_memory_is_read_from_the_records(house: House) -> None:
    house.fire(house.cast.watch, MRS_LIN)
    eventually(lambda: house.parts.feed.head > 0, what="the feed")
    house.parts.feed._begins = house.parts.feed.head
    house.parts.feed._entries.clear()
    with listening(house.as_(STEWARD), "0") as events:
        assert next(events).event == "fired"


@pytest.mark.parametrize("last_id", ["", "99999999", "yesterday", "-1"])
def test_a_cursor_that_was_never_given_means_from_now_on(house: House, last_id: str) -> None:
    house.fire(house.cast.watch, MRS_LIN)
    eventually(lambda: house.parts.feed.head > 0, what="the feed")
    with listening(house.as_(STEWARD), last_id) as events:
        mild = house.fire(house.cast.watch, MRS_LIN, 93, "spo2_low")
        assert mild.id in next(events).data


def test_the_end_of_the_session_ends_the_stream(house: House) -> None:
    with listening(house.as_(STEWARD)) as events:
        house.records.accounts.close_sessions(STEWARD)
        assert list(events) == []


def test_the_end_of_an_assignment_ends_the_stream(house: House) -> None:
    with listening(house.as_(STEWARD)) as events:
        steward = house.records.people.person(STEWARD)
        house.records.neighbourhood.load(Neighbourhood(people=(steward,)), house.clock())
        assert list(events) == []
    assert house.as_(STEWARD).get("/api/v1/residents").json()["items"] == []


def test_a_revoked_key_ends_the_stream(house: House) -> None:
    with listening(house.with_key(STEWARD, *KEY)) as events:
        house.records.accounts.revoke_key(house.records.accounts.keys(STEWARD)[0].prefix, house.clock())
        assert list(events) == []


def test_streams_are_counted_while_they_are_open(house: House) -> None:
    def streams() -> str:
        lines = house.client().get("/metrics").text.splitlines()
        return next((line for line in lines if line.startswith("banister_http_streams{")), "")

    with listening(house.as_(STEWARD)):
        eventually(lambda: streams().endswith(" 1.0"), what="the count")
    eventually(lambda: streams().endswith(" 0.0"), what="the end")
