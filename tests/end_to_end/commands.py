"""The `banister` command as a process of its own, and the lines that it prints."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import httpx2

from tests.brokers import eventually, free_port

PATIENCE = 150.0


@dataclass(slots=True, kw_only=True)
class Command:
    """A command under way."""

    process: "subprocess.Popen[str]"
    address: str
    data_dir: Path
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

    def is_ready(self) -> bool:
        """Ask /readyz."""
        with contextlib.suppress(httpx2.HTTPError):
            return httpx2.get(f"{self.address}/readyz", timeout=5, verify=False).is_success
        return False

    @contextlib.contextmanager
    def asked_by(self, login: str) -> Iterator[httpx2.Client]:
        """Log in with the password that the demo printed."""
        password = self.line("login", login).split()[-1]
        with httpx2.Client(base_url=self.address, timeout=20) as client:
            assert client.post("/api/v1/session", json={"login": login, "password": password}).is_success
            yield client

    def interrupt(self) -> int:
        """Press Ctrl-C, and give the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)


@contextlib.contextmanager
def banister(data_dir: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> Iterator[Command]:
    """Run the command on a data directory and a free port; it is ended by Ctrl-C, and must end well."""
    port = free_port()
    # No web app, and none is built: who tests it says where it is.
    own = {"BANISTER_DATA_DIR": str(data_dir), "BANISTER_HTTP_PORT": str(port), "BANISTER_WEB_DIR": str(data_dir)}
    own |= {"COLUMNS": "250", **(environment or {})}
    argv = [str(Path(sys.executable).with_name("banister")), *arguments]
    with subprocess.Popen(
        argv, env=os.environ | own, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        command = Command(process=process, address=f"http://127.0.0.1:{port}", data_dir=data_dir)
        reader = Thread(target=command.follow, daemon=True)
        reader.start()
        try:
            yield command
        finally:
            ended = command.interrupt() if process.poll() is None else process.returncode
            reader.join(10)
    assert ended == 0, command.lines[-10:]
