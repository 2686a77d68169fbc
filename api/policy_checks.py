"""Whether a ladder leads to somebody; a policy that would reach nobody is refused, with the building it forgets."""

from collections.abc import Iterator, Mapping

from api.problems import REFUSED, Problem
from api.subjects import areas_of, way_up
from domain.escalation import EscalationPolicy, Receivers
from domain.people import Area, AreaKind
from domain.rosters import Duty, Post
from store.records import Records


def check_reach(records: Records, policy: EscalationPolicy, posts: Mapping[str, tuple[Post, ...]]) -> None:
    """Raise the 409 problem where a building of the policy's has people to tell, and it tells none of them.

    `posts` are those now in force by area, of people with a channel that is open for the policy's alerts.
    """
    areas = areas_of(records)
    reached = 0
    for building in _buildings(areas, policy.area):
        way = way_up(areas, building)
        if any(posts.get(area) for area in way):
            if not any(_reaches(one, way, areas, posts) for step in policy.steps for one in step.receivers):
                raise _refused(f"it would reach nobody for {areas[building].name} ({building})")
            reached += 1
    if not reached:
        raise _refused("it would reach nobody: nobody with a working channel is assigned to these areas")


def check_alone(policies: list[EscalationPolicy], policy: EscalationPolicy) -> None:
    """Raise the 409 problem where it would be for other alerts than before, or another is for the same."""
    for one in policies:
        same = _is_for(one) == _is_for(policy)
        if one.id == policy.id and not same:
            raise _refused("a policy stays for the alerts and the area that it was made for: make another")
        if one.id != policy.id and same:
            raise _refused(f"policy {one.id!r} is for these alerts already: change that one")


def _is_for(policy: EscalationPolicy) -> tuple[int, bool, str | None]:
    return policy.severity, policy.technical, policy.area


def _buildings(areas: Mapping[str, Area], top: str | None) -> Iterator[str]:
    for area in areas.values():
        if area.kind is AreaKind.BUILDING and (top is None or top in way_up(areas, area.id)):
            yield area.id


def _reaches(
    receivers: Receivers, way: tuple[str, ...], areas: Mapping[str, Area], posts: Mapping[str, tuple[Post, ...]]
) -> bool:
    here = [post for area in way if areas[area].kind is receivers.area for post in posts.get(area, ())]
    return any(receivers.duty is Duty.PRIMARY or post.duty is Duty.DEPUTY for post in here)


def _refused(why: str) -> Problem:
    return Problem(REFUSED, detail=why)
