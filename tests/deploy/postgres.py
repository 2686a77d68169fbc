"""PostgreSQL as the image sets it up: one user and one database of the same name, a password, TCP."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.postgres_cluster import postgres_cluster


@contextmanager
def postgres_as_in_compose(port: int, user: str, password: str) -> Iterator[None]:
    """Run a fresh server on 127.0.0.1; gone afterwards."""
    with postgres_cluster(user, port=port, listens="127.0.0.1", password=password) as cluster:
        with cluster.connect() as connection:
            connection.execute(f"CREATE DATABASE {user}".encode())
        yield
