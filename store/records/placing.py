"""Where residents are: the way up the organisation, computed once a building and shared."""

from sqlalchemy import ColumnElement, Connection, or_, select

from domain.people import Area, Placement
from store.records.rows import fetched, selected
from store.records.tables import areas, households, residents


class Places:
    """The organisation's tree as it stands in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._areas = {area.id: area for area in fetched(connection, selected(areas, Area), Area)}
        self._ways: dict[str, tuple[tuple[str, ...], str, str]] = {}

    def of(self, condition: ColumnElement[bool]) -> list[Placement]:
        """Give the placements of the residents that meet the condition."""
        gone = or_(residents.c.deceased_at.is_not(None), residents.c.erased_at.is_not(None))
        homes = select(residents.c.id, households.c.building, residents.c.oxygen_scale, gone).join(
            households, households.c.id == residents.c.household
        )
        rows = self._connection.execute(homes.where(condition).order_by(residents.c.id))
        return [self._placement(*row) for row in rows]

    def _placement(self, resident: str, building: str, scale: int, gone: object) -> Placement:
        if building not in self._ways:
            self._ways[building] = self._way(building)
        ids, site, timezone = self._ways[building]
        return Placement(
            resident=resident, areas=ids, site=site, timezone=timezone, oxygen_scale=scale, gone=bool(gone)
        )

    def _way(self, building: str) -> tuple[tuple[str, ...], str, str]:
        way = [self._areas[building]]
        while (parent := way[-1].parent) is not None:
            way.append(self._areas[parent])
        site = next((area.site for area in way if area.site), "")
        return tuple(area.id for area in way), site, way[0].timezone
