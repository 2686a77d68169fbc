"""Keys, as they are typed: made once, shown once, ended at once, and on record."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from banister.cli import app
from banister.demo import example
from domain.access import Deed
from store.records import Records, open_records, records_url
from store.settings import StoreSettings


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Records]:
    monkeypatch.delenv("BANISTER_RECORDS_URL", raising=False)
    monkeypatch.setenv("BANISTER_DATA_DIR", str(tmp_path))
    assert banister("import", str(example())).exit_code == 0
    with open_records(records_url(StoreSettings())) as opened:
        yield opened


def banister(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def told(records: Records) -> tuple[str, Deed, str, str]:
    newest = records.audit.newest(limit=1)[0]
    return newest.person, newest.deed, newest.subject, newest.detail


def test_a_key_does_what_its_scopes_say_until_it_is_revoked(records: Records) -> None:
    made = banister("key", "staff-li", "--name", "wall screen", "--scope", "see_alerts", "--days", "30")
    text = made.stdout.split()[1]
    key = records.accounts.key(text, datetime.now(UTC))
    assert key is not None
    assert (key.person, key.name, key.scopes) == ("staff-li", "wall screen", frozenset({Deed.SEE_ALERTS}))
    assert told(records) == ("banister", Deed.KEEP_PEOPLE, "staff-li", f"key {key.prefix} made, 1 deeds")
    assert records.accounts.key(text, datetime.now(UTC) + timedelta(days=31)) is None
    assert banister("revoke", key.prefix).exit_code == 0

    assert told(records) == ("banister", Deed.KEEP_PEOPLE, "staff-li", f"key {key.prefix} revoked")
    assert records.accounts.key(text, datetime.now(UTC)) is None


def test_the_list_shows_prefixes_and_no_keys(records: Records) -> None:
    text = banister("key", "staff-li").stdout.split()[1]
    listed = banister("keys").stdout

    assert "staff-li" in listed
    assert text not in listed


@pytest.mark.parametrize("words", [("key", "nobody"), ("revoke", "nothing")])
def test_what_is_not_there_is_told_plainly(records: Records, words: tuple[str, ...]) -> None:
    result = banister(*words)

    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert words[1] in result.output
