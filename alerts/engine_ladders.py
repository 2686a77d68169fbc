"""The escalation policies that hold for somebody, by where they live: made once for each set of areas, and shared."""

from collections.abc import Sequence

from domain.escalation import DEFAULT_LADDERS, EscalationPolicy, Ladders, ladders


class LadderTable:
    """A changed policy holds for what is told from then on; an alert's step counts in the new ladder."""

    __slots__ = ("_known", "_policies")

    def __init__(self) -> None:
        self._policies: tuple[EscalationPolicy, ...] = ()
        self._known: dict[tuple[str, ...], Ladders] = {}

    def take(self, policies: Sequence[EscalationPolicy]) -> None:
        """Take the policies as they are now."""
        if tuple(policies) != self._policies:
            self._policies = tuple(policies)
            self._known = {}

    def of(self, areas: tuple[str, ...]) -> Ladders:
        """Give the ladders of whoever lives in these areas (ids from the building up to the street)."""
        if not self._policies:
            return DEFAULT_LADDERS
        known = self._known.get(areas)
        if known is None:
            known = self._known[areas] = ladders(self._policies, areas)
        return known
