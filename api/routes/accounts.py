"""The accounts of others: a new password, an end to sessions, a lost second factor, and whether they may come in."""

from fastapi import APIRouter

from api.access import KeepsAccounts
from api.account_keeping import somebody_else
from api.passwords import hash_password, one_time_password
from api.paths import PersonId
from api.routes.documented import ABOUT_ONE, problems
from api.shapes.account import NewPassword
from domain.access import Deed
from domain.people import Role

router = APIRouter(prefix="/api/v1/people/{person_id}", tags=["accounts"])
_TAKES = ABOUT_ONE | problems(409)


@router.post("/password", summary="Give somebody a new password", responses=_TAKES)
def reset_password(asker: KeepsAccounts, person_id: PersonId) -> NewPassword:
    """Make a password and show it this once; their sessions end, and they set one of their own before anything else."""
    person, made = somebody_else(asker, person_id), one_time_password()
    entry = asker.entry(Deed.KEEP_PEOPLE, person.id, "password reset")
    asker.parts.records.accounts.set_password(person.id, hash_password(made), must_change=True, entry=entry)
    return NewPassword(login=person.login, password=made)


@router.post("/disable", summary="Close an account", status_code=204, responses=_TAKES)
def disable(asker: KeepsAccounts, person_id: PersonId) -> None:
    """End their sessions at once and their keys for good, and let them in no longer; the last administrator stays."""
    person = somebody_else(asker, person_id)
    entry, is_spared = asker.entry(Deed.KEEP_PEOPLE, person.id, "disabled"), person.role is Role.ADMIN
    asker.parts.records.accounts.disable(person.id, asker.now, entry, spare_last=is_spared)


@router.post("/enable", summary="Open an account again", status_code=204, responses=_TAKES)
def enable(asker: KeepsAccounts, person_id: PersonId) -> None:
    """Let somebody in again, with the password and the second factor of before."""
    person = somebody_else(asker, person_id).id
    asker.parts.records.accounts.enable(person, asker.entry(Deed.KEEP_PEOPLE, person, "enabled"))


@router.delete("/sessions", summary="Log somebody out everywhere", status_code=204, responses=_TAKES)
def end_sessions(asker: KeepsAccounts, person_id: PersonId) -> None:
    """End all of their sessions, and their live streams."""
    person = somebody_else(asker, person_id).id
    asker.parts.records.accounts.close_sessions(person, entry=asker.entry(Deed.KEEP_PEOPLE, person, "sessions ended"))


@router.delete("/second-factor", summary="Take a lost second factor away", status_code=204, responses=_TAKES)
def remove_anothers_factor(asker: KeepsAccounts, person_id: PersonId) -> None:
    """Ask them for the password alone again, when telephone and recovery codes are lost."""
    person = somebody_else(asker, person_id).id
    asker.parts.records.accounts.remove_factor(person, asker.entry(Deed.KEEP_PEOPLE, person, "second factor removed"))
