"""Accounts as the command line keeps them: whose one is, passwords made here, closing and opening."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import TypeAdapter, ValidationError

from api.passwords import hash_password, one_time_password
from api.shapes.words import Filled, Language, Login, Slug
from banister.trail import noted
from domain.access import Deed, Principal, may
from domain.errors import BadInput, NotFound, Refused
from domain.organisation import HOLDS_POSTS, wrong_person
from domain.people import Person, Role
from domain.rosters import Post
from store.records import Records
from store.records.accounts import Account

ADDED_HERE = (Role.ADMIN, Role.STAFF)
"""Whom the command adds; all others come with a neighbourhood or by the API, with what they answer for."""
_FORMS = {
    "id": (TypeAdapter(Slug), "small letters, digits, - and _, at most 64, beginning with a letter or a digit"),
    "login": (TypeAdapter(Login), "at most 64 letters without blanks"),
    "name": (TypeAdapter(Filled), "at most 200 letters, and not blanks alone"),
    "language": (TypeAdapter(Language), "a tag such as zh-CN or en"),
}
"""What the API takes, and how that is said here."""


def account_of(records: Records, word: str) -> Account:
    """Give the account of an id or a login. NotFound: nobody has either. Refused: it is one's id, another's login."""
    found = records.accounts.named(word)
    if not found:
        raise NotFound(f"nobody has the id or the login {word!r}")
    if len(found) > 1:
        people = [one.person for one in found]
        ways = " or ".join(sorted((one.login or one.id) if one.id == word else one.id for one in people))
        raise Refused(f"{word!r} is the id of one and the login of another: say {ways}")
    return found[0]


def give_password(records: Records, person: Person, now: datetime, *, must_change: bool = True) -> str:
    """Give somebody a new password, shown this once; their sessions end, and they set one of their own first.

    Refused for who has no login, and for a role that comes in by keys.
    """
    if person.login is None:
        raise Refused(f"{person.id} has no login")
    if not may(Principal(person=person.id, name=person.name, role=person.role), Deed.LOG_IN):
        raise Refused(f"{person.id} is an {person.role}: it comes in by a key (banister key)")
    made, entry = one_time_password(), noted(now, Deed.KEEP_PEOPLE, person.id, "password reset")
    records.accounts.set_password(person.id, hash_password(made), must_change=must_change, entry=entry)
    return made


def add(records: Records, person: Person, areas: Sequence[str], now: datetime) -> str:
    """Add an administrator or staff, with a password that must be changed; give it, this once."""
    _check(person, areas)
    made, entry = one_time_password(), noted(now, Deed.KEEP_PEOPLE, person.id, "added")
    posts = [Post(person=person.id, area=area, since=now) for area in areas]
    records.organisation.persons.add(person, entry, posts=posts, password_hash=hash_password(made))
    return made


def close(records: Records, account: Account, now: datetime, *, the_last_too: bool) -> None:
    """Close an account. Refused: it is closed, or nobody could keep accounts then (unless `the_last_too`)."""
    person = account.person
    if account.disabled_at is not None:
        raise Refused(f"{person.id} is closed already, since {account.disabled_at:%Y-%m-%d %H:%M} UTC")
    is_spared = person.role is Role.ADMIN and not the_last_too
    entry = noted(now, Deed.KEEP_PEOPLE, person.id, "disabled")
    try:
        records.accounts.disable(person.id, now, entry, spare_last=is_spared)
    except Refused as error:
        raise Refused(f"{person.id} stays: {error}; --force closes it all the same") from error


def reopen(records: Records, account: Account, now: datetime) -> None:
    """Open a closed account. Refused where it is open."""
    if account.disabled_at is None:
        raise Refused(f"{account.person.id} is open")
    records.accounts.enable(account.person.id, noted(now, Deed.KEEP_PEOPLE, account.person.id, "enabled"))


def log_out(records: Records, account: Account, now: datetime) -> int:
    """End all of somebody's sessions; give how many there were."""
    person = account.person.id
    return records.accounts.close_sessions(person, entry=noted(now, Deed.KEEP_PEOPLE, person, "sessions ended"))


def reset_factor(records: Records, account: Account, now: datetime) -> None:
    """Take a second factor away, begun or in force. Refused where there is none."""
    person = account.person.id
    if records.accounts.second_factor(person) is None:
        raise Refused(f"{person} has no second factor")
    records.accounts.remove_factor(person, noted(now, Deed.KEEP_PEOPLE, person, "second factor removed"))


def _check(person: Person, areas: Sequence[str]) -> None:
    if person.role not in ADDED_HERE:
        raise BadInput(f"a {person.role} comes with a neighbourhood (banister import) or by the API")
    if areas and person.role not in HOLDS_POSTS:
        raise BadInput(f"an {person.role} answers for no area: leave --area out")
    if len(set(areas)) < len(areas):
        raise BadInput("an area is named twice")
    for reason in wrong_person(person.id):
        raise BadInput(reason)
    for field, (form, said) in _FORMS.items():
        try:
            form.validate_python(getattr(person, field))
        except ValidationError as error:
            raise BadInput(f"{getattr(person, field)!r} is no {field}: {said}") from error
