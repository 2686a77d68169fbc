"""Invitations of relatives: made by staff or by a relative, opened by link or QR code, accepted once."""

from datetime import timedelta
from typing import Annotated

import segno
from fastapi import APIRouter, Depends

from api.access import Asker, KeepsConsents
from api.agreed import kinds, need_staff, sees_what_is_of
from api.invited import HoldsInvitation, Invited
from api.passwords import hash_password
from api.paths import OwnId, ResidentId
from api.problems import FORBIDDEN, NOT_FOUND, REFUSED, UNAUTHENTICATED, Problem
from api.routes.consents import check_text
from api.routes.documented import ABOUT_ONE, CHANGES, problems
from api.rule_checks import wrong
from api.shapes.consents import ConsentTextShape
from api.shapes.invitations import (
    Accepted,
    AcceptForm,
    AccountForm,
    InvitationForm,
    InvitationList,
    InvitationMade,
    InvitationSeen,
    InvitationShape,
)
from domain.access import Deed
from domain.consent_texts import newest_texts
from domain.consents import Purpose, SignedHow
from domain.errors import NotFound
from domain.people import Role
from store.records.invitations import Invitation, NewAccount

router = APIRouter(prefix="/api/v1", tags=["consents"])

WithInvitation = Annotated[Invited, Depends(HoldsInvitation())]
_BY_TOKEN = problems(403, 404, 410, 422, 429, 500, 503)


@router.get("/residents/{resident_id}/invitations", summary="List invitations", responses=ABOUT_ONE)
def list_invitations(asker: KeepsConsents, resident_id: ResidentId) -> InvitationList:
    """List the invitations of a resident's relatives, used or not; a relative sees those that they made."""
    asker.about(Deed.KEEP_CONSENTS, resident_id)
    found = asker.parts.records.invitations.of_resident(resident_id)
    return InvitationList(items=[InvitationShape.of(one) for one in found if sees_what_is_of(asker, one.made_by)])


@router.post(
    "/residents/{resident_id}/invitations",
    summary="Invite a relative",
    status_code=201,
    responses=ABOUT_ONE | CHANGES | problems(409),
)
def invite(asker: KeepsConsents, resident_id: ResidentId, form: InvitationForm) -> InvitationMade:
    """Make an invitation; its link, and the QR code of it, are shown this once.

    A relative may invite another one to no more than they see themselves, and speaks for nobody: the resident's consent
    is still to be given.
    """
    asker.about(Deed.KEEP_CONSENTS, resident_id)
    invitation = _invitation(asker, resident_id, form)
    token = asker.parts.records.invitations.make(invitation)
    made = asker.parts.records.invitations.by_token(token)
    link = f"{asker.parts.settings.address}/i/{token}"
    picture = segno.make(link, error="m", micro=False).svg_inline(scale=4, dark="#000", light="#fff")
    return InvitationMade(invitation=InvitationShape.of(made), link=link, qr_svg=picture)


@router.delete("/residents/{resident_id}/invitations/{invitation_id}", summary="Take back", responses=ABOUT_ONE)
def take_back(asker: KeepsConsents, resident_id: ResidentId, invitation_id: OwnId) -> InvitationShape:
    """Take an invitation back; one that was used or is over stays as it is."""
    asker.about(Deed.KEEP_CONSENTS, resident_id)
    invitations = asker.parts.records.invitations
    found = invitations.invitation(invitation_id)
    if found.resident != resident_id or not sees_what_is_of(asker, found.made_by):
        raise Problem(NOT_FOUND)
    return InvitationShape.of(invitations.take_back(invitation_id, asker.principal.person, asker.now))


@router.get("/invitations/{token}", summary="See an invitation", responses=_BY_TOKEN)
def see_invitation(invited: WithInvitation) -> InvitationSeen:
    """See what you are invited to: by whoever has the link. Nothing is accepted by looking."""
    one, people = invited.invitation, invited.parts.records.people
    return InvitationSeen(
        resident_name=f"{people.resident(one.resident).name[:1]}*",
        relation=one.relation,
        scopes=sorted(one.scopes),
        invited_by=people.person(one.made_by).name,
        expires_at=one.expires_at,
        carries_consent=one.how is not None,
        needs_login=_needs_login(invited),
        texts=[ConsentTextShape.of(text) for text in newest_texts(Purpose.FAMILY)],
    )


@router.post("/invitations/{token}", summary="Accept", responses=_BY_TOKEN | CHANGES | problems(401, 409))
def accept(invited: WithInvitation, form: AcceptForm | None = None) -> Accepted:
    """Accept in the name of the relative who is logged in, or with an account of your own that is made by this.

    You are a relative on record then. You see something at once only where the invitation carries the consent of the
    resident; otherwise staff puts it on record first.
    """
    account = form.account if form else None
    records, name, now = invited.parts.records, invited.invitation.token_hash, invited.now
    if account is not None:
        made = records.invitations.accept_anew(name, _account(account), now)
    else:
        made = records.invitations.accept(name, _logged_in(invited), now)
    person = str(made.used_by)
    scopes = records.people.principal(person, now).grants.get(made.resident, frozenset())
    return Accepted(person=person, resident=made.resident, scopes=sorted(scopes))


def _invitation(asker: Asker, resident: str, form: InvitationForm) -> Invitation:
    if form.consent is not None or form.person is not None:
        need_staff(asker, Deed.KEEP_CONSENTS, resident)
    if form.consent is not None:
        check_text(Purpose.FAMILY, form.consent.text_version, "body.consent.text_version")
    if not kinds(asker, resident) >= set(form.scopes):
        raise Problem(FORBIDDEN, detail="nobody invites to more than they see themselves")
    if form.person is not None:
        _check_person(asker, resident, form.person)
    return Invitation(
        token_hash="",  # the records make it
        resident=resident,
        person=form.person,
        relation=form.relation,
        scopes=frozenset(form.scopes),
        signed_by=form.consent.signed_by if form.consent else "",
        how=SignedHow(form.consent.how) if form.consent else None,
        text_version=form.consent.text_version if form.consent else "",
        made_by=asker.principal.person,
        made_at=asker.now,
        expires_at=asker.now + timedelta(hours=form.hours),
    )


def _check_person(asker: Asker, resident: str, person: str) -> None:
    """Let only a relative of this very resident be given a login by it."""
    if all(one.person != person for one in asker.parts.records.people.relations(resident)):
        raise wrong("body.person", "is no relative of this resident on record")


def _needs_login(invited: Invited) -> bool:
    if invited.invitation.person is None:
        return False
    try:
        return invited.parts.records.people.person(invited.invitation.person).login is not None
    except NotFound:
        return True


def _account(form: AccountForm) -> NewAccount:
    password_hash = hash_password(form.password.get_secret_value())
    return NewAccount(login=form.login, name=form.name, password_hash=password_hash, language=form.language)


def _logged_in(invited: Invited) -> str:
    if invited.caller is None:
        raise Problem(UNAUTHENTICATED, detail="log in as a relative, or send `account`")
    if invited.caller.credential.is_key:
        raise Problem(FORBIDDEN, detail="log in: a key may not do that")
    principal = invited.caller.principal
    if principal.role is not Role.RELATIVE:
        raise Problem(REFUSED, detail="this account is no relative's: log out, and take an account of your own")
    if invited.invitation.person not in {None, principal.person}:
        raise Problem(REFUSED, detail="the invitation is for somebody else")
    return principal.person
