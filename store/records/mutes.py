"""What keeps messages back for a while: silences, and residents who are away."""

from datetime import datetime
from typing import TypeVar

from sqlalchemy import Table, update

from domain.errors import BadInput, NotFound
from domain.muting import Away, Silence
from store.records.database import REVISION, Database, count_up
from store.records.rows import as_row, fetched, need, selected
from store.records.tables import areas, aways, residents, silences

Mute = TypeVar("Mute", Silence, Away)


class Mutes:
    """Every write counts the revision up: the engine sees it within a second. Nothing is deleted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put_silence(self, silence: Silence, now: datetime) -> None:
        """Add a silence, or put it in the place of the one with its id.

        BadInput where it ends before it begins or is about nothing; NotFound where its resident or area is not there.
        """
        if (silence.resident or silence.area or silence.rule) is None:
            raise BadInput("a silence says whose or of what: a resident, an area or a rule")
        self._put(silences, silence, now)

    def end_silence(self, silence: str, by: str, now: datetime) -> None:
        """End a silence at `now`; one that is over stays as it is."""
        self._end(silences, silence, by, now)

    def silences(self, now: datetime) -> list[Silence]:
        """Give those in force at `now` and those to come, by their beginning."""
        return self._lasting(silences, Silence, now)

    def silence(self, silence: str) -> Silence:
        """Give one, over or not."""
        return self._one(silences, Silence, silence)

    def put_away(self, away: Away, now: datetime) -> None:
        """Say that a resident is away, or put it in the place of what was said under its id; errors as a silence."""
        self._put(aways, away, now)

    def end_away(self, away: str, by: str, now: datetime) -> None:
        """Say that they are back at `now`; one that is over stays as it is."""
        self._end(aways, away, by, now)

    def aways(self, now: datetime) -> list[Away]:
        """Give those in force at `now` and those to come, by their beginning."""
        return self._lasting(aways, Away, now)

    def away(self, away: str) -> Away:
        """Give one, over or not."""
        return self._one(aways, Away, away)

    def aways_of(self, resident: str) -> list[Away]:
        """Give all of a resident, over or not, the newest first."""
        own = selected(aways, Away).where(aways.c.resident == resident)
        with self._database.reading() as connection:
            return fetched(connection, own.order_by(aways.c.starts_at.desc(), aways.c.id), Away)

    def _put(self, table: Table, mute: Silence | Away, now: datetime) -> None:
        if mute.ends_at <= mute.starts_at:
            raise BadInput("it ends before it begins")
        row = as_row(mute) | {"set_at": now, "ended_by": None}
        put = self._database.insert(table).on_conflict_do_update(index_elements=["id"], set_=row)
        with self._database.writing() as connection:
            if mute.resident is not None:
                need(connection, residents, mute.resident)
            if isinstance(mute, Silence) and mute.area is not None:
                need(connection, areas, mute.area)
            count_up(connection, REVISION)
            connection.execute(put, row)

    def _end(self, table: Table, mute: str, by: str, now: datetime) -> None:
        lasting = update(table).where(table.c.id == mute, table.c.ends_at > now)
        with self._database.writing() as connection:
            need(connection, table, mute)
            count_up(connection, REVISION)
            connection.execute(lasting.values(ends_at=now, ended_by=by))

    def _lasting(self, table: Table, kind: type[Mute], now: datetime) -> list[Mute]:
        lasting = selected(table, kind).where(table.c.ends_at > now).order_by(table.c.starts_at, table.c.id)
        with self._database.reading() as connection:
            return fetched(connection, lasting, kind)

    def _one(self, table: Table, kind: type[Mute], mute: str) -> Mute:
        with self._database.reading() as connection:
            found = fetched(connection, selected(table, kind).where(table.c.id == mute), kind)
        if not found:
            raise NotFound(f"no {kind.__name__.lower()} {mute!r}")
        return found[0]
