"""What devices said and could not be taken: to look at, and to read once more."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.access import Asker, KeepsDevices, SeesUnclaimed
from api.claiming import kept_device
from api.cursors import After, cursor, last_of
from api.paths import NO_NUL
from api.problems import NOT_FOUND, Problem
from api.replaying import Mine, replay, replay_some
from api.routes.documented import ABOUT_ONE, CHANGES, KNOWN
from api.rule_checks import wrong
from api.shapes.quarantine import (
    QuarantineEntry,
    QuarantineShape,
    QuarantineWhole,
    ReplayedList,
    ReplayedShape,
    ReplayForm,
)
from domain.access import Deed
from domain.errors import NotFound
from store.records.findings import Kept

router = APIRouter(prefix="/api/v1/quarantine", tags=["quarantine"])

MOST_AT_ONCE = 100
"""Messages that one request reads again."""
_LISTED = "quarantine"
Most = Annotated[int, Query(ge=1, le=1000)]
Device = Annotated[str | None, Query(min_length=1, max_length=256, pattern=NO_NUL, description="Of this device")]
Reason = Annotated[str | None, Query(min_length=1, max_length=64, pattern=NO_NUL, description="For this reason")]
EntryId = Annotated[int, Path(ge=1, le=2**62, examples=[1042])]


@router.get("", summary="See what could not be taken", responses=KNOWN)
def quarantine(
    asker: SeesUnclaimed, limit: Most = 100, after: After = "", device: Device = None, reason: Reason = None
) -> QuarantineShape:
    """See what devices said that could not be taken, the newest first; `counts` is of the whole house, for ever."""
    mine, findings = Mine(asker), asker.parts.records.findings
    found = findings.kept(before=_before(after), device=device, reason=reason)
    shown = [one for one in found if mine.holds(one.entry.topic)]
    page = shown[:limit]
    return QuarantineShape(
        counts=findings.reasons(),
        items=[QuarantineEntry.of(one) for one in page],
        next=cursor(_LISTED, str(page[-1].number)) if len(shown) > limit else None,
    )


@router.get("/{entry_id}", summary="See one entry whole", responses=ABOUT_ONE)
def see_quarantined(asker: SeesUnclaimed, entry_id: EntryId) -> QuarantineWhole:
    """See one entry with its bytes. A 404 says that it was taken since, has aged away, or is another site's."""
    return QuarantineWhole.of(_entry(asker, entry_id))


@router.post("/replay", summary="Read all of a device once more", responses=ABOUT_ONE | CHANGES)
def replay_device(asker: KeepsDevices, form: ReplayForm) -> ReplayedList:
    """Read the entries of a device again, the oldest first, a hundred messages at a time: again while some are left.

    As for one entry: readings rest as of when they came, what was taken is gone, and nobody is alerted by it.
    """
    findings, mine = asker.parts.records.findings, Mine(asker)
    _check_kept(asker, form.device)
    found = [one for one in findings.kept(device=form.device, reason=form.reason) if mine.holds(one.entry.topic)]
    done = replay_some(asker, found, MOST_AT_ONCE)
    left = [one for one in findings.kept(device=form.device, reason=form.reason) if mine.holds(one.entry.topic)]
    return ReplayedList(items=[ReplayedShape.of(one) for one in done], left=len(left))


@router.post("/{entry_id}/replay", summary="Read one entry once more", responses=ABOUT_ONE | CHANGES)
def replay_quarantined(asker: KeepsDevices, entry_id: EntryId) -> ReplayedShape:
    """Read what was refused again, after a decoder has learned or a device was claimed.

    Its readings rest in the store as of when they came before the entry goes; nobody is alerted by them. Twice does no
    harm: the second time it is taken as well, or gone (404).
    """
    return ReplayedShape.of(replay(asker, _entry(asker, entry_id)))


def _before(after: str) -> int | None:
    said = last_of(_LISTED, after) if after else ""
    if said and not (said.isascii() and said.isdigit() and len(said) < 19):
        raise wrong("query.after", "no cursor of this list")
    return int(said) if said else None


def _entry(asker: Asker, number: int) -> Kept:
    found = asker.parts.records.findings.kept(number=number)
    if not found or not Mine(asker).holds(found[0].entry.topic):
        raise Problem(NOT_FOUND)
    return found[0]


def _check_kept(asker: Asker, device: str) -> None:
    """Let through who looks after a device, and whoever asks for one that nobody has; else the 404 problem."""
    try:
        asker.parts.records.registry.device(device)
    except NotFound:
        asker.note(Deed.KEEP_DEVICES, "quarantine", device[:200])
    else:
        kept_device(asker, device)
