"""The services of compose.yaml run natively: the same commands, the same variables, the same files.

Host names become 127.0.0.1, ports free ones, and /run/secrets a folder of the test. Readings rest in SQLite, because
there is no InfluxDB to be had as a program here.
"""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mqtt.broker import nats_server
from tests.brokers import eventually, free_port, opens
from tests.deploy.composition import make_secrets, secret_names, services
from tests.house.tree import ROOT
from tests.programs import need_mosquitto


@dataclass(slots=True, kw_only=True)
class Stack:
    """What runs, and where."""

    folder: Path
    ports: dict[str, int]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def secret(self, name: str) -> str:
        """Read a secret that deploy/make-secrets made."""
        return (self.folder / "secrets" / name).read_text(encoding="utf-8")

    def environment(self, name: str) -> dict[str, str]:
        """Return a service's variables, with this machine's addresses and paths."""
        given = {key: self._here(str(value)) for key, value in services()[name]["environment"].items()}
        given = {key: value for key, value in given.items() if not key.startswith("INFLUXDB_")}
        given["BANISTER_DATA_DIR"] = str(self.folder / "data")
        given.pop("BANISTER_READINGS_URL")
        if "BANISTER_HTTP_PORT" in given:
            given |= {"BANISTER_HTTP_HOST": "127.0.0.1", "BANISTER_HTTP_PORT": str(self.ports["http"])}
        return given

    def _here(self, value: str) -> str:
        for host, port in {"broker": 1883, "postgres": 5432}.items():
            value = value.replace(f"@{host}:{port}", f"@127.0.0.1:{self.ports[host]}")
        value = value.replace("/run/secrets", str(self.folder / "secrets"))
        return str(self.folder / "users") if value == "/users" else value

    def start(self, name: str) -> None:
        """Run a service of ours as compose would."""
        self._run(name, self._command(name), self.environment(name))

    def once(self, name: str) -> str:
        """Run a one-shot service to its end; give what it printed."""
        environment = os.environ | self.environment(name)
        command = self._command(name)
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def credential(self, device: str) -> str:
        """Make a device's credential as a person would in the container; give what is printed."""
        command = [str(Path(sys.executable).with_name("banister")), "credential", device]
        environment = os.environ | self.environment("import")
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    def healthy(self, name: str) -> bool:
        """Run the service's health check."""
        program, script, service = services()[name]["healthcheck"]["test"][1:]
        assert (program, script) == ("python", "/app/healthy.py")
        command = [sys.executable, str(ROOT / "deploy" / "healthy.py"), service]
        return subprocess.run(command, env=os.environ | self.environment(name), check=False).returncode == 0

    def _command(self, name: str) -> list[str]:
        files = [volume for volume in services()[name].get("volumes", []) if volume.startswith(".")]
        mounted = dict(reversed(volume.split(":")[:2]) for volume in files)
        program, *arguments = (self._here(str(mounted.get(word, word))) for word in services()[name]["command"])
        return [str(Path(sys.executable).with_name(program)), *arguments]

    def start_nats(self) -> None:
        """Run the wheel's NATS with deploy/nats and the users that broker-users writes."""
        self._configure("nats")
        self._run("nats", [*self._reloading(), nats_server(), "--config", str(self.folder / "nats" / "nats.conf")], {})
        eventually(lambda: opens(self.ports["broker"]), what="NATS")

    def start_mosquitto(self) -> None:
        """Run Debian's Mosquitto with deploy/mosquitto and the users that broker-users writes."""
        program = need_mosquitto()
        self._configure("mosquitto")
        self._run(
            "mosquitto", [*self._reloading(), program, "-c", str(self.folder / "mosquitto" / "mosquitto.conf")], {}
        )
        eventually(lambda: opens(self.ports["broker"]), what="Mosquitto")

    def _reloading(self) -> list[str]:
        return ["sh", str(ROOT / "deploy" / "reloading"), str(self.folder / "users")]

    def _configure(self, name: str) -> None:
        """Lay the mounted files and secrets of a broker into one folder, with paths and ports of this machine."""
        folder = self.folder / name
        (folder / "data").mkdir(parents=True)
        mounted = [volume.split(":")[:2] for volume in services()[name]["volumes"]]
        files = {inside: ROOT / outside for outside, inside in mounted if outside.startswith(".")}
        files |= {to: self.folder / "secrets" / secret for secret, to in secret_names(services()[name]).items()}
        for inside, source in files.items():
            text = source.read_text(encoding="utf-8")
            if inside.endswith(".conf") and source.is_relative_to(ROOT):
                text = self._broker_here(text, {inside: str(folder / Path(inside).name) for inside in files}, folder)
            (folder / Path(inside).name).write_text(text, encoding="utf-8")

    def _broker_here(self, text: str, files: Mapping[str, str], folder: Path) -> str:
        for inside, here in files.items():
            text = text.replace(inside, here)
        text = text.replace('"users/users.conf"', '"../users/users.conf"').replace(" /users/", f" {self.folder}/users/")
        for data in ("/mosquitto/data", "/data"):
            text = text.replace(data, str(folder / "data"))
        text = text.replace("0.0.0.0", "127.0.0.1")  # noqa: S104
        if folder.name == "mosquitto" and os.geteuid() == 0:
            text += "user root\n"  # or it becomes somebody who may not look into the test's folder
        for port, name in {"1883": "broker", "8222": "monitor", "4222": "clients"}.items():
            text = text.replace(port, str(self.ports[name]))
        return text

    def _run(self, name: str, command: list[str], environment: Mapping[str, str]) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, cwd=ROOT, env=os.environ | environment, stdout=log, stderr=log
            )

    def stop(self) -> None:
        """End everything that was started, in the order that a person would."""
        for process in reversed(self.running.values()):
            process.send_signal(signal.SIGTERM)
        for process in self.running.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()

    def wait(self, condition: Callable[[], object], what: str) -> None:
        """Wait until it holds, while nobody has ended; a failure shows the ends of all logs."""
        until = time.monotonic() + 90
        while not condition():
            ended = [name for name, process in self.running.items() if process.poll() is not None]
            assert not ended, f"{ended} ended\n{self._said()}"
            assert time.monotonic() < until, f"{what} did not come true\n{self._said()}"
            time.sleep(0.1)

    def _said(self) -> str:
        logs = sorted(self.folder.glob("*.log"))
        return "\n".join(f"--- {log.name}\n{log.read_text(errors='replace')[-3000:]}" for log in logs)


def stack(folder: Path) -> Stack:
    """Lay out a stack with fresh secrets and free ports; nothing runs yet."""
    make_secrets(folder)
    ports = {name: free_port() for name in ("broker", "monitor", "clients", "postgres", "http")}
    return Stack(folder=folder, ports=ports)


def status_of(port: int, path: str) -> int:
    """Ask this machine by HTTP; 0 when nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()
