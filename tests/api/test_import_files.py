"""Files that are no tables, too large, hostile, or many at once."""

import io
import threading
import time
import zipfile

import pytest

from tests.api.house import House
from tests.api.sheets_sent import (
    NEW,
    URL,
    XLSX,
    book,
    send,
    told,
)
from tests.api.test_problems import assert_problem
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY_STAFF,
    GRID,
    OFFICER,
)


def test_one_csv_is_told_which_table_it_is(house: House) -> None:
    content, headers = "编号,楼栋,房号\nflat-new,building-3,701\n".encode("gb18030"), {"Content-Type": "text/csv"}
    client = house.as_(COMMUNITY_STAFF)
    assert_problem(client.post(URL, content=content, headers=headers), 422, "invalid")
    answer = client.post(f"{URL}?sheet=households", content=content, headers=headers)
    assert answer.json()["changes"] == {"households": {"added": 1, "changed": 0, "unchanged": 0}}


BROKEN = {
    "no workbook": b"PK\x03\x04 not really",
    "nothing": b"",
    "cut off": book(NEW)[:-200],
    "turned": bytes(reversed(book(NEW))),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_told(house: House, content: bytes) -> None:
    assert told(send(house.as_(COMMUNITY_STAFF), content))


def test_a_body_of_another_kind_is_told(house: House) -> None:
    answer = house.as_(COMMUNITY_STAFF).post(URL, json={"residents": []})
    assert_problem(answer, 415, "unsupported-media")


def test_a_text_that_is_no_text_is_told(house: House) -> None:
    headers = {"Content-Type": "text/csv"}
    for content in (b"id,building,flat\n\xff\xff\x81", b"id\x00,building"):
        answer = house.as_(COMMUNITY_STAFF).post(f"{URL}?sheet=households", content=content, headers=headers)
        assert told(answer)[0][0] == "households.csv"


@pytest.mark.parametrize("with_length", [True, False])
@pytest.mark.parametrize("key", [{}, {"Idempotency-Key": "0123456789abcdef"}])
def test_a_file_that_is_too_large_is_refused(house: House, key: dict[str, str], *, with_length: bool) -> None:
    piece = bytes(1 << 20)
    content = piece * 17 if with_length else (piece for _ in range(17))
    answer = house.as_(COMMUNITY_STAFF).post(URL, content=content, headers={"Content-Type": XLSX, **key})
    assert "16,777,216" in assert_problem(answer, 413, "too-large")["detail"]


def test_more_than_a_form_may_be_sent_and_sent_again(house: House) -> None:
    wide = {"households": [["id", "building", "flat"], *([f"flat-{n}", BUILDING, str(n)] for n in range(9_000))]}
    content, headers = book(wide), {"Content-Type": XLSX, "Idempotency-Key": "0123456789abcdef"}
    assert len(content) > house.settings.max_body_bytes
    client = house.client(cookies=house.as_(COMMUNITY_STAFF).cookies)
    client.timeout = 60
    first, again = (client.post(URL, content=content, headers=headers) for _ in range(2))
    assert first.json()["added"] == 9_000
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(house: House) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("老人", "人员", "设备"):
            archive.writestr(f"{name}.csv", bytes(60 << 20))
    answer = house.as_(COMMUNITY_STAFF).post(
        URL, content=content.getvalue(), headers={"Content-Type": "application/zip"}
    )
    assert "unpacks to more than 128 MiB" in told(answer)[0][3]


def test_others_are_answered_while_one_import_goes_on_and_another_waits_its_turn(house: House) -> None:
    rows = [[f"flat-{n}", BUILDING, str(n)] for n in range(20_000)]
    content, client = book({"households": [["id", "building", "flat"], *rows]}), house.as_(COMMUNITY_STAFF)
    client.timeout = 60
    other, took, refused = house.as_(OFFICER), [], []
    importing = threading.Thread(target=lambda: send(client, content, dry_run=True))
    importing.start()
    while importing.is_alive():
        began = time.perf_counter()
        assert other.get(f"/api/v1/areas/{GRID}").status_code == 200
        took.append(time.perf_counter() - began)
        refused.append(send(other, NEW, dry_run=True).status_code)
    assert 409 in refused
    assert len(took) >= 5
    assert sorted(took)[len(took) // 2] < 1
