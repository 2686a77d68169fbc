"""What staff look after: devices nobody has claimed, and what could not be taken."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query

from api.access import Asker, SeesUnclaimed
from api.routes.documented import KNOWN
from api.shapes.devices import QuarantineEntry, QuarantineShape, UnclaimedList, UnclaimedShape
from api.sites import site_of_topic, sites_of
from domain.readings import Quarantined
from store.records.findings import Unclaimed

router = APIRouter(prefix="/api/v1", tags=["findings"])

Most = Annotated[int, Query(ge=1, le=1000)]


@router.get("/unclaimed", summary="List unclaimed devices", responses=KNOWN)
def list_unclaimed(asker: SeesUnclaimed, limit: Most = 100) -> UnclaimedList:
    """List devices that speak and belong to nobody, on the sites you answer for and on topics that name no site."""
    mine = _Mine(asker)
    found = asker.parts.records.findings.list_unclaimed(limit)
    return UnclaimedList(items=[_unclaimed(one, asker.now) for one in found if mine.holds(one.topic)])


@router.get("/quarantine", summary="See what could not be taken", responses=KNOWN)
def quarantine(asker: SeesUnclaimed, limit: Most = 100) -> QuarantineShape:
    """See the newest of what devices said that could not be taken; `counts` is of the whole house, for ever."""
    mine = _Mine(asker)
    findings = asker.parts.records.findings
    items = [_entry(one) for one in findings.quarantined(limit) if mine.holds(one.topic)]
    return QuarantineShape(counts=findings.reasons(), items=items)


class _Mine:
    """Tells which topics are the asker's to look after: their sites', and those that belong to no site of ours."""

    def __init__(self, asker: Asker) -> None:
        areas = asker.parts.records.people.areas()
        self._sites = sites_of(areas, asker.principal.areas)
        self._others = {area.site for area in areas if area.site} - self._sites

    def holds(self, topic: str) -> bool:
        return site_of_topic(topic) not in self._others


def _unclaimed(one: Unclaimed, now: datetime) -> UnclaimedShape:
    return UnclaimedShape(
        device=one.device,
        site=one.site,
        topic=one.topic,
        first_seen=one.first_seen_at,
        last_seen=one.last_seen_at,
        age_seconds=round((now - one.last_seen_at).total_seconds(), 3),
        count=one.count,
        payload=one.payload.decode("utf-8", "replace"),
    )


def _entry(one: Quarantined) -> QuarantineEntry:
    return QuarantineEntry(
        device=one.device,
        topic=one.topic,
        reason=one.reason,
        detail=one.detail,
        payload=one.payload.decode("utf-8", "replace"),
        received_at=one.received_at,
    )
