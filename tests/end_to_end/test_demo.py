"""The demo as a visitor meets it: it lives, an alert reaches a steward, anybody can be a device and answer."""

import shlex
import subprocess
from collections.abc import Iterator

import httpx2
import pytest

from banister.demo import SHOWN_LOGINS
from banister.first_run import FILE
from store.records import open_records, records_url
from store.settings import StoreSettings
from tests.brokers import eventually
from tests.end_to_end.commands import Command, banister
from tests.programs import need


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    with banister(tmp_path_factory.mktemp("demo"), "demo") as running:
        yield running


def test_readings_move_and_a_critical_alert_reaches_the_steward(demo: Command) -> None:
    demo.line("kept", "readings")
    demo.line("alert", "critical", "林秀英", "spo2_low")
    demo.line("told", "王建国", "!!!", "林秀英")


def test_the_printed_line_makes_one_alert_and_one_notification_that_the_steward_answers(demo: Command) -> None:
    need("mosquitto_pub")
    subprocess.run(shlex.split(demo.line("mosquitto_pub")), check=True, timeout=30)
    demo.line("told", "王建国", "张福国", "180")
    with demo.asked_by("wang") as steward:
        alerts = steward.get("/api/v1/alerts", params={"resident": "zhang-fuguo"}).json()["items"]
        (alert,) = [one for one in alerts if one["rule"] == "heart_rate_high"]
        answered = steward.post(f"/api/v1/alerts/{alert['id']}/acknowledge", json={"note": "on my way"})
        detail = steward.get(f"/api/v1/alerts/{alert['id']}").json()

    assert answered.json()["alert"]["state"] == "acknowledged"
    reasons = [one["reason"] for one in detail["deliveries"]]
    assert reasons[0] == "first"
    assert set(reasons[1:]) <= {"escalated"}, "the demo's ladders are ten times as fast: a slow test climbs a step"


def test_what_nobody_answers_climbs_from_the_building_to_the_street(demo: Command) -> None:
    demo.line("told", "王建国", "!!!", "林秀英", "血氧")
    demo.line("told", "赵敏", "升级", "林秀英", "血氧")
    demo.line("told", "李文静", "升级", "林秀英", "血氧")
    demo.line("told", "周海涛", "升级", "林秀英", "血氧")
    demo.line("ladder", "林秀英", "building", "deputy+grid", "community", "street", "nobody has answered")


def test_its_logins_are_its_own_and_nobody_is_made_beside_them(demo: Command) -> None:
    demo.line("login", "wang")
    with open_records(records_url(StoreSettings(data_dir=demo.data_dir))) as records:
        accounts = [one for one in records.accounts.all() if one.password_hash]

    assert {one.person.login for one in accounts} == set(SHOWN_LOGINS)
    assert not [one for one in accounts if one.must_change]
    assert not (demo.data_dir / FILE).exists()


def test_the_daughter_sees_how_her_mother_is_and_nobody_else(demo: Command) -> None:
    with demo.asked_by("xiaomei") as daughter:
        eventually(lambda: {"heart_rate", "spo2", "door"} <= _metrics(daughter), what="her mother's watch and door")
        other = daughter.get("/api/v1/residents/zhang-fuguo/readings/latest")

    assert other.status_code == 404


def _metrics(client: httpx2.Client) -> set[str]:
    latest = client.get("/api/v1/residents/lin-xiuying/readings/latest").json()["readings"]
    return {one["metric"] for one in latest if one["age_seconds"] < 600}


def test_it_says_that_it_is_ready_with_facts(demo: Command) -> None:
    demo.line("kept", "readings")
    ready = httpx2.get(f"{demo.address}/readyz").json()

    assert ready["ready"]
    assert {"records", "readings", "ingest", "alerts"} <= set(ready["facts"])
