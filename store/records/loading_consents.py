"""Loads consents that were signed elsewhere: each is added once; what was withdrawn here stays withdrawn."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from domain.access import Deed
from domain.consents import Consent, scopes_in_force
from domain.trail_words import given
from store.records.audit import Entry, record
from store.records.rows import as_row, batches, fetched, selected
from store.records.tables import consents, relations
from store.records.upserting import Tally


def load_consents(connection: Connection, wanted: Sequence[Consent], by: str, now: datetime, tally: Tally) -> None:
    """Add the consents that are not there, by id, and let the relatives see what they agree to."""
    for some in batches(wanted):
        ids = [one.id for one in some]
        there = set(connection.execute(select(consents.c.id).where(consents.c.id.in_(ids))).scalars())
        fresh = [one for one in some if one.id not in there]
        tally.counts["consents"].added += len(fresh)
        tally.leave("consents", len(some) - len(fresh))
        if fresh:
            connection.execute(insert(consents), [as_row(one) for one in fresh])
            record(connection, [_entry(one, by, now) for one in fresh])
            refresh_scopes(connection, {(one.resident, one.relative) for one in fresh if one.relative is not None})


def refresh_scopes(connection: Connection, pairs: set[tuple[str, str]]) -> None:
    """Bring what relatives (resident, person) may see to what the consents say."""
    this = relations.c.resident == bindparam("of_resident"), relations.c.person == bindparam("to_person")
    set_scopes = update(relations).where(*this).values(scopes=bindparam("to_scopes"))
    for some in batches(sorted(pairs)):
        theirs = selected(consents, Consent).where(consents.c.resident.in_({resident for resident, _ in some}))
        said: defaultdict[tuple[str, str | None], list[Consent]] = defaultdict(list)
        for consent in fetched(connection, theirs.where(consents.c.withdrawn_at.is_(None)), Consent):
            said[consent.resident, consent.relative].append(consent)
        rows = [
            {"of_resident": one, "to_person": who, "to_scopes": scopes_in_force(said[one, who], one, who)}
            for one, who in some
        ]
        connection.execute(set_scopes, rows)


def _entry(one: Consent, by: str, now: datetime) -> Entry:
    return Entry(at=now, person=by, deed=Deed.KEEP_CONSENTS, subject=one.resident, detail=given(one.id))
