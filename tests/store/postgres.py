"""A private PostgreSQL for the records: on a Unix socket only, with a fresh database for whoever asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import psycopg

from store.records.database import Database
from store.records.migrating import migrate
from tests.postgres_cluster import Cluster, postgres_cluster

_FAST = ("full_page_writes=off", "max_connections=60", "shared_buffers=16MB")


class PostgresServer:
    """A running server; `new_database` gives a URL of a fresh one, migrated or empty."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._numbers = count(1)
        self._template: str | None = None

    def new_database(self, *, migrated: bool = True) -> str:
        """Make a database and give its URL."""
        name = f"records_{next(self._numbers)}"
        self._create(name, self._migrated_template() if migrated else "template0")
        return self._url(name)

    def connect(self, name: str = "postgres") -> psycopg.Connection:
        """Connect without the records."""
        return self._cluster.connect(name)

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
        return f"postgresql+psycopg://{self._cluster.user}@/{name}?host={self._cluster.sockets}"


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Make a cluster and run a server on it; both are gone afterwards."""
    with postgres_cluster("postgres", options=_FAST) as cluster:
        yield PostgresServer(cluster)
