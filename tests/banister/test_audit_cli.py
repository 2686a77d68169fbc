"""`banister audit`: one changed byte, one row that is gone, one trail written anew: each is found."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from banister.cli import app
from domain.access import Deed
from store.records import Records, open_records
from store.records.audit import Entry, chained
from store.records.trail_check import _A_PAGE

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
TEXTS = ("person", "deed", "subject", "detail", "hash")
ROWS = 5
FILE = "records.sqlite"


def entries(count: int) -> list[Entry]:
    people = ("steward-wang", "daughter-lin")
    return [
        Entry(
            at=NOW + timedelta(minutes=n),
            person=people[n % 2],
            deed=Deed.SEE_READINGS,
            subject="lin-xiuying",
            allowed=n != 3,
            detail="林" if n == 2 else "",
        )
        for n in range(1, count + 1)
    ]


@pytest.fixture
def trail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the file of a trail of five rows, where the command looks for it."""
    monkeypatch.setenv("BANISTER_DATA_DIR", str(tmp_path))
    with open_records(f"sqlite:///{tmp_path / FILE}") as records:
        records.audit.put(entries(ROWS))
    return tmp_path / FILE


def tamper(file: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        assert connection.execute(statement, values).rowcount == 1


def setting(column: str, value: str, n: int) -> str:
    return f"UPDATE audit SET {column} = {value} WHERE n = {n}"  # noqa: S608  # our own words


def verify(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["audit", "verify", *arguments])


def broken_at(result: Result) -> int:
    assert result.exit_code == 1
    return int(result.output.partition("broken at row ")[2].partition(":")[0])


def test_a_whole_trail_says_its_rows_and_its_head(trail: Path) -> None:
    result = verify()
    with open_records(f"sqlite:///{trail}") as records:
        head = records.audit.newest(limit=1)[0].hash
    assert result.exit_code == 0
    assert f"{ROWS} rows" in result.output
    assert head in result.output


def bytes_of_a_text(file: Path, column: str, n: int) -> bytes:
    with closing(sqlite3.connect(file)) as connection:
        wanted = f"SELECT CAST({column} AS BLOB) FROM audit WHERE n = {n}"  # noqa: S608  # our own words
        found: bytes = connection.execute(wanted).fetchone()[0]
    return found


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Records]]:
    """Open one trail for the bytes that are changed and put back again."""
    file = tmp_path_factory.mktemp("trail") / FILE
    with open_records(f"sqlite:///{file}") as records:
        records.audit.put(entries(ROWS))
        yield file, records


@pytest.mark.parametrize("column", TEXTS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_changed_byte_of_any_text_is_found(opened: tuple[Path, Records], column: str, data: st.DataObject) -> None:
    file, records = opened
    n = data.draw(st.integers(1, ROWS))
    was = bytes_of_a_text(file, column, n)
    place, byte = data.draw(st.integers(0, len(was))), data.draw(st.integers(0, 255))
    now = was[:place] + bytes([byte]) + was[place + 1 :]
    change = setting(column, "CAST(? AS TEXT)", n)
    tamper(file, change, now)
    verdict = records.audit.verify()
    tamper(file, change, was)
    assert verdict.broken_at == (None if now == was else n)
    assert records.audit.verify().broken_at is None


@pytest.mark.parametrize("column", TEXTS)
@pytest.mark.parametrize("value", [b"\x00\xff", 7, "", "see_everything", "x" * 64])
def test_another_value_in_a_text_is_found(trail: Path, column: str, value: object) -> None:
    tamper(trail, setting(column, "?", 2), value)
    assert broken_at(verify()) == 2


@pytest.mark.parametrize("column", ["at", "allowed"])
@pytest.mark.parametrize("value", [2, -1, 99, 1.5, 0, "x", b"x", 2**62])
def test_another_value_in_a_number_is_found(trail: Path, column: str, value: object) -> None:
    tamper(trail, setting(column, "?", 4), value)
    assert broken_at(verify()) == 4


@pytest.mark.parametrize("value", [-1, 99, 1.5, 0, "x", b"x", 2**62])
def test_another_number_of_a_row_is_found(trail: Path, value: object) -> None:
    tamper(trail, setting("n", "?", 4), value)
    assert broken_at(verify()) in {1, 2, 4}, "where it stands now, or where it is missing"


@pytest.mark.parametrize("n", range(1, ROWS + 1))
def test_a_row_that_is_gone_is_found_where_it_stood(trail: Path, n: int) -> None:
    tamper(trail, "DELETE FROM audit WHERE n = ?", n)
    assert broken_at(verify()) == n


def test_a_row_that_was_put_in_is_found(trail: Path) -> None:
    for n in (0, -7, ROWS + 1):
        copied = "INSERT INTO audit SELECT ?, at, person, deed, subject, allowed, detail, hash FROM audit WHERE n = 1"
        tamper(trail, copied, n)
        assert verify().exit_code == 1
        tamper(trail, "DELETE FROM audit WHERE n = ?", n)
    assert verify().exit_code == 0


def test_a_trail_that_was_written_anew_is_found_by_a_head_kept_elsewhere(trail: Path) -> None:
    with open_records(f"sqlite:///{trail}") as records:
        rows = records.audit.newest()[::-1]
    before = ""
    for n, entry in enumerate((*entries(2), *entries(ROWS)[3:]), 1):
        before = chained(before, n, entry)
        said = (entry.person, entry.detail, entry.allowed, round(entry.at.timestamp() * 1_000_000), before, n)
        tamper(trail, "UPDATE audit SET person = ?, detail = ?, allowed = ?, at = ?, hash = ? WHERE n = ?", *said)
    tamper(trail, "DELETE FROM audit WHERE n = ?", ROWS)
    tamper(trail, "UPDATE counters SET value = ? WHERE name = 'audit'", ROWS - 1)
    assert verify().exit_code == 0
    assert verify("--head", rows[1].hash).exit_code == 0
    assert "the head that you know" in verify("--head", rows[-1].hash).output


def test_it_goes_on_over_pages_and_tells_how_far(trail: Path) -> None:
    told: list[tuple[int, int]] = []
    with open_records(f"sqlite:///{trail}") as records:
        records.audit.put(entries(_A_PAGE))
        verdict = records.audit.verify(tell=lambda done, of: told.append((done, of)))
    assert (verdict.rows, verdict.broken_at) == (_A_PAGE + ROWS, None)
    assert told == [(_A_PAGE, _A_PAGE + ROWS), (_A_PAGE + ROWS, _A_PAGE + ROWS)]
    tamper(trail, "UPDATE audit SET allowed = 2 WHERE n = ?", _A_PAGE + 2)
    assert broken_at(verify()) == _A_PAGE + 2


def listed(*arguments: str) -> list[str]:
    result = CliRunner().invoke(app, ["audit", "list", *arguments])
    assert result.exit_code == 0, result.output
    return [line.partition(" ")[0] for line in result.output.splitlines()]


def test_the_list_is_narrowed_by_who_what_and_whether(trail: Path) -> None:
    assert listed() == ["5", "4", "3", "2", "1"]
    assert listed("--by", "steward-wang", "--limit", "1") == ["4"]
    assert listed("--about", "nobody") == []
    assert listed("--refused") == ["3"]
    assert listed("--deed", "see_readings", "--before", "3") == ["2", "1"]
    output = CliRunner().invoke(app, ["audit", "list", "--refused"]).output
    assert output == "3  2026-11-24 08:03:00  daughter-lin  see_readings  lin-xiuying  REFUSED\n"
