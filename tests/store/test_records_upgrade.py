"""A database of the last release, with people's data in it, comes to this one whole, and back."""

import multiprocessing
import os
import signal
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, event, text

from domain.alerts import AlertState
from domain.limits import Side
from domain.overrides import Override
from domain.rosters import Duty, Post
from domain.rules import RuleKind
from store.records import Records, open_records
from store.records.database import Database
from store.records.migrating import configured, migrate, newest, present
from store.records.tables.columns import to_micros
from tests.neighbourhood import BUILDING, MRS_LIN, OFFICER, STEWARD
from tests.store.alert_makers import NOW

FORK = multiprocessing.get_context("fork")
AT = to_micros(NOW)
OLD_DATA = (
    "INSERT INTO areas (id, kind, name, timezone, site) VALUES ('building-3', 'building', '3', 'Asia/Shanghai', 's')",
    "INSERT INTO households (id, building, flat, key_holder) VALUES ('home', 'building-3', '502', '')",
    (
        "INSERT INTO residents (id, name, household, phone, language, revision)"
        " VALUES ('lin-xiuying', '林', 'home', '', 'zh-CN', 1)"
    ),
    "INSERT INTO people (id, name, role, phone, language) VALUES ('steward-wang', '王', 'steward', '', 'zh-CN')",
    "INSERT INTO assignments (person, area, since) VALUES ('steward-wang', 'building-3', :at)",
    (
        "INSERT INTO overrides (resident, rule, version, set_by, reason, warning, set_at, superseded_at, revision)"
        " VALUES ('lin-xiuying', 'heart_rate_high', 1, 'officer-zhao', 'old', 108, :at, :at, 1),"
        " ('lin-xiuying', 'heart_rate_high', 2, 'officer-zhao', 'new', 111, :at, NULL, 2)"
    ),
)
_CHANNEL = (
    "INSERT INTO channels (id, person, kind, target, secret, min_severity, enabled)"
    " VALUES (:id, 'steward-wang', :kind, '', '', 1, :yes)"
)
_ALERT = (
    "INSERT INTO alerts (id, resident, rule, rule_version, site, device, metric, severity, state, started_at,"
    " observed_at, version, technical, latching, late, limit_source, fired_at, step, note) VALUES (:rule,"
    " 'lin-xiuying', :rule, 1, 's', 'd', :metric, 3, 'firing', :at, :at, 1, :no, :no, :no, '', :at, 0, '')"
)
_ROW = (
    "INSERT INTO outbox (id, alert, move, person, channel, reason, created_at, state, attempts, next_attempt_at,"
    " worker, error) VALUES (:id, 'sos', 1, 'steward-wang', 'c', 'first', :at, :state, 1, :at, '', :error)"
)


@pytest.fixture(params=["sqlite", "postgresql"])
def old_url(request: pytest.FixtureRequest, tmp_path: Any) -> str:
    """URL of a database of revision 0002 with data in it, on each database in turn."""
    url = f"sqlite:///{tmp_path}/old.sqlite3"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres").new_database(migrated=False)
    database = Database(url)
    with database.writing() as connection:
        command.upgrade(configured(connection), "0002")
        _fill(connection)
    database.close()
    return url


def test_overrides_and_posts_stay_whose_they_were(old_url: str) -> None:
    with open_records(old_url) as records:
        assert records.rules.overrides_of(MRS_LIN) == [
            Override(subject=MRS_LIN, rule="heart_rate_high", set_by=OFFICER, reason="new", warning=111.0, version=2)
        ]
        assert records.rosters.roster(BUILDING).posts == (
            Post(person=STEWARD, area=BUILDING, since=NOW, duty=Duty.PRIMARY),
        )
        assert records.people.resident(MRS_LIN).oxygen_scale == 1
        assert _superseded(records) == [("old", 108.0)]


def test_open_alerts_know_what_kind_they_are(old_url: str) -> None:
    with open_records(old_url) as records:
        kinds = {alert.id: (alert.kind, alert.side) for alert in records.alerts.open()}
        assert kinds == {
            "sos": (RuleKind.EVENT, None),
            "watch_silent": (RuleKind.ABSENCE, None),
            "spo2_low": (RuleKind.THRESHOLD, Side.BELOW),
            "heart_rate_high": (RuleKind.THRESHOLD, Side.ABOVE),
        }
        alert = records.alerts.alert("sos")
        assert (alert.state, alert.facts, alert.unanswered_at) == (AlertState.FIRING, {}, None)


