"""How the house stands, for its staff: every fact with its age. What anybody may know of it says `/readyz`."""

import shutil
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from api.health import Examiner
from api.parts import Parts
from api.shapes.house import (
    BacklogShape,
    CertificateShape,
    DiskShape,
    HouseShape,
    LineShape,
    QuarantineCounts,
    ServiceShape,
)
from domain.errors import BadSettings
from domain.notifications import DeliveryState
from mqtt.access import BrokerAccess
from mqtt.expiry import Expiry, expiries

ASKED_AGAIN_AFTER = timedelta(minutes=10)
"""A certificate does not change by itself; to look at the broker's takes a greeting."""
_ENDED_WITHIN = timedelta(days=1)
_UNCLAIMED = 1000


class _Seen(NamedTuple):
    at: datetime
    found: Sequence[Expiry]
    error: str


class HouseState:
    """Looks at everything once somebody asks."""

    def __init__(self, parts: Parts, examiner: Examiner, broker: BrokerAccess | None) -> None:
        self._parts = parts
        self._examiner = examiner
        self._broker = broker
        self._begun = parts.clock()
        self._lock = threading.Lock()
        self._seen: _Seen | None = None

    def look(self) -> HouseShape:
        """Give how all of it stands now. Raises StoreAway while the records are away: `/readyz` says so."""
        parts, now = self._parts, self._parts.clock()
        health, records, certificates = self._examiner.examine(), parts.records, self._certificates(now)
        line = parts.line.facts if parts.line is not None else None
        unclaimed = records.findings.list_unclaimed(_UNCLAIMED)
        return HouseShape(
            at=now,
            version=version("banister"),
            up_since=self._begun,
            ready=health.ready,
            reasons=health.reasons,
            stores={name: health.facts[name] for name in ("records", "readings") if name in health.facts},
            services=[ServiceShape.of(one, now) for one in records.services.all()],
            line=LineShape.of(line, now) if line is not None else None,
            outbox=self._outbox(now),
            webhooks={state.value: n for state, n in records.webhooks.counts(now - _ENDED_WITHIN).items()},
            quarantine=self._quarantine(now),
            unclaimed=len(unclaimed),
            certificates=[CertificateShape(name=one.name, until=one.until) for one in certificates.found],
            certificates_seen_at=certificates.at if self._broker is not None else None,
            certificates_error=certificates.error,
            disk=_disk(parts.settings.data_dir),
        )

    def _outbox(self, now: datetime) -> BacklogShape:
        outbox = self._parts.records.outbox
        return BacklogShape.of(outbox.backlog(now), outbox.counts().get(DeliveryState.FAILED, 0), now)

    def _quarantine(self, now: datetime) -> QuarantineCounts:
        findings = self._parts.records.findings
        kept = findings.kept()
        newest = kept[0].entry.received_at if kept else None
        age = round((now - newest).total_seconds(), 3) if newest is not None else None
        return QuarantineCounts(counts=findings.reasons(), kept=len(kept), newest_age_seconds=age)

    def _certificates(self, now: datetime) -> _Seen:
        with self._lock:
            if self._seen is None or now - self._seen.at > ASKED_AGAIN_AFTER:
                self._seen = _look_at(self._broker, now)
            return self._seen


def _look_at(broker: BrokerAccess | None, now: datetime) -> _Seen:
    try:
        return _Seen(now, expiries(broker) if broker is not None else (), "")
    except BadSettings as error:
        return _Seen(now, (), str(error))


def _disk(data_dir: Path) -> DiskShape | None:
    """Look at the disk that holds the data; None where the folder is not on this machine."""
    try:
        usage = shutil.disk_usage(data_dir)
    except OSError:
        return None
    return DiskShape(free_bytes=usage.free, total_bytes=usage.total)
