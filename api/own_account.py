"""What stands behind a change of one's own account: the password once more, and what a password must be."""

from pydantic import SecretStr

from api.access import Asker
from api.problems import REFUSED, Problem
from api.rule_checks import wrong
from domain.access import Deed
from store.records.accounts import Account
from store.records.audit import Entry

SHORTEST = 10
_COMMONEST = frozenset(
    {
        *("1234567890", "0123456789", "12345678910", "123456789a", "1q2w3e4r5t", "1qaz2wsx3edc"),
        *("qwertyuiop", "password123", "password1234", "passw0rd123", "administrator", "1111111111"),
        *("0000000000", "8888888888", "6666666666", "a123456789", "woaini1314", "woaini520"),
        *("5201314520", "iloveyou123", "qwerty12345", "qwerty123456", "123123123123", "abcdefghij"),
        *("abc1234567", "1234512345", "9876543210", "0987654321", "woaini1314520", "qq123456789"),
    }
)


def own_account(asker: Asker) -> Account:
    """Give the asker's account; the 409 problem where they have no login."""
    account = asker.parts.records.accounts.account_of(asker.principal.person)
    if account is None:
        raise Problem(REFUSED, detail="this account has no login")
    return account


def check_own(asker: Asker, password: SecretStr, field: str) -> Account:
    """Let through who knows the account's password; else the 422 problem. Guesses are counted."""
    account = own_account(asker)
    asker.parts.attempts.count_own(account.person.id)
    if not asker.parts.passwords.verify(password.get_secret_value(), account.password_hash):
        problem = wrong(field, "is not your password")
        raise asker.refused(Deed.KEEP_OWN_ACCOUNT, asker.principal.person, problem, "password shown wrongly")
    return account


def check_new(password: str, login: str, field: str) -> None:
    """Refuse a password that is guessed first: short, the login, one letter again and again, one of the commonest."""
    said = password.casefold()
    if len(password) < SHORTEST:
        raise wrong(field, f"needs {SHORTEST} letters at least")
    if login.casefold() in said and len(said) - len(login) < SHORTEST:
        raise wrong(field, "is too near the login")
    if said in _COMMONEST or len(set(said)) < 4:
        raise wrong(field, "is one of those that are guessed first")
    if not said.isprintable():
        raise wrong(field, "has letters in it that cannot be typed")


def noted(asker: Asker, detail: str) -> Entry:
    """Give the trail's row about one's own account."""
    return asker.entry(Deed.KEEP_OWN_ACCOUNT, asker.principal.person, detail)
