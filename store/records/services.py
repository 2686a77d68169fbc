"""What the running services say of themselves, each second: who asks whether all is well reads it with its age."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from store.records.database import Database
from store.records.rows import fetched, selected
from store.records.tables import service_facts


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFacts:
    """The last that a service told; `facts` is plain JSON."""

    name: str
    facts: Mapping[str, Any]
    told_at: datetime


class Services:
    """One row a service, overwritten."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def tell(self, name: str, facts: Mapping[str, object], now: datetime) -> None:
        """Put down what the service `name` knows of itself; `facts` must be JSON."""
        row = {"facts": dict(facts), "told_at": now}
        told = self._database.insert(service_facts).values(name=name, **row)
        with self._database.writing() as connection:
            connection.execute(told.on_conflict_do_update(index_elements=["name"], set_=row))

    def all(self) -> list[ServiceFacts]:
        """Give what every service told last, by name."""
        with self._database.reading() as connection:
            return fetched(connection, selected(service_facts, ServiceFacts).order_by("name"), ServiceFacts)

    def forget(self, name: str) -> None:
        """Take a service off the list: it was ended on purpose."""
        with self._database.writing() as connection:
            connection.execute(delete(service_facts).where(service_facts.c.name == name))
