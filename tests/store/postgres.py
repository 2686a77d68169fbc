"""A private PostgreSQL from the machine's binaries: in a temporary directory, on a Unix socket, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

from store.records.database import Database
from store.records.migrating import migrate
from tests.programs import need_postgres

_WITHIN = 60.0
_FAST = ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=60", "-c", "shared_buffers=16MB"]


class PostgresServer:
    """A running server; `new_database` gives a URL of a fresh one, migrated or empty."""

    def __init__(self, sockets: Path) -> None:
        self._sockets = sockets
        self._numbers = count(1)
        self._template: str | None = None

    def new_database(self, *, migrated: bool = True) -> str:
        """Make a database and give its URL."""
        name = f"records_{next(self._numbers)}"
        self._create(name, self._migrated_template() if migrated else "template0")
        return self._url(name)

    def connect(self, name: str = "postgres") -> psycopg.Connection:
        """Connect without the records."""
        return psycopg.connect(host=str(self._sockets), dbname=name, user="postgres", autocommit=True)

    def _migrated_template(self) -> str:
        if self._template is None:
            self._create("migrated", "template0")
            database = Database(self._url("migrated"))
            migrate(database)
            database.close()
            self._template = "migrated"
        return self._template

    def _create(self, name: str, template: str) -> None:
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'".encode())

    def _url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self._sockets}"


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Make a cluster, run a server on it that listens on a Unix socket only, and take both away."""
    initdb, postgres = need_postgres("initdb"), need_postgres("postgres")
    home = Path(tempfile.mkdtemp(prefix="banister-pg-"))  # a short path: a socket's may have 107 bytes
    try:
        _give_away(home)
        _run([initdb, "-D", str(home / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"])
        command = [postgres, "-D", str(home / "data"), "-k", str(home), "-c", "listen_addresses=", *_FAST]
        with (home / "log").open("wb") as log:
            server = subprocess.Popen(command, stdout=log, stderr=log, user=_user(), cwd=home)
        try:
            running = PostgresServer(home)
            _wait_until_ready(running, home / "log")
            yield running
        finally:
            server.terminate()
            server.wait(_WITHIN)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _user() -> str | None:
    """Give whom to run it as: PostgreSQL refuses to run as root."""
    return "postgres" if os.geteuid() == 0 else None


def _give_away(home: Path) -> None:
    if user := _user():
        entry = pwd.getpwnam(user)
        os.chown(home, entry.pw_uid, entry.pw_gid)


def _run(command: list[str]) -> None:
    subprocess.run(command, user=_user(), check=True, capture_output=True, cwd="/")


def _wait_until_ready(server: PostgresServer, log: Path) -> None:
    until = time.monotonic() + _WITHIN
    while time.monotonic() < until:
        try:
            server.connect().close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"PostgreSQL does not answer: {log.read_text()[-2000:]}")
