"""A private PostgreSQL from the machine's binaries: in a temporary directory, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.programs import need_postgres

_WITHIN = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A running server: whose it is, and where its Unix socket stands."""

    sockets: Path
    user: str
    port: int
    password: str | None

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """Connect without the records."""
        return psycopg.connect(
            host=str(self.sockets),
            port=self.port,
            dbname=database,
            user=self.user,
            password=self.password,
            autocommit=True,
        )


@contextmanager
def postgres_cluster(
    user: str, *, port: int = 5432, listens: str = "", password: str | None = None, options: Sequence[str] = ()
) -> Iterator[Cluster]:
    """Make a cluster, run a server on it, and take both away; skips where there is no PostgreSQL.

    listens   addresses beside the Unix socket
    password  what everybody needs to come in; None: nothing is needed
    options   settings, such as `fsync=off`
    """
    initdb, postgres = need_postgres("initdb"), need_postgres("postgres")
    home = Path(tempfile.mkdtemp(prefix="banister-pg-"))  # a short path: a socket's may have 107 bytes
    try:
        make = [initdb, "-D", str(home / "data"), "-U", user, "-E", "UTF8", "--no-sync", *_way_in(home, password)]
        subprocess.run(make, user=_runs_as(), check=True, capture_output=True, cwd="/")
        set_to = [f"port={port}", f"listen_addresses={listens}", "fsync=off", *options]
        run = [postgres, "-D", str(home / "data"), "-k", str(home), *(word for one in set_to for word in ("-c", one))]
        with _running(run, home):
            cluster = Cluster(sockets=home, user=user, port=port, password=password)
            _wait_until_ready(cluster)
            yield cluster
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _runs_as() -> str | None:
    """Give whom to run it as: PostgreSQL refuses to run as root."""
    return "postgres" if os.geteuid() == 0 else None


def _way_in(home: Path, password: str | None) -> list[str]:
    """Say how one comes in, and give the folder to whom it runs as."""
    (home / "password").write_text(password or "", encoding="utf-8")
    if owner := _runs_as():
        for path in (home, home / "password"):
            shutil.chown(path, owner)
    return ["-A", "trust"] if password is None else ["-A", "scram-sha-256", f"--pwfile={home / 'password'}"]


@contextmanager
def _running(command: list[str], home: Path) -> Iterator[None]:
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, user=_runs_as(), cwd=home)
    try:
        yield
    finally:
        server.terminate()
        server.wait(_WITHIN)


def _wait_until_ready(cluster: Cluster) -> None:
    until = time.monotonic() + _WITHIN
    while time.monotonic() < until:
        try:
            cluster.connect().close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"PostgreSQL does not answer: {(cluster.sockets / 'log').read_text()[-2000:]}")
