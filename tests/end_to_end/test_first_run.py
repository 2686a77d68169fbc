"""`banister up` on empty records: one administrator, whose password a person sees and no log."""

import contextlib
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import httpx2

from tests.brokers import free_port
from tests.end_to_end.commands import Command, banister

SHOWN = "first administrator"
OWN = "a word of their own"


def password_in(text: str) -> str:
    return next(line.split()[1] for line in text.splitlines() if line.startswith("password "))


def rests(folder: Path, password: str) -> list[str]:
    """Give the names of the files below a folder that hold the password."""
    files = [one for one in folder.rglob("*") if one.is_file()]
    assert len(files) > 5, "the records, the readings, the broker's"
    return [one.name for one in files if password.encode() in one.read_bytes()]


def logs_in_and_must_change(address: str, password: str) -> None:
    with httpx2.Client(base_url=address, timeout=20) as client:
        assert client.post("/api/v1/session", json={"login": "admin", "password": password}).is_success
        first = client.get("/api/v1/persons")
        assert first.json()["type"] == "/problems/password-change-needed"
        change = {"old_password": password, "new_password": OWN}
        assert client.put("/api/v1/me/password", json=change).status_code == 204
        assert [one["id"] for one in client.get("/api/v1/persons").json()["items"]] == ["admin"]


@contextlib.contextmanager
def on_a_terminal(data_dir: Path, log: Path) -> Iterator[Command]:
    """Run `banister up` with a terminal as its output, and its log in a file."""
    port, (ours, theirs) = free_port(), pty.openpty()
    own = {"BANISTER_DATA_DIR": str(data_dir), "BANISTER_HTTP_PORT": str(port), "BANISTER_WEB_DIR": str(data_dir)}
    argv = [str(Path(sys.executable).with_name("banister")), "up"]
    kept = {name: value for name, value in os.environ.items() if name != "container"}
    with log.open("wb") as errors, os.fdopen(theirs) as terminal:
        process = subprocess.Popen(argv, env=kept | own, stdout=terminal, stderr=errors, text=True)
    command = Command(process=process, address=f"http://127.0.0.1:{port}", data_dir=data_dir)
    reader = Thread(target=_follow, args=(command, ours), daemon=True)
    reader.start()
    try:
        yield command
    finally:
        ended = command.interrupt() if process.poll() is None else process.returncode
        reader.join(10)
    assert ended == 0, command.lines


def _follow(command: Command, ours: int) -> None:
    with os.fdopen(ours, encoding="utf-8") as screen, contextlib.suppress(OSError):  # EIO: nobody writes any more
        for line in screen:
            command.lines.append(line.rstrip())


def test_on_a_terminal_the_password_is_shown_and_kept_nowhere(tmp_path: Path) -> None:
    data, log = tmp_path / "data", tmp_path / "log"
    with on_a_terminal(data, log) as up:
        up.line("must be changed")
        password = password_in("\n".join(up.lines))
        logs_in_and_must_change(up.address, password)
    assert rests(data, password) == []
    assert "started server process" in log.read_text().lower(), "the log is there, without it"
    assert password not in log.read_text()
    assert "\n".join(up.lines).count(password) == 1


def test_without_a_terminal_it_is_in_one_file_for_its_owner(tmp_path: Path) -> None:
    with banister(tmp_path, "up", environment={"FORCE_COLOR": "1"}) as up:
        up.line(SHOWN, "first-password")
        file = tmp_path / "first-password"
        password = password_in(file.read_text())
        logs_in_and_must_change(up.address, password)
    assert file.stat().st_mode & 0o777 == 0o600
    assert rests(tmp_path, password) == ["first-password"]
    assert password not in "\n".join(up.lines)
