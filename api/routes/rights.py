"""The rights of the person: to have a copy of what is kept about them, and to have it go."""

import hashlib
import hmac
import time
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from api.access import Allows, Asker
from api.agreed import kinds
from api.exports.archive import Format, files, zipped
from api.exports.material import Material, Taking
from api.fhir import check_installed, resources
from api.paths import ResidentId
from api.problems import REFUSED, Problem
from api.routes.documented import ABOUT_ONE, CHANGES, Responses, problems
from api.shapes.rights import ErasureExtent, ErasureForm, ErasureShape
from domain.access import Deed
from domain.people import Role
from store.sweeping import Sweeper

router = APIRouter(prefix="/api/v1/residents/{resident_id}", tags=["rights"])

Exports = Annotated[Asker, Depends(Allows(Deed.EXPORT_DATA))]
Erases = Annotated[Asker, Depends(Allows(Deed.ERASE_DATA))]

_SWEEP_SECONDS = 5.0
"""So long a request goes on removing readings; the rest is ingest's."""
_ZIP: Responses = {
    200: {
        "description": "A zip, sent while it is made.",
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}, "example": "PK…"}},
    }
}


@router.get(
    "/export",
    summary="Take out everything about a resident",
    response_class=StreamingResponse,
    responses=ABOUT_ONE | problems(409) | _ZIP,
)
def export(
    asker: Exports,
    resident_id: ResidentId,
    wanted: Annotated[Format, Query(alias="format", description="As what the files come.")] = Format.JSON,
) -> StreamingResponse:
    """Take out all that is kept, with all readings and who has looked; a relative takes out what they may see."""
    asker.about(Deed.EXPORT_DATA, resident_id)
    if wanted is Format.FHIR:
        check_installed()
    shown = kinds(asker, resident_id)
    relative = asker.principal.person if asker.principal.role is Role.RELATIVE else None
    asker.note(Deed.EXPORT_DATA, resident_id, f"{wanted}: {', '.join(sorted(shown))}")
    taking = Taking(resident=resident_id, now=asker.now, kinds=shown, relative=relative)
    material = Material(asker.parts.records, asker.parts.readings, taking)
    name = f"banister-export-{asker.now:%Y%m%d-%H%M%S}-{wanted}.zip"  # no id: it may have letters that a header has not
    return StreamingResponse(
        zipped(files(material, wanted, resources)),
        media_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@router.get("/erasure", summary="See what an erasure would take", responses=ABOUT_ONE)
def see_extent(asker: Erases, resident_id: ResidentId) -> ErasureExtent:
    """See how much would go. Nothing goes yet: send `confirm` back by POST."""
    asker.about(Deed.ERASE_DATA, resident_id)
    counts = asker.parts.records.erasure.extent(resident_id)
    return ErasureExtent(resident=resident_id, counts=counts, confirm=_token(asker, resident_id, counts))


@router.post("/erasure", summary="Erase a resident", responses=ABOUT_ONE | CHANGES | problems(409))
def erase(asker: Erases, resident_id: ResidentId, form: ErasureForm) -> ErasureShape:
    """Erase everything that says who they are or how they were: it cannot be taken back.

    What stays are ids, times and counts, and the trail of who did what. Their devices are retired; relatives who are
    here for nobody else go too.
    """
    asker.about(Deed.ERASE_DATA, resident_id)
    records = asker.parts.records
    counts = records.erasure.extent(resident_id)
    if form.confirm != resident_id and not hmac.compare_digest(
        form.confirm.encode(), _token(asker, resident_id, counts).encode()
    ):
        raise Problem(REFUSED, detail="`confirm` is not of this resident as they are now: see again what would go")
    records.erasure.erase(resident_id, asker.principal.person, asker.now)
    return ErasureShape(resident=resident_id, erased_at=asker.now, counts=counts, finished=_sweep(asker))


def _sweep(asker: Asker) -> bool:
    """Remove readings for a while; False: there are some left."""
    sweeper = Sweeper(asker.parts.records, asker.parts.readings)
    until = time.monotonic() + _SWEEP_SECONDS
    while sweeper.sweep(asker.now).more:
        if time.monotonic() > until:
            return False
    return True


def _token(asker: Asker, resident: str, counts: Mapping[str, int]) -> str:
    """Give a word that says who was looked at, by whom, and how much there was: no other erasure is confirmed by it."""
    said = f"{asker.principal.person}|{resident}|{sorted(counts.items())}".encode()
    signed = hmac.new(asker.parts.records.secret("erasures"), said, hashlib.sha256)
    return f"{resident}:{signed.hexdigest()[:16]}"
