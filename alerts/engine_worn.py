"""Asks the readings whether a watch was worn, where a breach hangs on it and nothing was heard since the start."""

from datetime import datetime

from alerts.engine_on_demand import StoreOnDemand
from store.readings import ReadingStore


class WornBefore(StoreOnDemand):
    """Answers from the readings' store. While it is away nothing is known: the watch is taken as worn."""

    def __call__(self, device: str, before: datetime) -> bool | None:
        """Give what the device last said of being worn before that moment."""

        def read(store: ReadingStore) -> bool | None:
            said = [one for one in store.latest([device]) if one.metric == "worn" and one.observed_at <= before]
            return said[0].value > 0 if said else None

        return self.ask(read, None, what="cannot ask whether it was worn: taken as worn", about=device)
