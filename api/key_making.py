"""Making keys: what for, until when, and who has to show that it is they."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pydantic import SecretStr

from api.access import Asker
from api.own_account import check_own
from api.problems import REFUSED, Problem
from api.rule_checks import wrong
from api.shapes.keys import KeyForm, KeyMade, KeyShape
from domain.access import Deed, may_be_given
from domain.people import Person, Role
from store.records.sessions import Way

MOST = 20
"""Keys that one person may hold at a time."""
HOLDS, LONGEST = timedelta(days=90), timedelta(days=365)
_JUST_NOW = timedelta(minutes=10)


def make_key(asker: Asker, deed: Deed, person: str, role: Role, form: KeyForm) -> KeyMade:
    """Make a key of a person and show it this once; `deed` is as what it goes on record."""
    _check_scopes(asker, deed, person, role, form.scopes)
    accounts, now = asker.parts.records.accounts, asker.now
    text = accounts.make_key(
        person,
        form.name,
        set(form.scopes),
        now,
        _end_of(form.expires_at, now),
        made_by=asker.principal.person,
        most=MOST,
        entry=asker.entry(deed, person),
    )
    key = accounts.key(text, now)
    if key is None:
        raise Problem(REFUSED, detail="it was revoked in this very moment")
    return KeyMade(key=KeyShape.of(key), text=text)


def check_present(asker: Asker, password: SecretStr | None) -> None:
    """Let through who shows that it is they, for a key outlives the session: who merely found it open makes none.

    By their password; who came by single sign-on may have none, and must have come just now.
    """
    session = asker.caller.session
    if session is not None and session.way == Way.OIDC and password is None:
        if asker.now - session.created_at > _JUST_NOW:
            problem = Problem(REFUSED, detail="log in once more: a key is made within ten minutes of it")
            raise asker.refused(Deed.KEEP_OWN_ACCOUNT, asker.principal.person, problem, "key long after the login")
    elif password is None:
        raise wrong("body.password", "is needed")
    else:
        check_own(asker, password, "body.password")


def check_machine(asker: Asker, person: Person) -> None:
    """Raise the 409 problem for those who log in: what is done by a key is on record as theirs."""
    if person.role is not Role.INTEGRATION:
        said = "what a key does is on record as theirs: they make it themselves, at /api/v1/me/keys"
        raise asker.refused(Deed.KEEP_PEOPLE, person.id, Problem(REFUSED, detail=said), "key of a person")


def _check_scopes(asker: Asker, deed: Deed, person: str, role: Role, scopes: Sequence[Deed]) -> None:
    may = may_be_given(asker.principal.role, role)
    for n, one in enumerate(scopes):
        if one not in may:
            problem = wrong(f"body.scopes.{n}", "is not theirs to do, not yours to give, or no key's")
            raise asker.refused(deed, person, problem, f"key for {one}")


def _end_of(said: datetime | None, now: datetime) -> datetime:
    if said is None:
        return now + HOLDS
    if not now < said <= now + LONGEST:
        raise wrong("body.expires_at", "must lie ahead, and within a year")
    return said
