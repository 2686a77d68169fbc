"""One's own account: password, sessions, second factor."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.access import KeepsOwnAccount, SetsOwnFactor, SetsOwnPassword
from api.own_account import check_new, check_own, noted, own_account
from api.passwords import hash_password
from api.problems import REFUSED, Problem
from api.routes.documented import ABOUT_ONE, CHANGES, KNOWN, problems
from api.rule_checks import wrong
from api.second_factor import new_recovery_codes, new_secret, otpauth, qr_svg, seal, step_of, unseal
from api.shapes.account import (
    CodeForm,
    Enrolment,
    FactorState,
    PasswordForm,
    ProofForm,
    RecoveryCodes,
    Sessions,
    SessionShape,
)

router = APIRouter(prefix="/api/v1/me", tags=["me"])
SessionId = Annotated[str, Path(pattern=r"^[0-9a-f]{12}$", examples=["3f6c2e6f5b02"])]
_TAKES = KNOWN | CHANGES | problems(409, 429)


@router.put("/password", summary="Set your password", status_code=204, responses=_TAKES)
def set_password(asker: SetsOwnPassword, form: PasswordForm) -> None:
    """Set a new password; all your other sessions end. At least ten letters, and none of those guessed first."""
    account = check_own(asker, form.old_password, "body.old_password")
    new = form.new_password.get_secret_value()
    check_new(new, account.person.login or "", "body.new_password")
    if new == form.old_password.get_secret_value():
        raise wrong("body.new_password", "is the old one")
    mine = asker.caller.credential.secret
    asker.parts.records.accounts.set_password(
        account.person.id, hash_password(new), but=mine, entry=noted(asker, "password")
    )


@router.get("/sessions", summary="See where you are logged in", responses=KNOWN)
def my_sessions(asker: KeepsOwnAccount) -> Sessions:
    """See your open sessions, the newest first."""
    mine = asker.parts.records.accounts.sessions(asker.principal.person, asker.now)
    current = asker.caller.session.token_hash if asker.caller.session else ""
    return Sessions(items=[SessionShape.of(one, current) for one in mine])


@router.delete("/sessions", summary="Log out everywhere else", status_code=204, responses=KNOWN)
def end_other_sessions(asker: KeepsOwnAccount) -> None:
    """End all your sessions but this one, and their live streams."""
    accounts, mine = asker.parts.records.accounts, asker.caller.credential.secret
    accounts.close_sessions(asker.principal.person, but=mine, entry=noted(asker, "other sessions ended"))


@router.delete("/sessions/{session_id}", summary="Log out somewhere", status_code=204, responses=ABOUT_ONE)
def end_session(asker: KeepsOwnAccount, session_id: SessionId) -> None:
    """End one of your sessions, and its live streams."""
    entry = noted(asker, "session ended")
    asker.parts.records.accounts.end_session(asker.principal.person, session_id, entry)


@router.get("/second-factor", summary="See your second factor", responses=KNOWN)
def my_factor(asker: SetsOwnFactor) -> FactorState:
    """See since when a second factor is asked for, and how many recovery codes are left."""
    factor = asker.parts.records.accounts.second_factor(asker.principal.person)
    return FactorState(since=factor.since if factor else None, recovery_left=factor.recovery_left if factor else 0)


@router.post("/second-factor", summary="Begin a second factor", responses=_TAKES)
def begin_factor(asker: SetsOwnFactor, form: ProofForm) -> Enrolment:
    """Take up a secret with an authenticator app; it counts once a code of it has been confirmed."""
    account = check_own(asker, form.password, "body.password")
    secret, person = new_secret(), account.person
    sealed = seal(asker.parts.records, person.id, secret)
    asker.parts.records.accounts.begin_factor(person.id, sealed, noted(asker, "second factor begun"))
    url = otpauth(secret, person.login or person.id)
    return Enrolment(secret=secret, url=url, qr_svg=qr_svg(url))


@router.post("/second-factor/confirm", summary="Confirm a second factor", responses=_TAKES)
def confirm_factor(asker: SetsOwnFactor, form: CodeForm) -> RecoveryCodes:
    """Send a code that the app shows: from now on every login asks for one. The recovery codes are given this once."""
    person, records = own_account(asker).person.id, asker.parts.records
    factor = records.accounts.second_factor(person)
    secret = unseal(records, person, factor.sealed) if factor and factor.since is None else None
    if secret is None:
        raise Problem(REFUSED, detail="there is nothing to confirm")
    asker.parts.attempts.count_code(person)
    step = step_of(secret, form.code.get_secret_value(), asker.now)
    if step is None:
        raise wrong("body.code", "is not what the app shows now")
    codes = new_recovery_codes()
    records.accounts.confirm_factor(person, step, codes, asker.now, noted(asker, "second factor confirmed"))
    return RecoveryCodes(codes=codes)


@router.post("/second-factor/remove", summary="Take your second factor away", status_code=204, responses=_TAKES)
def remove_factor(asker: SetsOwnFactor, form: ProofForm) -> None:
    """Be asked for the password alone again; where the house asks staff for one, another must be set up at once."""
    person = check_own(asker, form.password, "body.password").person.id
    asker.parts.records.accounts.remove_factor(person, noted(asker, "second factor removed"))


@router.post("/second-factor/recovery-codes", summary="Get new recovery codes", responses=_TAKES)
def renew_recovery(asker: SetsOwnFactor, form: ProofForm) -> RecoveryCodes:
    """Put ten new recovery codes in place of all older ones."""
    person, codes = check_own(asker, form.password, "body.password").person.id, new_recovery_codes()
    asker.parts.records.accounts.set_recovery(person, codes, noted(asker, "recovery codes"))
    return RecoveryCodes(codes=codes)
