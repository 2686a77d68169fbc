"""The demo as a visitor meets it: it lives, an alert reaches a steward, anybody can be a device and answer."""

import contextlib
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import httpx2
import pytest

from tests.brokers import eventually, free_port
from tests.programs import need

PATIENCE = 150.0


@dataclass(slots=True, kw_only=True)
class Demo:
    """`banister demo` under way, and the lines that it has printed."""

    process: "subprocess.Popen[str]"
    address: str
    lines: list[str] = field(default_factory=list)

    def follow(self) -> None:
        """Read what it prints until it ends."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip())

    def line(self, *words: str) -> str:
        """Wait for a line with all of these words, and give it."""
        eventually(lambda: self._find(*words), within=PATIENCE, what=f"a line with {words} in {self.lines[-20:]}")
        return self._find(*words)

    def _find(self, *words: str) -> str:
        return next((line for line in self.lines if all(word in line for word in words)), "")

    @contextlib.contextmanager
    def asked_by(self, login: str) -> Iterator[httpx2.Client]:
        """Log in with the password that it printed."""
        password = self.line("login", login).split()[-1]
        with httpx2.Client(base_url=self.address, timeout=20) as client:
            assert client.post("/api/v1/session", json={"login": login, "password": password}).is_success
            yield client


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    port = free_port()
    data_dir = tmp_path_factory.mktemp("demo")
    own = {"BANISTER_DATA_DIR": str(data_dir), "BANISTER_HTTP_PORT": str(port), "COLUMNS": "250"}
    command = [str(Path(sys.executable).with_name("banister")), "demo"]
    with subprocess.Popen(
        command, env=os.environ | own, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        one = Demo(process=process, address=f"http://127.0.0.1:{port}")
        reader = Thread(target=one.follow, daemon=True)
        reader.start()
        yield one
        process.send_signal(signal.SIGINT)
        ended = process.wait(60)
        reader.join(10)
    assert ended == 0, one.lines[-10:]


def test_readings_move_and_a_critical_alert_reaches_the_steward(demo: Demo) -> None:
    demo.line("kept", "readings")
    demo.line("alert", "critical", "林秀英", "spo2_low")
    demo.line("told", "王建国", "!!!", "林秀英")


def test_the_printed_line_makes_one_alert_and_one_notification_that_the_steward_answers(demo: Demo) -> None:
    need("mosquitto_pub")
    subprocess.run(shlex.split(demo.line("mosquitto_pub")), check=True, timeout=30)
    demo.line("told", "王建国", "张福国", "180")
    with demo.asked_by("wang") as steward:
        alerts = steward.get("/api/v1/alerts", params={"resident": "zhang-fuguo"}).json()["items"]
        (alert,) = [one for one in alerts if one["rule"] == "heart_rate_high"]
        answered = steward.post(f"/api/v1/alerts/{alert['id']}/acknowledge", json={"note": "on my way"})
        detail = steward.get(f"/api/v1/alerts/{alert['id']}").json()

    assert answered.json()["alert"]["state"] == "acknowledged"
    assert [one["reason"] for one in detail["deliveries"]] == ["first"]


def test_the_daughter_sees_how_her_mother_is_and_nobody_else(demo: Demo) -> None:
    with demo.asked_by("xiaomei") as daughter:
        latest = daughter.get("/api/v1/residents/lin-xiuying/readings/latest").json()["readings"]
        other = daughter.get("/api/v1/residents/zhang-fuguo/readings/latest")

    assert {"heart_rate", "spo2", "door"} <= {one["metric"] for one in latest}
    assert all(one["age_seconds"] < 90_000 for one in latest)
    assert other.status_code == 404


def test_it_says_that_it_is_ready_with_facts(demo: Demo) -> None:
    demo.line("kept", "readings")
    ready = httpx2.get(f"{demo.address}/readyz").json()

    assert ready["ready"]
    assert {"records", "readings", "ingest", "alerts"} <= set(ready["facts"])
