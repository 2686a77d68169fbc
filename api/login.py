"""Letting somebody in: password, then second factor; each refusal and each login is a row of the trail."""

from fastapi import Request, Response

from api.callers import COOKIE, Caller, Credential, address_of
from api.parts import Parts
from api.problems import SECOND_FACTOR_NEEDED, WRONG_LOGIN, Kind, Problem
from api.second_factor import right
from domain.access import Deed, may
from store.records.accounts import Account
from store.records.audit import Entry
from store.records.sessions import Way

UNKNOWN = "?"
"""In the trail in place of a login that nobody has: it may be a password, typed into the wrong field."""


def check_password(parts: Parts, login: str, password: str) -> Account:
    """Give the account that login and password open; the answer to all that is wrong is the same."""
    account = parts.records.accounts.by_login(login)
    is_right = parts.passwords.verify(password, account.password_hash if account else None)
    if account is None:
        raise refused(parts, None, "unknown login")
    if not is_right:
        raise refused(parts, account, "password")
    return account


def check_code(parts: Parts, account: Account, code: str | None) -> None:
    """Ask for the second factor where there is one, once the password was right."""
    if not account.has_factor:
        return
    if code is None:
        raise refused(parts, account, "no code", SECOND_FACTOR_NEEDED)
    parts.attempts.count_code(account.person.id)
    if not right(parts.records, account.person.id, code, parts.clock()):
        raise refused(parts, account, "code", SECOND_FACTOR_NEEDED)


def let_in(parts: Parts, account: Account, way: Way, request: Request, response: Response) -> Caller:
    """Begin a session and set its cookie. A disabled account, and a machine's, get the answer of a wrong login."""
    now, person = parts.clock(), account.person.id
    principal = parts.records.people.principal(person, now)
    if account.disabled_at is not None or not may(principal, Deed.LOG_IN):
        raise refused(parts, account, "disabled" if account.disabled_at else "role")
    lasts = parts.settings.session_lasts
    token = parts.records.accounts.open_session(
        person,
        now,
        lasts,
        agent=request.headers.get("user-agent", ""),
        address=address_of(request),
        way=way,
        entry=Entry(at=now, person=person, deed=Deed.LOG_IN, subject=person, detail=way),
    )
    seconds, secure = int(lasts.total_seconds()), parts.settings.secure
    response.set_cookie(COOKIE, token, max_age=seconds, path="/", httponly=True, samesite="lax", secure=secure)
    session = parts.records.accounts.session(token, now)
    credential = Credential(secret=token, is_key=False)
    return Caller(principal=principal, credential=credential, expires_at=now + lasts, session=session)


def refused(parts: Parts, account: Account | None, why: str, kind: Kind = WRONG_LOGIN) -> Problem:
    """Put a refused login on record and give its problem."""
    person = account.person.id if account else UNKNOWN
    entry = Entry(at=parts.clock(), person=person, deed=Deed.LOG_IN, subject=person, allowed=False, detail=why)
    parts.records.audit.put([entry])
    return Problem(kind)
