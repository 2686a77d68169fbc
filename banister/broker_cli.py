"""`banister broker-users`: follows the records and keeps the users of a NATS server or a Mosquitto of one's own."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from alerts.home_assistant_settings import HomeAssistantSettings
from banister.all_in_one import other_bases
from banister.broker_follower import Follower, MosquittoUsers, NatsUsers, UsersFiles, hang_up, passwords_in, written
from banister.broker_upkeep import clear_topics
from banister.plainly import told_plainly
from domain.errors import BadSettings
from ingest.settings import IngestSettings
from mqtt.settings import MqttSettings
from store.logs import LogSettings, configure_logs
from store.records import open_records, records_url
from store.settings import StoreSettings

CLEARS_EVERY = 2.0


def broker_users(
    *,
    services: Annotated[Path, typer.Option(help="Where the services' passwords rest: files mqtt_<name>.")],
    nats: Annotated[Path | None, typer.Option(help="Write users.conf for NATS into this folder.")] = None,
    mosquitto: Annotated[Path | None, typer.Option(help="Write acl and users for Mosquitto into this folder.")] = None,
    pid_file: Annotated[Path | None, typer.Option(help="Send SIGHUP to the process that this file names.")] = None,
    every: Annotated[float, typer.Option(min=0.1, max=60, help="Seconds between two looks at the records.")] = 0.5,
    once: Annotated[bool, typer.Option("--once", help="Write, tell, and end.")] = False,
) -> None:
    """Keep a broker's users as the records have them, and clear what it keeps of retired devices."""
    with told_plainly(), open_records(records_url(StoreSettings())) as records:
        configure_logs("broker-users", LogSettings())
        if nats is None and mosquitto is None:
            raise BadSettings("give --nats DIR, --mosquitto DIR or both")
        bases = other_bases(IngestSettings())
        passwords = passwords_in(services, bases)
        shown = HomeAssistantSettings.read().shown
        files: list[UsersFiles] = [NatsUsers(nats, passwords, bases, shown)] if nats else []
        files += [MosquittoUsers(mosquitto, passwords, bases, shown)] if mosquitto else []
        follower = Follower(records, written(files, hang_up(pid_file)))
        access = None if once else MqttSettings().access("banister")
        follower.round(datetime.now(UTC))
        clears_at = time.monotonic()
        while access is not None:
            time.sleep(every)
            follower.round(datetime.now(UTC))
            if time.monotonic() >= clears_at:
                clear_topics(records, access, datetime.now(UTC))
                clears_at = time.monotonic() + CLEARS_EVERY