def test_what_waits_is_sent_and_what_was_void_is_no_fault_of_a_channel(old_url: str) -> None:
    with open_records(old_url) as records:
        [row] = records.outbox.waiting(NOW, limit=9, lease=timedelta(seconds=9), worker="w")
        one = row.notification
        assert (one.id, one.group, one.rank, one.not_before, row.receipt) == ("waiting", "", 0, None, "")
        groups = {channel.id: (channel.is_group, channel.rank) for channel in records.people.channels(STEWARD)}
        assert groups == {"c": (False, 0), "robot": (True, 0)}
        assert records.outbox.health(["c"])["c"].error == "404"


def test_back_at_the_last_release_its_data_is_there_and_forward_again(old_url: str) -> None:
    with open_records(old_url) as records:
        area = Override(subject=f"area:{BUILDING}", rule="heart_rate_high", set_by=OFFICER, reason="all", warning=109)
        records.rules.set_override(area, NOW)
        with records._database.writing() as connection:
            command.downgrade(configured(connection), "0002")
            found = connection.execute(text("SELECT resident, reason FROM overrides ORDER BY version")).all()
            assert [tuple(row) for row in found] == [(MRS_LIN, "old"), (MRS_LIN, "new")]
            assert connection.execute(text("SELECT count(*) FROM alerts")).scalar_one() == 4
    with open_records(old_url) as records:
        assert len(records.alerts.open()) == 4
        assert [one.reason for one in records.rules.overrides_of(MRS_LIN, area.subject)] == ["new"]


def test_an_upgrade_killed_at_any_statement_is_done_whole_at_the_next_start(old_url: str) -> None:
    statements = _upgrade_and_die(old_url, every=9)
    assert statements > 3
    with open_records(old_url) as records, records._database.reading() as connection:
        assert present(connection) == newest()
        assert len(records.alerts.open()) == 4
        assert [one.reason for one in records.rules.overrides_of(MRS_LIN)] == ["new"]
        assert _superseded(records) == [("old", 108.0)]


def _fill(connection: Connection) -> None:
    for statement in OLD_DATA:
        connection.execute(text(statement), {"at": AT} if ":at" in statement else {})
    for name, kind in (("c", "console"), ("robot", "apprise")):
        connection.execute(text(_CHANNEL), {"id": name, "kind": kind, "yes": True})
    for rule, metric in {"sos": "sos", "watch_silent": "", "spo2_low": "spo2", "heart_rate_high": "heart_rate"}.items():
        connection.execute(text(_ALERT), {"rule": rule, "metric": metric, "at": AT, "no": False})
    for name, state, error in (("waiting", "waiting", ""), ("gone", "failed", "404")):
        connection.execute(text(_ROW), {"id": name, "state": state, "error": error, "at": AT})
    void = {"id": "void", "state": "failed", "error": "answered meanwhile", "at": AT + 1}
    connection.execute(text(_ROW), void)
    connection.execute(text("UPDATE outbox SET ended_at = created_at WHERE state = 'failed'"))


def _superseded(records: Records) -> list[tuple[str, float]]:
    with records._database.reading() as connection:
        past = text("SELECT reason, warning FROM overrides WHERE superseded_at IS NOT NULL")
        return [(row.reason, row.warning) for row in connection.execute(past)]


def _upgrade_and_die(url: str, *, every: int) -> int:
    """Kill the upgrade at its first statement, then `every` so many on, until it gets through; give how often."""
    for deaths in count():
        victim = FORK.Process(target=_migrate_until, args=(url, 1 + deaths * every))
        victim.start()
        victim.join(60)
        if victim.exitcode == 0:
            return deaths
        assert victim.exitcode == -signal.SIGKILL
    raise AssertionError


def _migrate_until(url: str, statement: int) -> None:
    database, left = Database(url), iter(range(statement, 0, -1))

    def tick(*_: Any) -> None:
        if next(left, 0) == 1:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(database.engine, "before_cursor_execute", tick)
    migrate(database)
