"""Pieces of queries about the organisation's tree."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import CTE, CompoundSelect, Select, literal, literal_column, select

from domain.subjects import area_subject
from store.records.tables import areas, households, residents

_ZERO: Any = literal_column("0")


def areas_below(tops: Collection[str]) -> CTE:
    """Give the ids of these areas and of all below them."""
    tree = (
        select(areas.c.id).where(areas.c.id.in_(tops)).cte(recursive=True)
    )  # nameless: a query may look below two places
    return tree.union(select(areas.c.id).join(tree, areas.c.parent == tree.c.id))


def residents_within(tops: Collection[str]) -> Select[Any]:
    """Give the ids of the residents who live in these areas or below them."""
    within = select(areas_below(tops).c.id)
    homes = select(residents.c.id).join(households, households.c.id == residents.c.household)
    return homes.where(households.c.building.in_(within))


def subjects_within(tops: Collection[str]) -> CompoundSelect[Any]:
    """Give what alerts can be about there: the residents in these areas or below, and these areas themselves."""
    below = areas_below(tops)
    homes = select(residents.c.id).join(households, households.c.id == residents.c.household)
    named: Select[Any] = select(literal(area_subject("")) + below.c.id)
    return homes.where(households.c.building.in_(select(below.c.id))).union_all(named)


def areas_above(bottom: Any) -> CTE:
    """Give `id`, `parent` and `height` (0 is `bottom` itself) of an area and all above it."""
    start = select(areas.c.id, areas.c.parent, _ZERO.label("height")).where(areas.c.id == bottom)
    tree = start.cte("above", recursive=True)
    up = select(areas.c.id, areas.c.parent, tree.c.height + 1).join(tree, areas.c.id == tree.c.parent)
    return tree.union_all(up)
