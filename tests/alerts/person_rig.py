"""The engine's rig with a readings' store, from which it recalls after a restart what it knew of a person."""

from datetime import datetime
from pathlib import Path

from alerts.engine import Engine
from alerts.engine_person_past import PersonPast, PersonPastAtOnce
from domain.readings import Report
from store.opening import open_readings
from store.readings import ReadingStore
from store.records import Records
from store.settings import StoreSettings
from tests.alerts.engine_rig import Rig
from tests.neighbourhood import WATCH


class PersonRig(Rig):
    """Mrs Lin; `store` holds what was read before the engine started, by whoever keeps readings."""

    def __init__(self, records: Records, folder: Path) -> None:
        self.store: ReadingStore = open_readings(StoreSettings(data_dir=folder))
        self.person_past: PersonPast | None = PersonPastAtOnce(self.store, records.registry.worn_by)
        super().__init__(records)

    def rest(self, at: datetime, device: str = WATCH, **values: float) -> None:
        """Put a reading into the store, as ingest did."""
        self.store.append([Report(device=device, observed_at=at, received_at=at, values=values)])

    def _started(self) -> Engine:
        engine = Engine(
            self.records,
            publish=self._show,
            courier=self.shelf,
            line=lambda: self.line,
            person_past=self.person_past,
        )
        engine.start(self.now)
        return engine
