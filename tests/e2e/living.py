"""A whole Banister for the browser tests: every service as it runs on a machine, and a simulated home that speaks."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from api.settings import ApiSettings
from domain.notifications import Channel
from store.opening import open_readings
from store.records import open_records, records_url
from store.settings import StoreSettings
from tests.api.house import House
from tests.clocks import Clock
from tests.e2e.web import built
from tests.end_to_end.commands import banister
from tests.house.tree import ROOT
from tests.neighbourhood import SITE, cast


@contextmanager
def whole_house(data_dir: Path, *channels: Channel, environment: Mapping[str, str] | None = None) -> Iterator[House]:
    """Run broker, ingest, alerts, API and the web app with the cast, who are told by `channels`."""
    now, stores = Clock(), StoreSettings(data_dir=data_dir)
    with open_records(records_url(stores)) as records, closing(open_readings(stores)) as readings:
        people = cast(records, now(), *channels)
        own = {"BANISTER_WEB_DIR": str(built()), **(environment or {})}
        with banister(data_dir, "up", environment=own) as running:
            running.line("Banister is up")
            house = House(
                records=records,
                readings=readings,
                cast=people,
                clock=now,
                settings=ApiSettings(),
                address=running.address,
            )
            yield house
            for client in house.clients:
                client.close()


@contextmanager
def simulated_home(data_dir: Path) -> Iterator[None]:
    """Let a simulated home live, whose devices nobody has registered."""
    argv = [sys.executable, "-m", "simulators", "--residents", "1", "--site", SITE, "--speed", "30"]
    environment = os.environ | {"BANISTER_DATA_DIR": str(data_dir)}
    with subprocess.Popen(
        argv, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield
        finally:
            process.terminate()
            process.wait(20)
