"""API keys: one's own, and those of the machines that somebody keeps.

Nobody gets by a key what its person may not do: it holds deeds of the person's role only, and is judged at each use by
what the person may do at that moment. A key logs nobody in, changes no account, and so makes no key.

Who makes whose. What is done by a key stands in the trail as its person's doing, so people make their own, with their
password, and nobody else does. An integration cannot log in: its keys are made by who keeps its account, that is, by
staff of all the areas that it sees (`somebody_else`), and only for deeds of the maker's own role. So an administrator,
who sees nobody's data, can give an integration a post, or a key that sees the system; one that sees data needs staff
of these areas as well. Whoever runs the machine can make any key at its terminal, `banister key`: the data are theirs
to read there anyway.
"""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.access import KeepsAccounts, KeepsOwnAccount
from api.account_keeping import somebody_else
from api.key_making import check_machine, check_present, make_key
from api.paths import PersonId
from api.routes.documented import ABOUT_ONE, CHANGES, KNOWN, problems
from api.shapes.keys import KeyForm, KeyList, KeyMade, KeyShape, OwnKeyForm
from domain.access import Deed

router = APIRouter(prefix="/api/v1", tags=["keys"])

_MINE, _THEIRS = "/me/keys", "/people/{person_id}/keys"
_TAKES = CHANGES | problems(409)
Prefix = Annotated[str, Path(pattern=r"^[0-9a-f]{8}$", examples=["3f6c2e6f"])]


@router.get(_MINE, summary="List your keys", responses=KNOWN)
def my_keys(asker: KeepsOwnAccount) -> KeyList:
    """List your keys, the newest first, with what each may do and when it was last used; never the keys themselves."""
    found = asker.parts.records.accounts.keys(asker.principal.person)
    return KeyList(items=[KeyShape.of(one) for one in found])


@router.post(_MINE, summary="Make a key", status_code=201, responses=KNOWN | _TAKES | problems(429))
def make_my_key(asker: KeepsOwnAccount, form: OwnKeyForm, response: Response) -> KeyMade:
    """Make a key for a program of yours, for deeds of your role; it is shown this once.

    It sees what you may see at the moment of its use, and what it does is on record as yours. A new password ends it.
    """
    check_present(asker, form.password)
    me = asker.principal
    made = make_key(asker, Deed.KEEP_OWN_ACCOUNT, me.person, me.role, form)
    response.headers["cache-control"] = "no-store"
    return made


@router.delete(_MINE + "/{prefix}", summary="Revoke a key of yours", status_code=204, responses=ABOUT_ONE)
def revoke_my_key(asker: KeepsOwnAccount, prefix: Prefix) -> None:
    """End a key of yours for good, and its live streams."""
    me = asker.principal.person
    entry = asker.entry(Deed.KEEP_OWN_ACCOUNT, me)
    asker.parts.records.accounts.revoke_key(prefix, asker.now, person=me, entry=entry)


@router.get(_THEIRS, summary="List somebody's keys", responses=ABOUT_ONE | problems(409))
def their_keys(asker: KeepsAccounts, person_id: PersonId) -> KeyList:
    """List the keys of somebody whose account you keep, the newest first, with who made each."""
    person = somebody_else(asker, person_id).id
    asker.saw(Deed.KEEP_PEOPLE, {person})
    return KeyList(items=[KeyShape.of(one) for one in asker.parts.records.accounts.keys(person)])


@router.post(_THEIRS, summary="Make an integration's key", status_code=201, responses=ABOUT_ONE | _TAKES)
def make_their_key(asker: KeepsAccounts, person_id: PersonId, form: KeyForm, response: Response) -> KeyMade:
    """Make a key for a machine whose account you keep, for deeds of its role and of yours; it is shown this once.

    People make their own (409).
    """
    person = somebody_else(asker, person_id)
    check_machine(asker, person)
    made = make_key(asker, Deed.KEEP_PEOPLE, person.id, person.role, form)
    response.headers["cache-control"] = "no-store"
    return made


@router.delete(
    _THEIRS + "/{prefix}", summary="Revoke somebody's key", status_code=204, responses=ABOUT_ONE | problems(409)
)
def revoke_their_key(asker: KeepsAccounts, person_id: PersonId, prefix: Prefix) -> None:
    """End a key of somebody whose account you keep for good, and its live streams."""
    person = somebody_else(asker, person_id).id
    entry = asker.entry(Deed.KEEP_PEOPLE, person)
    asker.parts.records.accounts.revoke_key(prefix, asker.now, person=person, entry=entry)
