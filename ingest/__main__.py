"""`python -m ingest`: takes readings from the line to the store."""

import os
import signal
from datetime import timedelta
from functools import partial

import structlog

from devices import decode, dialects_of, filters
from ingest.intake import Intake
from ingest.service import NAME, Rounds
from ingest.settings import IngestSettings
from mqtt.settings import MqttSettings
from mqtt.subscriber import Subscriber
from store.logs import LogSettings, configure_logs
from store.opening import open_readings
from store.records import open_records, records_url
from store.settings import StoreSettings

YIELDS = 5
"""Where the machine is busy, a steward's phone comes before a chart: ingest makes way for alerts."""


def main() -> None:
    """Run until SIGTERM or SIGINT; anything unexpected ends it with an error."""
    configure_logs(NAME, LogSettings())
    os.nice(YIELDS)
    settings, stores = IngestSettings(), StoreSettings()
    access = MqttSettings().access(NAME)
    with open_records(records_url(stores)) as records, open_readings(stores) as readings:
        dialects = dialects_of(settings.dialects.split(","))
        every = timedelta(seconds=settings.ingest_facts_seconds)
        intake = Intake(
            readings=readings, records=records, decode=partial(decode, dialects=dialects), facts_every=every
        )
        line = Subscriber(
            access,
            client_id=NAME,
            instance=NAME,
            filters=filters(dialects),
            handle=intake.take,
            probe=intake.probe,
            idle=lambda now: rounds(now),  # noqa: PLW0108 - made below, with the line in it
        )
        rounds = Rounds(
            intake=intake,
            records=records,
            readings=readings,
            line=lambda: line.facts,
            expire_every=timedelta(seconds=settings.ingest_expire_seconds),
            keep=stores.keep_records(),
        )
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: line.stop())
        structlog.get_logger().info("ready", filters=filters(dialects))
        line.run()
        intake.close()


if __name__ == "__main__":
    main()
