"""A whole house for one test: broker, services and a receiver, as real processes on a data directory of its own."""

import contextlib
import http.server
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from banister.supervisor import Service, Supervisor, python, waited
from domain.defaults import default_rules
from mqtt.broker import EmbeddedBroker
from store.readings import ReadingStore
from store.records import Records

LOOPBACK = {"BANISTER_WEBHOOK_ALLOW": "127.0.0.1:*"}
"""Lets a house post to the receiver of a test."""


class _Receiver(http.server.BaseHTTPRequestHandler):
    """Takes webhooks; deduplicates by `webhook-id`, as a receiver should."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        assert isinstance(self.server, Hook)
        self.server.take(self.headers["webhook-id"], body)
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


class Hook(http.server.ThreadingHTTPServer):
    """A webhook's receiver on loopback: by idempotency key, what was told, how often, and when first (perf_counter)."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Receiver)
        self.bodies: dict[str, dict[str, Any]] = {}
        self.times: dict[str, int] = {}
        self.first_at: dict[str, float] = {}
        self._guard = threading.Lock()

    @property
    def url(self) -> str:
        """Where to post to."""
        return f"http://127.0.0.1:{self.server_port}/hook"

    def take(self, key: str, body: bytes) -> None:
        """Keep a message."""
        at = time.perf_counter()
        with self._guard:
            self.first_at.setdefault(key, at)
            self.bodies[key] = json.loads(body)
            self.times[key] = self.times.get(key, 0) + 1


@contextlib.contextmanager
def hook() -> Iterator[Hook]:
    """Run a receiver for the length of a with block."""
    with Hook() as receiver:
        threading.Thread(target=receiver.serve_forever, daemon=True).start()
        yield receiver
        receiver.shutdown()


@dataclass(slots=True, kw_only=True)
class House:
    """A supervised house. `beat` looks after its children and is called wherever a test waits."""

    data_dir: Path
    records: Records
    readings: ReadingStore
    broker: EmbeddedBroker
    supervisor: Supervisor = field(default_factory=Supervisor)

    def start(self, *services: str, environment: Mapping[str, str] | None = None) -> None:
        """Start the broker and these services, all with log files in the data directory."""
        self.records.rules.seed(default_rules(), datetime.now(UTC))
        self.broker.write()
        self._start("broker", tuple(self.broker.command()), {})
        self.until(self.broker.ready, what="the broker")
        for name in services:
            self._start(name, python("-m", name), environment or {})
            self.until(partial(self.subscribed, name), what=f"{name} to subscribe")

    def _start(self, name: str, argv: tuple[str, ...], environment: Mapping[str, str]) -> None:
        own = {"BANISTER_DATA_DIR": str(self.data_dir), "BANISTER_MQTT_URL": "", **LOOPBACK, **environment}
        log_file = self.data_dir / f"{name}.log"
        self.supervisor.start(Service(name=name, argv=argv, environment=own, log_file=log_file))

    def subscribed(self, service: str) -> bool:
        """Whether a service says that its line stands."""
        return self.line_of(service).get("subscribed") is True

    def line_of(self, service: str) -> Mapping[str, object]:
        """Give what a service last told of its line."""
        facts = {one.name: one.facts for one in self.records.services.all()}
        line = facts.get(service, {}).get("line", {})
        assert isinstance(line, Mapping)
        return line

    def kill(self, name: str) -> None:
        """End a child with -9, once it runs; the supervisor starts it again."""
        self.until(lambda: self._struck(name), what=f"{name} to run")

    def _struck(self, name: str) -> bool:
        try:
            os.kill(self.supervisor.pid(name), signal.SIGKILL)
        except ProcessLookupError:  # it ended before, and waits to be started again
            return False
        return True

    def until(self, condition: Callable[[], bool], *, within: float = 60, what: str = "it") -> None:
        """Wait until it holds, looking after the children; fails with the services' last words."""
        if not waited(condition, within, watch=self.supervisor.watch):
            raise AssertionError(f"waited {within:.0f} s for {what}\n{self.last_words()}")

    def last_words(self) -> str:
        """Give the end of each log."""
        logs = sorted(self.data_dir.glob("*.log"))
        return "\n".join(f"== {path.name}\n" + "\n".join(path.read_text().splitlines()[-12:]) for path in logs)
