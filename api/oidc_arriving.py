"""Somebody comes back from the provider: whose account their identity opens, or to whose it is linked."""

from datetime import datetime

from fastapi import Request, Response

from api.callers import caller_of
from api.login import UNKNOWN, let_in, refused
from api.oidc import SignOn
from api.oidc_journey import Journey, Link
from api.parts import Parts
from api.problems import FACTOR_ELSEWHERE, NOT_LINKED, NOT_VOUCHED, REFUSED, SIGN_ON_OVER, Kind, Problem
from api.vouching import NotVouched, Vouched
from domain.access import Deed
from domain.errors import Refused
from store.records.accounts import Account
from store.records.audit import Entry
from store.records.identities import Identity
from store.records.sessions import Way


def vouched(parts: Parts, sign_on: SignOn, journey: Journey, code: str, sender: str | None) -> Vouched:
    """Take the provider's answer for what it stands for; a refusal is on record."""
    now = parts.clock()
    try:
        sign_on.provider.check_sender(sender, now)
        return sign_on.provider.answer(code, journey.nonce, journey.verifier, now)
    except NotVouched as problem:
        raise turned_away(parts, f"single sign-on: {problem}", NOT_VOUCHED, journey.link, str(problem)) from problem


def turned_away(parts: Parts, why: str, kind: Kind, link: Link | None = None, detail: str = "") -> Problem:
    """Put on record that somebody was turned away before it was known who they are, and give the problem."""
    person, deed = (link.person, Deed.KEEP_OWN_ACCOUNT) if link else (UNKNOWN, Deed.LOG_IN)
    entry = Entry(at=parts.clock(), person=person, deed=deed, subject=person, allowed=False, detail=why)
    parts.records.audit.put([entry])
    return Problem(kind, detail=detail)


def log_in(parts: Parts, who: Vouched, request: Request, response: Response) -> None:
    """Let in whose account this identity opens; nobody is made by logging in, and nothing but a link is looked at."""
    account = _account(parts, who)
    if account is None:
        raise refused(parts, None, "identity not linked", NOT_LINKED)
    if account.disabled_at is not None:
        raise refused(parts, account, "disabled", NOT_LINKED)
    needs_factor = account.has_factor or parts.settings.asks_factor_of(account.person.role)
    if needs_factor and not who.several_factors:
        raise refused(parts, account, "no second factor at the provider", FACTOR_ELSEWHERE)
    let_in(parts, account, Way.OIDC, request, response)
    parts.records.identities.used(who.issuer, who.subject, parts.clock())


def link(parts: Parts, who: Vouched, to: Link, request: Request) -> None:
    """Link an identity to the account of whoever began, if it is still they, in the session in which they did."""
    now = parts.clock()
    caller = caller_of(parts.records, request, now)
    session = caller.session if caller else None
    if session is None or session.token_hash != to.session:
        raise turned_away(parts, "identity: another session", SIGN_ON_OVER, to)
    identity = Identity(issuer=who.issuer, subject=who.subject, person=to.person, made_at=now, used_at=None)
    try:
        parts.records.identities.link(identity, _entry(to.person, now, "identity linked"))
    except Refused as problem:
        raise turned_away(parts, "identity: another account's", REFUSED, to, str(problem)) from problem


def _account(parts: Parts, who: Vouched) -> Account | None:
    person = parts.records.identities.person_of(who.issuer, who.subject)
    return parts.records.accounts.account_of(person) if person is not None else None


def _entry(person: str, now: datetime, detail: str) -> Entry:
    return Entry(at=now, person=person, deed=Deed.KEEP_OWN_ACCOUNT, subject=person, detail=detail)
