"""`python -m alerts`: judges readings as they come and as time passes, and sends what people must be told."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import structlog

from alerts.beside import Beside
from alerts.delivery import Delivery
from alerts.delivery_settings import DeliverySettings
from alerts.engine import Engine
from alerts.engine_home_past import HomePast
from alerts.engine_person_past import PersonPastBehind
from alerts.engine_recall import StoredRecall
from alerts.engine_service import NAME, Service, filters_for, instance_of
from alerts.engine_usual import UsualHours
from alerts.engine_worn import WornBefore
from alerts.settings import AlertsSettings
from devices import dialects_of
from mqtt.settings import MqttSettings
from mqtt.subscriber import Subscriber
from store.logs import LogSettings, configure_logs
from store.opening import open_readings
from store.records import open_records, records_url
from store.settings import StoreSettings

STOP_WITHIN = 0.7
ASLEEP_AFTER = timedelta(seconds=30)
"""Ticks come four times a second: so long without one, the machine slept or our clock was set forward."""


def _now() -> datetime:
    return datetime.now(UTC)


def main() -> None:
    """Run until SIGTERM or SIGINT; anything unexpected ends it with an error."""
    configure_logs(NAME, LogSettings())
    settings, stores = AlertsSettings(), StoreSettings()
    dialects, sites = dialects_of(settings.dialects.split(",")), settings.own_sites
    name = instance_of(sites)
    worn_before = WornBefore(lambda: open_readings(stores))
    with open_records(records_url(stores)) as records:
        recall = StoredRecall(records, lambda: open_readings(stores))
        past = HomePast(lambda: open_readings(stores))
        person_past = PersonPastBehind(lambda: open_readings(stores), records.registry.worn_by)
        usual = UsualHours(lambda: open_readings(stores), records.registry.worn_by)
        delivery = Delivery(records, DeliverySettings.read(), worker=name, clock=_now)
        broker = MqttSettings().access(NAME)
        beside = Beside.of(records, broker, name, sites, _now)
        engine = Engine(
            records,
            publish=lambda topic, payload: line.publish(topic, payload, retain=True),
            courier=delivery,
            line=lambda: line.facts,
            dialects=dialects,
            sites=sites,
            worn_before=worn_before,
            recall=recall,
            usual=usual,
            past=past,
            person_past=person_past,
            asleep_after=ASLEEP_AFTER,
        )
        line = Subscriber(
            broker,
            client_id=name,
            instance=name,
            filters=filters_for(dialects, sites),
            handle=engine.handle,
            probe=records.check,
            idle=lambda now: service(now),  # noqa: PLW0108 - made below, with the line in it
        )
        service = Service(
            name=name, engine=engine, delivery=delivery, beside=beside, records=records, line=lambda: line.facts
        )
        _on_signals(line.stop)
        usual.start()
        engine.start(_now())
        structlog.get_logger().info("ready", sites=sorted(sites) or "all")
        with _until_over(usual, worn_before, recall, past, person_past), _telling(delivery, beside):
            line.run()


def _on_signals(stop: Callable[[], None]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop())


@contextmanager
def _until_over(usual: UsualHours, *readers: WornBefore | StoredRecall | HomePast | PersonPastBehind) -> Iterator[None]:
    """Let the readers of the past go when the block ends."""
    try:
        yield
    finally:
        for reader in readers:
            reader.close()
        usual.stop()


@contextmanager
def _telling(delivery: Delivery, beside: Beside) -> Iterator[None]:
    """Tell people and other systems until the block ends."""
    delivery.start()
    beside.start()
    try:
        yield
    finally:
        delivery.stop(STOP_WITHIN)
        beside.stop()


if __name__ == "__main__":
    main()
