"""`python -m simulators`: what a person types and reads."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.brokers import nats

ROOT = Path(__file__).parents[2]


def _simulators(*words: str, data: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "simulators", *words]
    return subprocess.run(
        command, cwd=ROOT, env=_environment(data), capture_output=True, text=True, timeout=60, check=False
    )


def _environment(data: Path) -> dict[str, str]:
    return {"BANISTER_DATA_DIR": str(data), "PATH": "/usr/bin:/bin", "COLUMNS": "200"}


def test_the_example_lives_for_a_moment_on_the_embedded_broker(tmp_path: Path) -> None:
    with nats(tmp_path):
        done = _simulators("--for", "500ms", "--speed", "600", "--backfill", "2h", "--scenario", "sos", data=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert "published and confirmed: " in done.stderr


def test_a_load_ends_with_a_line_of_figures(tmp_path: Path) -> None:
    with nats(tmp_path):
        done = _simulators("--load", "--devices", "50", "--messages", "2000", data=tmp_path)
    words = dict(word.split("=") for word in done.stdout.split())
    assert list(words) == ["messages", "seconds", "msg/s", "cpu_us/message", "unacknowledged"]
    assert (words["messages"], words["unacknowledged"], done.returncode) == ("2000", "0", 0)


def test_an_interrupt_ends_it_in_good_order(tmp_path: Path) -> None:
    with nats(tmp_path):
        command = [sys.executable, "-m", "simulators", "--residents", "3"]
        with subprocess.Popen(
            command, cwd=ROOT, env=_environment(tmp_path), stderr=subprocess.PIPE, text=True
        ) as running:
            assert running.stderr is not None
            assert running.stderr.readline() == "simulating 9 devices\n"
            running.send_signal(signal.SIGINT)
            _, said = running.communicate(timeout=20)
    assert running.returncode == 0
    assert int(said.split("published and confirmed: ")[1]) >= 9  # the farewells at least


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--backfill", "soon"), "error: 'soon' is no duration: write 90s, 10m, 24h, 7d or 1h30m"),
        (("--scenario", "flood"), "error: no scenario is called 'flood'"),
        (("--file", "nowhere.yaml"), "error: nowhere.yaml: cannot be read"),
        (("--timezone", "Moon/Sea"), "error: 'Moon/Sea' is no time zone"),
        (("--load", "--rate", "fast"), "error: --rate 'fast' is neither a number of messages a second nor max"),
    ],
)
def test_wrong_input_is_answered_with_a_sentence(tmp_path: Path, words: tuple[str, ...], reason: str) -> None:
    (tmp_path / "broker" / "passwords").mkdir(parents=True)
    (tmp_path / "broker" / "port").write_text("1")
    (tmp_path / "broker" / "passwords" / "simulators").write_text("x")
    done = _simulators(*words, data=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith(reason)


def test_without_a_broker_it_is_said_what_to_do(tmp_path: Path) -> None:
    done = _simulators(data=tmp_path)
    assert done.returncode == 2
    assert "Give BANISTER_MQTT_URL, or start the embedded broker" in done.stderr


def test_the_stories_are_listed_with_what_they_must_cause(tmp_path: Path) -> None:
    listed = _simulators("--list-scenarios", data=tmp_path).stdout
    assert "hypertensive_crisis" in listed
    assert "systolic_pressure_high (critical)" in listed
