"""The cast's community, and another one without people beside it."""

from datetime import UTC, datetime

from domain.access import Deed
from domain.people import Area, AreaKind
from store.records import Records
from store.records.audit import Entry
from tests.neighbourhood import COMMUNITY_STAFF, STREET, cast

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
ELM, ELM_GRID, ELM_HOUSE = "elm-lane", "elm-grid", "elm-house-1"


def entry(subject: str = "x") -> Entry:
    return Entry(at=NOW, person=COMMUNITY_STAFF, deed=Deed.KEEP_ORGANISATION, subject=subject)


def settle(records: Records) -> None:
    """Put both into the records."""
    cast(records, NOW)
    for area in (
        Area(id=ELM, kind=AreaKind.COMMUNITY, name="榆荫社区", parent=STREET, site=ELM),
        Area(id=ELM_GRID, kind=AreaKind.GRID, name="第一网格", parent=ELM),
        Area(id=ELM_HOUSE, kind=AreaKind.BUILDING, name="1 号楼", parent=ELM_GRID),
    ):
        records.organisation.add_area(area, entry(f"area:{area.id}"))
