"""Which sites somebody in charge of areas has to do with."""

from collections.abc import Collection, Iterable

from domain.people import Area
from mqtt.topics import AlertTopic, DeviceTopic, read_topic


def sites_of(areas: Iterable[Area], assigned: Collection[str]) -> frozenset[str]:
    """Give the sites of the assigned areas, of what lies below them and of the community they lie in."""
    by_id = {area.id: area for area in areas}
    chosen: set[str] = set()
    for area in by_id.values():
        way = _way_up(area, by_id)
        if any(above.id in assigned for above in way):
            chosen.update(one.site for one in way if one.site)
    return frozenset(chosen)


def site_of_topic(topic: str) -> str | None:
    """Give the site that a topic names; None for other dialects' topics, which name none."""
    said = read_topic(topic)
    return said.site if isinstance(said, DeviceTopic | AlertTopic) else None


def _way_up(area: Area, by_id: dict[str, Area]) -> list[Area]:
    way = [area]
    while way[-1].parent in by_id:
        way.append(by_id[way[-1].parent])
    return way
