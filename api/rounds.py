"""What the daily round of an area looks at: a few queries for all, and the readings of each where they are few."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from api.flat_shapes import Living
from api.parts import Parts
from api.shapes.rounds import LookShape, ReasonShape
from domain.alerts import Alert
from domain.people import Area, Ownership
from domain.round_reasons import Look, Measured, Watched, Worn
from domain.rounds import LOOKS_BACK
from store.records.flats import Flat
from store.usual_past import amounts_since, hours_since

MOST_READ = 200
"""Residents whose readings are looked at: those of some buildings. Where more live, nobody's are."""
READ_AT_ONCE = 20
"""For so many is it worked out in one answer what is usual, some 70 ms each; whoever asks again gets the next."""


def watched(parts: Parts, area: Area, living: Living, measured: Mapping[str, Measured]) -> list[Watched]:
    """Give what is known of all who live in an area; `measured` of some of them, by resident."""
    records, now, ids = parts.records, living.now, list(living.residents)
    since = now - LOOKS_BACK
    over = _by_resident(records.flats.over_since(ids, since))
    back = records.flats.back_since(since, now)
    silent = set(records.consents.without_care([area.id], limit=len(ids) + 1))
    return [
        Watched(
            resident=one.id,
            alerts=[*living.alerts[one.id], *over.get(one.id, ())],
            devices=[
                Worn(id=device.id, kind=device.kind, heard_at=device.heard_at, battery=device.battery)
                for device, _ in living.devices[one.id]
            ],
            away=living.away(one.id),
            back_at=back.get(one.id),
            agreed=one.id not in silent,
            deceased=one.deceased_at is not None,
            measured=measured.get(one.id),
        )
        for one in living.residents.values()
    ]


def to_read(living: Living) -> list[str]:
    """Give those whose readings are looked at."""
    alive = [one.id for one in living.residents.values() if one.deceased_at is None]
    return alive if len(alive) <= MOST_READ else []


def measured_of(parts: Parts, residents: Sequence[str], zone: ZoneInfo, now: datetime) -> dict[str, Measured]:
    """Give what was measured of these, beside what is usual; of some of them, where that is not known of all yet."""
    found: dict[str, Measured] = {}
    left = READ_AT_ONCE
    for resident, worn in parts.records.flats.worn_by(residents).items():
        if parts.usual.known(resident, worn, zone, now) is None:
            if not left:
                continue
            left -= 1
        found[resident] = _measured(parts, resident, worn, zone, now)
    return found


def look_shapes(
    looks: Sequence[Look], living: Living, flats: Sequence[Flat], areas: Mapping[str, Area]
) -> list[LookShape]:
    """Show those who need a look."""
    homes = {one.id: flat.household for flat in flats for one in flat.residents}
    shapes = []
    for one in looks:
        resident, home = living.residents[one.resident], homes[one.resident]
        shapes.append(
            LookShape(
                resident=resident.id,
                name=resident.name,
                phone=resident.phone,
                household=home.id,
                building=areas[home.building].name,
                flat=home.flat,
                key_holder=home.key_holder,
                away=living.away(resident.id) is not None,
                urgency=one.urgency.word,
                reasons=[ReasonShape.of(reason) for reason in one.reasons],
            )
        )
    return shapes


def _measured(parts: Parts, resident: str, worn: Sequence[Ownership], zone: ZoneInfo, now: datetime) -> Measured:
    store, since = parts.readings, now - LOOKS_BACK
    usual = parts.usual.of(store, resident, worn, zone, now)
    return Measured(
        hours=hours_since(store, worn, since, now),
        amounts=amounts_since(store, worn, since, now),
        vitals=usual.vitals,
        daily=usual.daily,
    )


def _by_resident(alerts: Sequence[Alert]) -> dict[str, list[Alert]]:
    found: dict[str, list[Alert]] = {}
    for alert in alerts:
        found.setdefault(alert.resident, []).append(alert)
    return found
