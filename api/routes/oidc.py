"""Single sign-on: to the provider and back, and the identities that open one's own account."""

from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.access import KeepsAccounts, KeepsOwnAccount
from api.account_keeping import somebody_else
from api.callers import address_of
from api.oidc import SignOn
from api.oidc_arriving import link, log_in, turned_away, vouched
from api.oidc_journey import PATH, Journey, Link, forget, recall, remember
from api.own_account import check_own, noted
from api.parts import Parts, parts_of
from api.paths import PersonId
from api.problems import NOT_FOUND, SIGN_ON_OVER, Problem
from api.routes.documented import ABOUT_ONE, CHANGES, KNOWN, Responses, problems
from api.shapes.account import ProofForm
from api.shapes.oidc import Identities, IdentityShape, SettingOut, SignOnWay, Ways
from domain.access import Deed

log = structlog.get_logger()
router = APIRouter(prefix="/api/v1", tags=["single sign-on"])

House = Annotated[Parts, Depends(parts_of)]
Onward = Annotated[
    str,
    Query(
        alias="next",
        max_length=512,
        pattern=r"^/([A-Za-z0-9._~!$&'()*+,;=:@%?#-][A-Za-z0-9._~!$&'()*+,;=:@%?#/-]*)?$",
        description="Where to go on to afterwards: a path of this site.",
        examples=["/alerts"],
    ),
]
"""Neither `//host` nor `/\\host` nor anything with a scheme: nobody is sent elsewhere by a link of ours."""
Said = Annotated[str | None, Query(max_length=4096, examples=["SplxlOBeZQQYbYS6WxSbIA"])]
IdentityId = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$", examples=["3f6c2e6f5b02a4d1"])]
_GO: Responses = {303: {"description": "Go on there.", "headers": {"Location": {"schema": {"type": "string"}}}}}
_OF_OTHERS = ABOUT_ONE | problems(409)
_OPEN = problems(404, 422, 429, 500, 503)


@router.get("/session/ways", summary="See how one may log in", responses=problems(500))
def ways(parts: House) -> Ways:
    """Say whether there is single sign-on, and what its button says."""
    known = parts.sign_on.provider.known if parts.sign_on else None
    return Ways(password=True, oidc=SignOnWay(name=known.name, begin=PATH) if known else None)


@router.get(
    "/session/oidc", summary="Begin single sign-on", status_code=303, response_class=Response, responses=_OPEN | _GO
)
def begin(request: Request, parts: House, onward: Onward = "/") -> Response:
    """Go to the identity provider with this browser; it sends you back, and you are logged in."""
    sign_on = _sign_on(parts)
    parts.attempts.count_sign_on(address_of(request))
    journey = Journey.new(parts.clock(), onward)
    answer = RedirectResponse(_question(parts, sign_on, journey), 303)
    remember(parts, answer, journey)
    return answer


@router.get(
    "/session/oidc/callback",
    summary="Come back from the identity provider",
    status_code=303,
    response_class=Response,
    responses=_OPEN | _GO | problems(401, 403, 409),
)
def come_back(
    request: Request,
    parts: House,
    state: Annotated[str, Query(max_length=256, examples=["af0ifjsldkj"])] = "",
    code: Said = None,
    iss: Said = None,
) -> Response:
    """Log in whose account the identity is linked to, or link it to the account of whoever asked for that.

    Nobody is made by logging in, and neither a name nor an e-mail address is looked at: `identity-not-linked` says that
    the person has to link it first, logged in with their password.
    """
    sign_on, now = _sign_on(parts), parts.clock()
    parts.attempts.count_return(address_of(request))
    journey = recall(parts, request, state, now)
    if journey is None or not sign_on.ended.end(journey.state, journey.until, now):
        raise turned_away(parts, "single sign-on: state", SIGN_ON_OVER)
    answer = RedirectResponse(journey.onward, 303)
    try:
        who = vouched(parts, sign_on, journey, code or "", iss)
        if journey.link:
            link(parts, who, journey.link, request)
        else:
            log_in(parts, who, request, answer)
    except Problem as problem:
        log.warning("single sign-on refused", kind=problem.kind.word, reason=problem.detail)
        raise
    forget(parts, answer)
    return answer


@router.get("/me/identities", summary="See your identities", responses=KNOWN)
def my_identities(asker: KeepsOwnAccount) -> Identities:
    """See which identities at a provider open your account."""
    mine = asker.parts.records.identities.of_person(asker.principal.person)
    return Identities(items=[IdentityShape.of(one) for one in mine])


@router.post("/me/identities", summary="Begin to link an identity", responses=ABOUT_ONE | CHANGES | problems(409, 429))
def begin_link(asker: KeepsOwnAccount, form: ProofForm, response: Response) -> SettingOut:
    """Give your password, then go to `url` with this browser: who you are there opens your account from then on."""
    parts, session = asker.parts, asker.caller.session
    sign_on, person = _sign_on(parts), check_own(asker, form.password, "body.password").person.id
    to = Link(person=person, session=session.token_hash if session else "")
    journey = Journey.new(asker.now, "/", to)
    url = _question(parts, sign_on, journey)
    remember(parts, response, journey)
    return SettingOut(url=url)


@router.delete("/me/identities/{identity_id}", summary="Unlink an identity", status_code=204, responses=ABOUT_ONE)
def unlink(asker: KeepsOwnAccount, identity_id: IdentityId) -> None:
    """Let an identity open your account no longer; your other sessions that single sign-on began end."""
    person, mine = asker.principal.person, asker.caller.credential.secret
    asker.parts.records.identities.unlink(person, identity_id, noted(asker, "identity unlinked"), but=mine)


@router.delete(
    "/people/{person_id}/identities", summary="Unlink somebody's identities", status_code=204, responses=_OF_OTHERS
)
def unlink_anothers(asker: KeepsAccounts, person_id: PersonId) -> None:
    """Let no identity open somebody's account, when one fell into the wrong hands; the sessions they began end."""
    person = somebody_else(asker, person_id).id
    asker.parts.records.identities.unlink_all(person, asker.entry(Deed.KEEP_PEOPLE, person, "identities unlinked"))


def _question(parts: Parts, sign_on: SignOn, journey: Journey) -> str:
    return sign_on.provider.question(journey.state, journey.nonce, journey.verifier, parts.clock())


def _sign_on(parts: Parts) -> SignOn:
    if parts.sign_on is None:
        raise Problem(NOT_FOUND, detail="this house has no single sign-on")
    return parts.sign_on
