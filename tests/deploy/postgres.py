"""PostgreSQL as the image sets it up: one user and one database of the same name, a password, TCP."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.brokers import eventually
from tests.programs import need_postgres


@contextmanager
def postgres_as_in_compose(port: int, user: str, password: str) -> Iterator[None]:
    """Run a fresh server on 127.0.0.1; gone afterwards."""
    initdb, postgres, psql = need_postgres("initdb"), need_postgres("postgres"), need_postgres("psql")
    runs_as = "postgres" if os.geteuid() == 0 else None  # it refuses root
    home = Path(tempfile.mkdtemp(prefix="banister-pg-"))
    (home / "password").write_text(password, encoding="utf-8")
    if runs_as:
        subprocess.run(["chown", "-R", runs_as, str(home)], check=True)
    make = [initdb, "-D", str(home / "data"), "-U", user, f"--pwfile={home / 'password'}", "-A", "scram-sha-256"]
    subprocess.run([*make, "-E", "UTF8", "--no-sync"], user=runs_as, cwd="/", check=True, capture_output=True)
    address = ["-c", "listen_addresses=127.0.0.1", "-c", f"port={port}", "-k", str(home), "-c", "fsync=off"]
    server = subprocess.Popen(
        [postgres, "-D", str(home / "data"), *address], user=runs_as, cwd="/", stderr=subprocess.DEVNULL
    )
    try:
        create = [
            psql,
            "-h",
            "127.0.0.1",
            "-p",
            str(port),
            "-U",
            user,
            "-d",
            "postgres",
            "-c",
            f"CREATE DATABASE {user}",
        ]
        eventually(lambda: _done(create, password), within=60, what="PostgreSQL")
        yield
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(home, ignore_errors=True)


def _done(command: list[str], password: str) -> bool:
    environment = os.environ | {"PGPASSWORD": password}
    return subprocess.run(command, env=environment, check=False, capture_output=True).returncode == 0
