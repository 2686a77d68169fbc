"""The house's state for Prometheus, read from the records when it is scraped."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from api.parts import Clock
from domain.errors import StoreAway
from store.records import Records
from store.records.services import ServiceFacts

_UNCLAIMED_COUNTED = 1000
_COUNTED_OF_LINES = ("received", "acked", "duplicates", "reconnects")
_COUNTED_OF_DELIVERIES = ("sent", "retried", "failed", "void", "carried", "failed_over", "acknowledged")
_STANDING_OF_DELIVERIES = ("held", "in_flight", "circuits_open", "circuits_half_open", "limited_endpoints", "unwritten")


class HouseCollector(Collector):
    """Gives nothing but `banister_records_up 0` while the records are away."""

    def __init__(self, records: Records, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    def describe(self) -> list[Metric]:
        """Name nothing in advance: registering must not read the records."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Read everything."""
        try:
            families = list(self._read())
        except StoreAway:
            families = [_gauge("banister_records_up", "Whether the records answer.", 0)]
        yield from families

    def _read(self) -> Iterator[Metric]:
        findings = self._records.findings
        yield _gauge("banister_records_up", "Whether the records answer.", 1)
        yield self._alerts()
        yield self._outbox()
        yield self._webhooks()
        yield self._quarantine()
        unclaimed = len(findings.list_unclaimed(_UNCLAIMED_COUNTED))
        yield _gauge("banister_unclaimed_devices", f"Unclaimed devices (at most {_UNCLAIMED_COUNTED}).", unclaimed)
        yield from self._services()

    def _alerts(self) -> Metric:
        counts = Counter((alert.state.value, alert.severity.word) for alert in self._records.alerts.open())
        family = GaugeMetricFamily("banister_open_alerts", "Open alerts.", labels=("state", "severity"))
        for labels, count in sorted(counts.items()):
            family.add_metric(labels, count)
        return family

    def _outbox(self) -> Metric:
        family = GaugeMetricFamily("banister_outbox_notifications", "Notifications by state.", labels=("state",))
        for state, count in self._records.outbox.counts().items():
            family.add_metric((state.value,), count)
        return family

    def _webhooks(self) -> Metric:
        family = GaugeMetricFamily(
            "banister_webhook_messages",
            "Messages of webhooks: waiting, and what ended within a day.",
            labels=("state",),
        )
        for state, count in self._records.webhooks.counts(self._clock() - timedelta(days=1)).items():
            family.add_metric((state.value,), count)
        return family

    def _quarantine(self) -> Metric:
        family = CounterMetricFamily("banister_quarantined", "What could not be taken, by reason.", labels=("reason",))
        for reason, count in self._records.findings.reasons().items():
            family.add_metric((reason,), count)
        return family

    def _services(self) -> Iterator[Metric]:
        now = self._clock()
        age = GaugeMetricFamily("banister_service_age_seconds", "Since a service told its facts.", labels=("service",))
        connected = GaugeMetricFamily("banister_service_connected", "On the broker's line.", labels=("service",))
        messages = CounterMetricFamily("banister_service_line", "Counts of a line.", labels=("service", "what"))
        services = self._records.services.all()
        for told in services:
            line = told.facts.get("line")
            known: Mapping[str, Any] = line if isinstance(line, Mapping) else {}
            age.add_metric((told.name,), (now - told.told_at).total_seconds())
            connected.add_metric((told.name,), float(bool(known.get("connected"))))
            for what in _COUNTED_OF_LINES:
                messages.add_metric((told.name, what), float(known.get(what, 0)))
        yield from (age, connected, messages, *_deliveries(services))


def _deliveries(services: Iterable[ServiceFacts]) -> tuple[Metric, Metric]:
    """Give what the services tell of their sending, where they send."""
    counted = CounterMetricFamily("banister_delivery", "Counts of the sending.", labels=("service", "what"))
    standing = GaugeMetricFamily("banister_delivery_now", "The sending now.", labels=("service", "what"))
    for told in services:
        said = told.facts.get("delivery")
        if isinstance(said, Mapping):
            for name in _COUNTED_OF_DELIVERIES:
                counted.add_metric((told.name, name), float(said.get(name) or 0))
            for name in _STANDING_OF_DELIVERIES:
                standing.add_metric((told.name, name), float(said.get(name) or 0))
    return counted, standing


def _gauge(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(name, says, value=value)
