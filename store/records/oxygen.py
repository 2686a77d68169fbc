"""Which of NEWS2's SpO2 scales is a resident's: scale 2 only where a clinician set it, and who, when, why is kept."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, update

from domain.errors import BadInput, NotFound
from store.records.database import REVISION, count_up
from store.records.rows import as_row, fetched, selected
from store.records.tables import oxygen_scales, residents


@dataclass(frozen=True, slots=True, kw_only=True)
class OxygenScale:
    """Somebody said which scale is a resident's; `set_at` None: now, when it is written."""

    resident: str
    scale: int
    set_by: str
    why: str
    set_at: datetime | None = None


def newest_scale(connection: Connection, resident: str) -> OxygenScale | None:
    """Give what was set last for a resident; None: nothing was."""
    theirs = selected(oxygen_scales, OxygenScale).where(oxygen_scales.c.resident == resident)
    newest = fetched(connection, theirs.order_by(oxygen_scales.c.set_at.desc()).limit(1), OxygenScale)
    return newest[0] if newest else None


def set_scale(connection: Connection, scale: OxygenScale, now: datetime) -> None:
    """Set a resident's scale inside the caller's transaction; pollers of placements see it."""
    if scale.scale not in {1, 2}:
        raise BadInput(f"NEWS2 has the SpO2 scales 1 and 2, and no {scale.scale}")
    revision = count_up(connection, REVISION)
    this = update(residents).where(residents.c.id == scale.resident)
    if not connection.execute(this.values(oxygen_scale=scale.scale, revision=revision)).rowcount:
        raise NotFound(f"no resident {scale.resident!r}")
    connection.execute(insert(oxygen_scales), as_row(scale) | {"set_at": scale.set_at or now})
