"""What a relative may see of a resident, by kinds of data; everybody else whom a route lets in sees all kinds."""

from collections.abc import Collection

from api.access import Asker
from api.problems import FORBIDDEN, Problem
from domain.access import Deed, kinds_of
from domain.kinds_shown import is_shown
from domain.people import Role, Scope

_NOT_AGREED = "the resident has not agreed to show you that"
AT_HOME = frozenset({Scope.ACTIVITY, Scope.ALERTS})
"""Where somebody is, is seen and said by who may see either."""


def kinds(asker: Asker, resident: str) -> frozenset[Scope]:
    """Give the kinds of this resident's data that the asker may see, once a route has let them in."""
    return kinds_of(asker.principal, resident)


def sees_what_is_of(asker: Asker, person: str | None) -> bool:
    """Whether somebody who keeps consents sees what is of this person: staff sees it all, a relative their own."""
    return asker.principal.role is not Role.RELATIVE or person == asker.principal.person


def need_metric(asker: Asker, resident: str, metric: str) -> None:
    """Let through who may see this metric of the resident; else the 403 problem, and the attempt is on record."""
    if not is_shown(metric, kinds(asker, resident)):
        _refuse(asker, Deed.SEE_READINGS, resident, metric)


def need_kind(asker: Asker, deed: Deed, resident: str, needed: Collection[Scope]) -> None:
    """Let through who may see one of these kinds; else the 403 problem, and the attempt is on record."""
    if kinds(asker, resident).isdisjoint(needed):
        _refuse(asker, deed, resident, ",".join(sorted(needed)))


def need_staff(asker: Asker, deed: Deed, resident: str) -> None:
    """Let through who is no relative: what staff puts on record nobody puts on record for themselves."""
    if asker.principal.role is Role.RELATIVE:
        _refuse(asker, deed, resident, "for staff", "it is for staff to put on record")


def _refuse(asker: Asker, deed: Deed, resident: str, detail: str, says: str = _NOT_AGREED) -> None:
    raise asker.refused(deed, resident, Problem(FORBIDDEN, detail=says), detail)
