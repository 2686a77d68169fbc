"""What the command says when it cannot run: one line, at once, and nothing touched."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from banister.supervisor import lock_data_directory
from tests.brokers import eventually, free_port

RUNS = ("up", "demo")


def started(data_dir: Path, *arguments: str, **environment: str) -> "subprocess.Popen[str]":
    own = {"BANISTER_DATA_DIR": str(data_dir), "BANISTER_HTTP_PORT": str(free_port()), **environment}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BANISTER_")}
    command = [sys.executable, "-m", "banister", *arguments]
    return subprocess.Popen(command, env=kept | own, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def refused(data_dir: Path, *arguments: str, **environment: str) -> str:
    """Run the command, which must end with 1 and say one line; give that."""
    with started(data_dir, *arguments, **environment) as process:
        said, _ = process.communicate(timeout=60)
    lines = [line for line in said.splitlines() if line.startswith("banister:")]
    assert process.returncode == 1
    assert "Traceback" not in said
    assert len(lines) == 1, said
    return lines[0]


@pytest.mark.parametrize("command", RUNS)
def test_an_address_that_is_taken_is_told_before_anything_starts(tmp_path: Path, command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        said = refused(tmp_path, command, BANISTER_HTTP_PORT=port)

    assert f"127.0.0.1:{port}" in said
    assert not (tmp_path / "records.sqlite3").exists()


def test_the_demo_leaves_the_records_of_a_running_house_alone(tmp_path: Path) -> None:
    with lock_data_directory(tmp_path):
        assert "another banister runs" in refused(tmp_path, "demo")

    assert [one.name for one in tmp_path.iterdir()] == ["lock"]


@pytest.mark.parametrize("command", RUNS)
def test_a_data_directory_that_is_none_is_told(tmp_path: Path, command: str) -> None:
    (tmp_path / "file").touch()
    assert "BANISTER_DATA_DIR" in refused(tmp_path / "file", command)


@pytest.mark.parametrize(
    ("name", "value"), [("BANISTER_HTTP_PORT", "abc"), ("BANISTER_HTTP_PORT", "0"), ("BANISTER_MQTT_URL", "http://x")]
)
def test_a_wrong_setting_is_told_by_its_name(tmp_path: Path, name: str, value: str) -> None:
    assert name in refused(tmp_path, "up", **{name: value})


@pytest.mark.parametrize(("command", "code"), [("demo", 0), ("up", 0), ("doctor", 128 + signal.SIGINT)])
def test_ctrl_c_while_it_is_still_being_read_leaves_in_silence(tmp_path: Path, command: str, code: int) -> None:
    with started(tmp_path, command) as process:
        eventually(lambda: _catches_sigint(process.pid), what="the command's first steps")
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=60)

    assert (process.returncode, said) == (code, "")


def _catches_sigint(pid: int) -> bool:
    """Tell whether a handler of the first steps is in place: Python's own does not catch SIGTERM."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    caught = int(next(line for line in status.splitlines() if line.startswith("SigCgt")).split()[1], 16)
    return bool(caught >> (signal.SIGTERM - 1) & 1)
