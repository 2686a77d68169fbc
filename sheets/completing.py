"""What a table has no column for stays as it stands: only what is written is said."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sheets.entries import Entries
from sheets.neighbourhood import NeighbourhoodFile
from store.records.standing import Standing

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_KEPT = {
    "areas": ("parent", "site", "timezone"),
    "households": ("key_holder",),
    "residents": ("birth_year", "phone", "language"),
    "people": ("login", "phone", "language"),
    "devices": ("power", "model"),
}


def completed(entries: Entries, standing: Standing) -> NeighbourhoodFile:
    """Give the file with what its tables leave unsaid of entries that are there already."""
    there: Mapping[str, Mapping[str, DataclassInstance]] = {
        "areas": standing.areas,
        "households": standing.households,
        "residents": standing.residents,
        "people": standing.people,
        "devices": standing.devices,
    }
    said = {}
    for section, keys in _KEPT.items():
        unsaid = [key for key in keys if key not in entries.columns.get(section, frozenset(keys))]
        if unsaid:
            said[section] = tuple(_filled(getattr(entries.file, section), there[section], unsaid))
    return entries.file.model_copy(update=said)


def _filled(some: Sequence[Any], there: Mapping[str, "DataclassInstance"], unsaid: Sequence[str]) -> list[Any]:
    found = []
    for one in some:
        standing = there.get(getattr(one, "full_id", one.id))
        kept = {key: getattr(standing, key) for key in unsaid} if standing is not None else {}
        found.append(one.model_copy(update=kept) if kept else one)
    return found
