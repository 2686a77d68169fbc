"""What of a community somebody takes out as tables: what they keep of it, and nothing beside."""

from collections.abc import Collection
from dataclasses import replace

from api.access import Asker
from api.import_rights import Rights
from api.organising import area_of_theirs
from domain.access import Deed
from domain.people import Role
from store.records.export_trail import seen_in
from store.records.neighbourhood import Neighbourhood
from store.records.standing import Named


def taken_out(asker: Asker, area: str | None) -> Neighbourhood:
    """Give the community that the asker keeps, of one area and below where it is said; everybody in it is on record.

    An administrator takes out areas, flats and accounts: they see nobody's data.
    """
    records = asker.parts.records
    tops = _tops(asker) if area is None else [area_of_theirs(asker, Deed.KEEP_ORGANISATION, area).id]
    community = _within(asker, records.neighbourhood.unload(tops, asker.now), tops)
    records.audit.put(list(seen_in(community, asker.principal.person, asker.now)))
    return community


def _tops(asker: Asker) -> Collection[str]:
    areas = asker.areas()
    if asker.principal.role is Role.ADMIN:
        return [one.id for one in areas.values() if one.parent is None]
    return sorted(asker.principal.areas & areas.keys())


def _within(asker: Asker, community: Neighbourhood, tops: Collection[str]) -> Neighbourhood:
    named = Named(people=frozenset(one.id for one in community.people))
    rights = Rights(asker.principal, asker.parts.records.neighbourhood.standing(named, asker.now), asker.now)
    areas = [one for one in community.areas if not set(tops).isdisjoint(rights.way(one.id))]
    kept = {one.id for one in community.people if rights.keeps(one.id)}
    residents, kin, devices = (
        rights.may(Deed.EXPORT_DATA) and rights.may(deed)
        for deed in (Deed.KEEP_RESIDENTS, Deed.KEEP_CONSENTS, Deed.KEEP_DEVICES)
    )
    return replace(
        community,
        areas=tuple(areas),
        residents=community.residents if residents else (),
        oxygen_scales=community.oxygen_scales if residents else (),
        people=tuple(one for one in community.people if one.id in kept),
        assignments=tuple(one for one in community.assignments if one.person in kept),
        relations=community.relations if kin else (),
        consents=community.consents if kin else (),
        devices=community.devices if devices else (),
        belongings=community.belongings if devices else (),
    )
