"""What bridges say of themselves, gathered here and written with the facts of devices."""

from collections.abc import Callable, Collection

from domain.errors import StoreAway
from domain.readings import Availability
from store.records.bridges import MOST, BridgeWord


class BridgeWords:
    """Keeps the last word of each bridge between two writings; a failed writing loses none."""

    def __init__(self, write: Callable[[Collection[BridgeWord]], None]) -> None:
        self._write = write
        self._said: dict[str, BridgeWord] = {}

    def __len__(self) -> int:
        return len(self._said)

    def say(self, said: Availability, *, kept: bool) -> None:
        """Take in a word; one that the broker had `kept` repeats nothing that was heard just now."""
        known = self._said.get(said.device)
        if known is None and len(self._said) >= MOST:
            return  # so many names are nobody's gateways; the records have no room for them either
        if kept and known is not None and known.online == said.online:
            return
        self._said[said.device] = BridgeWord(bridge=said.device, online=said.online, at=said.received_at, kept=kept)

    def flush(self) -> None:
        """Write what was said; raises StoreAway and keeps it where the records could not take it."""
        said, self._said = self._said, {}
        try:
            self._write(list(said.values()))
        except StoreAway:
            self._said = said | self._said
            raise
