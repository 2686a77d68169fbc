"""What the trail says of a loading: a row for each thing that came to be or was changed, as a route would write it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from domain.access import Deed
from domain.subjects import area_subject
from domain.trail_words import CLAIMED, MOVED, device_subject
from store.records.audit import Entry
from store.records.relocating import household_subject
from store.records.upserting import Tally

_AS: Mapping[str, tuple[Deed, Callable[[str], str]]] = {
    "areas": (Deed.KEEP_ORGANISATION, area_subject),
    "households": (Deed.KEEP_ORGANISATION, household_subject),
    "residents": (Deed.KEEP_RESIDENTS, str),
    "oxygen_scales": (Deed.SET_RULES, str),
    "people": (Deed.KEEP_PEOPLE, str),
    "posts": (Deed.KEEP_PEOPLE, str),
    "channels": (Deed.KEEP_PEOPLE, str),
    "relations": (Deed.KEEP_CONSENTS, str),
    "devices": (Deed.KEEP_DEVICES, device_subject),
    "belongings": (Deed.KEEP_DEVICES, device_subject),
    "overrides": (Deed.SET_RULES, str),
    "policies": (Deed.SET_RULES, str),
    "shifts": (Deed.KEEP_ROSTERS, str),
}
"""By which deed, and about what. (Consents write their own: each with its id.)"""


_TOLD = frozenset({CLAIMED, MOVED})
"""What other systems are told of, by these very words."""


def entries_of(tally: Tally, by: str, now: datetime) -> Iterator[Entry]:
    """Give a row for each change; `detail` says which fields, never what is in them.

    A device that is new and somebody's at once was claimed, which is one row.
    """
    claimed = {whose for kind, whose, what in tally.deeds if (kind, what) == ("belongings", CLAIMED)}
    for kind, whose, what in tally.deeds:
        if (kind, what) == ("devices", "added") and whose in claimed:
            continue
        deed, subject = _AS[kind]
        detail = what if what in _TOLD else f"import: {what}"
        yield Entry(at=now, person=by, deed=deed, subject=subject(whose), detail=detail)
