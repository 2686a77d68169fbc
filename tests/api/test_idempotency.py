"""A request that is sent again is answered again, and not done again."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from api.idempotency import HEADER, REPLAYED
from tests.api.house import House
from tests.neighbourhood import BUILDING, COMMUNITY_STAFF, OFFICER

HOUSEHOLDS = "/api/v1/households"
KEY = {HEADER: "5f0b8f2c-4a50-4c1e-9a63-1c7f1b0e8d11"}
FLAT = {"building": BUILDING, "flat": "1单元909"}


def flats(house: House) -> int:
    return sum(one.flat == FLAT["flat"] for one in house.records.people.households())


def test_the_same_request_is_answered_as_before(house: House) -> None:
    client = house.as_(OFFICER)
    first, again = (client.post(HOUSEHOLDS, json=FLAT, headers=KEY) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["etag"] == first.headers["etag"]
    assert (REPLAYED in first.headers, again.headers[REPLAYED]) == (False, "true")
    assert again.headers["x-request-id"] != first.headers["x-request-id"]
    assert flats(house) == 1


def test_another_request_under_the_same_key_is_refused(house: House) -> None:
    client = house.as_(OFFICER)
    client.post(HOUSEHOLDS, json=FLAT, headers=KEY)
    other = client.post(HOUSEHOLDS, json=FLAT | {"flat": "other"}, headers=KEY)
    assert (other.status_code, other.json()["type"]) == (422, "/problems/key-reused")
    elsewhere = client.post("/api/v1/areas", json=FLAT, headers=KEY)
    assert elsewhere.json()["type"] == "/problems/key-reused"


def test_what_was_refused_may_be_tried_again(house: House) -> None:
    client = house.as_(OFFICER)
    bad = {"id": "building-3-502", **FLAT}
    assert client.post(HOUSEHOLDS, json=bad, headers=KEY).status_code == 409
    assert client.post(HOUSEHOLDS, json=FLAT, headers=KEY).status_code == 201


def test_a_key_is_ones_own_and_of_one_day(house: House) -> None:
    assert house.as_(OFFICER).post(HOUSEHOLDS, json=FLAT, headers=KEY).status_code == 201
    assert REPLAYED not in house.as_(COMMUNITY_STAFF).post(HOUSEHOLDS, json=FLAT, headers=KEY).headers
    house.clock.ahead = timedelta(hours=25)
    assert REPLAYED not in house.as_(OFFICER).post(HOUSEHOLDS, json=FLAT, headers=KEY).headers
    assert flats(house) == 3


def test_another_session_learns_that_it_was_done_and_no_more(house: House) -> None:
    house.as_(OFFICER).post(HOUSEHOLDS, json=FLAT, headers=KEY)
    answer = house.as_(OFFICER).post(HOUSEHOLDS, json=FLAT, headers=KEY)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/done-before")
    assert flats(house) == 1


def test_what_is_kept_cannot_be_read_by_who_holds_the_database(house: House) -> None:
    secret = "canary-7f3a"
    made = house.as_(OFFICER).post(HOUSEHOLDS, json=FLAT | {"key_holder": secret}, headers=KEY).json()
    house.as_(OFFICER).delete(f"{HOUSEHOLDS}/{made['id']}")
    with house.records._database.reading() as connection:  # the bytes as they rest
        rows = connection.exec_driver_sql("SELECT * FROM answers").all()
    assert len(rows) == 1
    assert secret not in str(rows)
    assert KEY[HEADER] not in str(rows)


def test_of_many_at_once_one_does_it(house: House) -> None:
    client, barrier = house.as_(OFFICER), threading.Barrier(8)
    clients = [house.client(cookies=dict(client.cookies)) for _ in range(8)]

    def ask(number: int) -> tuple[int, str]:
        barrier.wait()
        answer = clients[number].post(HOUSEHOLDS, json=FLAT, headers=KEY)
        return answer.status_code, answer.json().get("type", "")

    with ThreadPoolExecutor(8) as pool:
        got = set(pool.map(ask, range(8)))
    assert got <= {(201, ""), (409, "/problems/still-going")}
    assert flats(house) == 1


@pytest.mark.parametrize("key", ["", "short", "x" * 129, "has blanks in it, too", "~~~~~~~~~~~~~~~~~"])
def test_a_key_that_is_none_is_refused(house: House, key: str) -> None:
    answer = house.as_(OFFICER).post(HOUSEHOLDS, json=FLAT, headers={HEADER: key})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "header.idempotency-key")
    assert flats(house) == 0


def test_nobody_claims_anything(house: House) -> None:
    assert house.client().post(HOUSEHOLDS, json=FLAT, headers=KEY).status_code == 401
    assert house.as_(OFFICER).post(HOUSEHOLDS, json=FLAT, headers=KEY).status_code == 201


def test_a_body_that_is_too_large_is_not_read_to_its_end(house: House) -> None:
    pieces = (b"x" * 10_000 for _ in range(20))
    answer = house.as_(OFFICER).post(HOUSEHOLDS, content=pieces, headers=KEY)
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")


def test_the_document_names_the_header_at_every_post(shared_house: House) -> None:
    for _ in range(2):
        paths = shared_house.client().get("/openapi.json").json()["paths"]
    posts = {path: methods["post"] for path, methods in paths.items() if "post" in methods and path.startswith("/api/")}
    assert len(posts) > 15
    for path, operation in posts.items():
        assert [one["name"] for one in operation["parameters"]].count(HEADER) == 1, path
        assert "409" in operation["responses"], path
