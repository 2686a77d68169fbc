"""What staff look after: devices nobody has claimed."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query

from api.access import SeesUnclaimed
from api.replaying import Mine
from api.routes.documented import KNOWN
from api.shapes.devices import UnclaimedList, UnclaimedShape
from store.records.findings import Unclaimed

router = APIRouter(prefix="/api/v1", tags=["findings"])

Most = Annotated[int, Query(ge=1, le=1000)]


@router.get("/unclaimed", summary="List unclaimed devices", responses=KNOWN)
def list_unclaimed(asker: SeesUnclaimed, limit: Most = 100) -> UnclaimedList:
    """List devices that speak and belong to nobody, on the sites you answer for and on topics that name no site."""
    mine = Mine(asker)
    found = asker.parts.records.findings.list_unclaimed(limit)
    return UnclaimedList(items=[_unclaimed(one, asker.now) for one in found if mine.holds(one.topic)])


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
