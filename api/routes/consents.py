"""Consents: what residents have agreed to. Staff puts it on record; a relative sees theirs and may give it up."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.access import AnybodyKnown, Asker, InPerson, KeepsConsents
from api.agreed import need_staff, sees_what_is_of
from api.cursors import After, Limit, cursor, wanted
from api.etags import IfMatch, etag_of, tell, unless_outdated
from api.paths import PRINTABLE, ResidentId
from api.problems import FORBIDDEN, NOT_FOUND, Problem
from api.routes.documented import ABOUT_ONE, CHANGES, KNOWN, problems
from api.rule_checks import wrong
from api.shapes.consents import (
    ConsentForm,
    ConsentList,
    ConsentShape,
    ConsentTexts,
    ConsentTextShape,
    MissingConsent,
    MissingConsents,
)
from domain.access import Deed
from domain.consent_texts import CONSENT_TEXTS, is_known
from domain.consents import Consent, Purpose, SignedHow
from domain.people import Role

router = APIRouter(prefix="/api/v1", tags=["consents"])

_MISSING = "consents/missing"

ConsentId = Annotated[
    str, Path(min_length=1, max_length=320, pattern=PRINTABLE, examples=["5b1f0a52-0e8f-4b59-8d3f-3f6c2e6f5b05"])
]
"""One that was carried over is named after both people."""
_LONG_AGO = timedelta(days=3660)


@router.get("/consent-texts", summary="List the texts that are agreed to", responses=KNOWN)
def list_texts(_asker: AnybodyKnown) -> ConsentTexts:
    """List every text that there is or was, by purpose and language; the newest is the one to be signed now."""
    return ConsentTexts(items=[ConsentTextShape.of(one) for one in CONSENT_TEXTS])


@router.get("/me/consents", summary="See what you were let see", responses=KNOWN)
def my_consents(asker: InPerson) -> ConsentList:
    """See what residents have agreed to for you, withdrawn or not."""
    found = asker.parts.records.consents.of_relative(asker.principal.person)
    return ConsentList(items=[ConsentShape.of(one) for one in found])


@router.get("/consents/missing", summary="List who has not agreed to be watched over", responses=KNOWN)
def list_missing(
    asker: KeepsConsents,
    after: After = "",
    limit: Limit = 100,
) -> MissingConsents:
    """List the residents of your areas whose consent to care is missing, withdrawn, or was only carried over."""
    if asker.principal.role is Role.RELATIVE:
        raise Problem(FORBIDDEN)
    records = asker.parts.records
    found = records.consents.without_care(asker.principal.areas, wanted(_MISSING, after, limit).after, limit + 1)
    page = found[:limit]
    asker.saw(Deed.KEEP_CONSENTS, set(page))
    names = {one.id: one.name for one in records.people.residents(ids=page)}
    carried = records.consents.carried_over(page)
    items = [MissingConsent(resident=one, name=names[one], carried_over=one in carried) for one in page if one in names]
    return MissingConsents(items=items, next=cursor(_MISSING, page[-1]) if len(found) > limit else None)


@router.get("/residents/{resident_id}/consents", summary="List a resident's consents", responses=ABOUT_ONE)
def list_consents(asker: KeepsConsents, resident_id: ResidentId) -> ConsentList:
    """List what a resident has agreed to, withdrawn or not; a relative sees what was agreed to for themselves."""
    asker.about(Deed.KEEP_CONSENTS, resident_id)
    found = asker.parts.records.consents.of_resident(resident_id)
    return ConsentList(items=[ConsentShape.of(one) for one in found if sees_what_is_of(asker, one.relative)])


@router.post(
    "/residents/{resident_id}/consents",
    summary="Put a consent on record",
    status_code=201,
    responses=ABOUT_ONE | CHANGES | problems(409),
)
def give_consent(asker: KeepsConsents, resident_id: ResidentId, form: ConsentForm, response: Response) -> ConsentShape:
    """Put on record what a resident has said or signed, in the place of what held for the same relative until now.

    For staff of their areas. It counts at once. The relative must be on record (`PUT …/relatives/{person_id}`).
    """
    asker.about(Deed.KEEP_CONSENTS, resident_id)
    need_staff(asker, Deed.KEEP_CONSENTS, resident_id)
    consent = _consent(asker, resident_id, form)
    asker.parts.records.consents.give(consent, asker.now)
    return _shown(consent, response)


@router.get("/residents/{resident_id}/consents/{consent_id}", summary="See a consent", responses=ABOUT_ONE)
def see_consent(
    asker: KeepsConsents, resident_id: ResidentId, consent_id: ConsentId, response: Response
) -> ConsentShape:
    """See one consent, withdrawn or not. `ETag` goes into `If-Match` when you withdraw it."""
    return _shown(_theirs(asker, resident_id, consent_id), response)


@router.delete(
    "/residents/{resident_id}/consents/{consent_id}",
    summary="Withdraw a consent",
    responses=ABOUT_ONE | problems(412),
)
def withdraw_consent(
    asker: KeepsConsents, resident_id: ResidentId, consent_id: ConsentId, response: Response, if_match: IfMatch = None
) -> ConsentShape:
    """Withdraw a consent on the resident's word, or give up what you were let see.

    It counts at once, on open streams within five seconds. One that was withdrawn before stays as it is.
    """
    _theirs(asker, resident_id, consent_id)
    seen, by = unless_outdated(if_match), asker.principal.person
    return _shown(asker.parts.records.consents.withdraw(consent_id, by, asker.now, seen), response)


def _theirs(asker: Asker, resident: str, consent: str) -> Consent:
    """Give a consent of this resident that the asker may see; else the 404 problem. The look is on record."""
    asker.about(Deed.KEEP_CONSENTS, resident)
    found = asker.parts.records.consents.consent(consent)
    if found.resident != resident or not sees_what_is_of(asker, found.relative):
        raise Problem(NOT_FOUND)
    return found


def _shown(consent: Consent, response: Response) -> ConsentShape:
    tell(response, etag_of(consent))
    return ConsentShape.of(consent)


def _consent(asker: Asker, resident: str, form: ConsentForm) -> Consent:
    purpose = Purpose.CARE if form.relative is None else Purpose.FAMILY
    if bool(form.scopes) is not (purpose is Purpose.FAMILY):
        raise wrong("body.scopes", "says what a relative may see: at least one kind for a relative, none for care")
    check_text(purpose, form.text_version, "body.text_version")
    return Consent(
        id=str(uuid.uuid4()),
        resident=resident,
        relative=form.relative,
        purpose=purpose,
        scopes=frozenset(form.scopes),
        signed_by=form.signed_by,
        how=SignedHow(form.how),
        recorded_by=asker.principal.person,
        text_version=form.text_version,
        given_at=_given_at(form.given_at, asker.now),
    )


def check_text(purpose: Purpose, version: str, field: str) -> None:
    """Raise the 422 problem where there never was such a text."""
    if not is_known(purpose, version):
        raise wrong(field, f"there is no text of this version for {purpose.value}")


def _given_at(said: datetime | None, now: datetime) -> datetime:
    if said is None:
        return now
    if not timedelta(0) <= now - said <= _LONG_AGO:
        raise wrong("body.given_at", "must not lie ahead, nor more than ten years back")
    return said.astimezone(UTC)
