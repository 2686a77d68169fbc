"""Spells the names of residents who were there before names were spelled, when the records are opened."""

from sqlalchemy import bindparam, select, update

from store.records.database import Database
from store.records.pinyin import spelled
from store.records.tables import residents

_A_BATCH = 500


def spell_names(database: Database) -> int:
    """Spell what is not spelled yet, a batch a transaction, so that no other writer waits long; give how many."""
    count = 0
    while (some := _unspelled(database)) and (written := _spell(database, some)):
        count += written
    return count


def _unspelled(database: Database) -> list[str]:
    with database.reading() as connection:
        bare = select(residents.c.id).where(residents.c.pinyin == "").order_by(residents.c.id)
        return list(connection.execute(bare.limit(_A_BATCH)).scalars())


def _spell(database: Database, some: list[str]) -> int:
    this = residents.c.id == bindparam("this")
    with database.writing() as connection:
        names = connection.execute(select(residents.c.id, residents.c.name).where(residents.c.id.in_(some)))
        rows = [{"this": one, "letters": spelled(name)} for one, name in names]
        if rows:
            connection.execute(update(residents).where(this).values(pinyin=bindparam("letters")), rows)
    return len(rows)
