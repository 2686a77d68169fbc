"""What bridges say of themselves, registered or not: a gateway's own availability, by the id `<base>.bridge`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import Connection, func, select

from domain.availability import Word
from store.records.database import Database
from store.records.tables import bridges

MOST = 1_000
"""Bridges that are known: who may speak below a base could else fill the table with names."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeWord:
    """What was heard of a bridge.

    kept  the broker had kept it: it was said before, nobody knows when. It is news only where it says something else
    """

    bridge: str
    online: bool
    at: datetime
    kept: bool = False


class Bridges:
    """One row a bridge: what it said last. An older word never overturns a newer one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def hear(self, said: Collection[BridgeWord]) -> None:
        """Put down what was heard, in one transaction."""
        if not said:
            return
        with self._database.writing() as connection:
            for word in _known_of(connection, said):
                self._put(connection, word)

    def all(self) -> dict[str, Word]:
        """Give what every bridge said last, by id."""
        wanted = select(bridges.c.bridge, bridges.c.online, bridges.c.at).order_by(bridges.c.bridge)
        with self._database.reading() as connection:
            return {row.bridge: Word(online=row.online, at=row.at) for row in connection.execute(wanted)}

    def _put(self, connection: Connection, word: BridgeWord) -> None:
        told = self._database.insert(bridges).values(bridge=word.bridge, online=word.online, at=word.at)
        newer = told.excluded.at >= bridges.c.at
        changes = newer & (told.excluded.online != bridges.c.online) if word.kept else newer
        values = {"online": told.excluded.online, "at": told.excluded.at}
        connection.execute(told.on_conflict_do_update(index_elements=["bridge"], set_=values, where=changes))


def _known_of(connection: Connection, said: Collection[BridgeWord]) -> list[BridgeWord]:
    """Leave out new bridges for which there is no room, by id and in order of time."""
    inorder = sorted(said, key=lambda word: (word.bridge, word.at))
    names: Mapping[str, None] = dict.fromkeys(word.bridge for word in inorder)
    known = set(connection.execute(select(bridges.c.bridge).where(bridges.c.bridge.in_(names))).scalars())
    new = [name for name in names if name not in known]
    if new:
        room = MOST - connection.execute(select(func.count()).select_from(bridges)).scalar_one()
        for name in new[: max(room, 0)]:
            known.add(name)
        if len(known) < len(names):
            log.error("too many bridges: some are not known", left_out=len(names) - len(known), most=MOST)
    return [word for word in inorder if word.bridge in known]
