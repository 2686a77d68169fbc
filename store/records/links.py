"""Signed links that were used: each counts once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete

from domain.errors import Refused
from store.records.database import Database
from store.records.rows import as_row, fetched, selected
from store.records.tables import used_links


class LinkUsed(Refused):
    """This link was used before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedLink:
    """The link in a notification was used by its receiver to answer for an alert."""

    notification: str
    person: str
    alert: str
    used_at: datetime


def use_link(database: Database, connection: Connection, link: UsedLink) -> None:
    """Use a link up inside the caller's transaction. LinkUsed where another one did: only one of two that race wins."""
    made = connection.execute(
        database.insert_new(used_links), as_row(link), execution_options={"preserve_rowcount": True}
    )
    if made.rowcount != 1:
        raise LinkUsed("this link was used before")


def give_back(connection: Connection, link: UsedLink) -> None:
    """Undo `use_link` in the same transaction: what it was used for came too late."""
    connection.execute(delete(used_links).where(used_links.c.notification == link.notification))


def used_link(connection: Connection, notification: str) -> UsedLink | None:
    """Give how the link in a notification was used; None: it was not."""
    this = selected(used_links, UsedLink).where(used_links.c.notification == notification)
    return next(iter(fetched(connection, this, UsedLink)), None)
