"""Test messages: to oneself, or as staff to people of one's areas; and what becomes of them."""

from datetime import timedelta

import pytest

from domain.access import Deed
from domain.notifications import Reason
from store.records.neighbourhood import Neighbourhood
from tests.api.house import House
from tests.neighbourhood import DAUGHTER, OFFICER, OTHER_STEWARD, OUTSIDER, STEWARD, STREET_STAFF, console

WANGS, HERS, CHENS = (f"/api/v1/channels/{one}-console/test" for one in (STEWARD, DAUGHTER, STREET_STAFF))


@pytest.fixture(autouse=True)
def _channels(house: House) -> None:
    channels = tuple(map(console, (STEWARD, DAUGHTER, STREET_STAFF)))
    house.records.neighbourhood.load(Neighbourhood(channels=channels), house.clock())


def test_a_test_message_is_an_outbox_row_and_its_fate_can_be_asked(house: House) -> None:
    client = house.as_(STEWARD)
    sent = client.post(WANGS)
    assert (sent.status_code, sent.headers["location"]) == (202, sent.json()["address"])
    waiting = house.records.outbox.waiting(house.clock(), limit=9, lease=timedelta(minutes=1), worker="w")
    assert [(one.notification.person, one.notification.reason) for one in waiting] == [(STEWARD, Reason.TEST)]
    assert client.get(sent.json()["address"]).json()["state"] == "waiting"
    house.records.outbox.sent(waiting[0].notification.id, house.clock(), "receipt-7")
    told = client.get(sent.json()["address"]).json()
    assert (told["state"], told["receipt"], told["channel"], told["rank"]) == ("sent", "receipt-7", "console", 0)


@pytest.mark.parametrize(
    ("person", "path", "status"),
    [
        (OFFICER, WANGS, 202),
        (OFFICER, HERS, 202),
        (DAUGHTER, HERS, 202),
        (OFFICER, CHENS, 404),
        (STEWARD, HERS, 404),
        (OTHER_STEWARD, WANGS, 404),
        (OUTSIDER, HERS, 404),
        (OFFICER, "/api/v1/channels/nothing/test", 404),
    ],
)
def test_staff_try_the_channels_of_their_people(house: House, person: str, path: str, status: int) -> None:
    assert house.as_(person).post(path).status_code == status


def test_a_delivery_is_its_receivers_and_their_staffs_to_see(house: House) -> None:
    address = house.as_(STEWARD).post(WANGS).json()["address"]
    seen = {one: house.as_(one).get(address).status_code for one in (STEWARD, OFFICER, OTHER_STEWARD, DAUGHTER)}
    assert seen == {STEWARD: 200, OFFICER: 200, OTHER_STEWARD: 404, DAUGHTER: 404}


def test_nobodys_telephone_rings_without_end(house: House) -> None:
    answers = [house.as_(OFFICER).post(HERS) for _ in range(7)]
    assert [one.status_code for one in answers] == [202] * 6 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0


def test_a_channel_that_is_off_says_so(house: House) -> None:
    house.records.people.disable_channel(f"{STEWARD}-console", "gone", house.clock())
    answer = house.as_(STEWARD).post(WANGS)
    assert (answer.status_code, answer.json()["detail"]) == (409, "this channel is switched off")


def test_a_key_sends_no_test_messages(house: House) -> None:
    assert house.with_key(OFFICER, *Deed).post(WANGS).status_code == 403
