"""Readings in InfluxDB 2. The only file that knows its client."""

import contextlib
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self

from influxdb_client.client.exceptions import InfluxDBError
from influxdb_client.client.flux_table import FluxRecord
from influxdb_client.client.influxdb_client import InfluxDBClient
from influxdb_client.domain.write_precision import WritePrecision
from influxdb_client.service.write_service import WriteService
from urllib3.exceptions import HTTPError

from domain.errors import Refused, StoreAway
from domain.metrics import METRICS, MetricClass
from domain.readings import Report, from_millis, to_millis
from store import influx_flux as flux
from store.influx_deadline import hard_end, make_cuttable
from store.influx_lines import device_of, erased, lines_of, tag_of
from store.readings import Appended, Bucket, Expired, Latest, Point, Refusal
from store.refusals import refusal_of

TIMEOUT = timedelta(seconds=10)
"""For a whole request, however slowly its answer drips."""
MOST_REQUESTS = 400
"""How many writes one append makes at most to find what is refused."""
SEARCH_SECONDS = 30.0
"""How long it looks: past the broker's keepalive the line would be cut, and nothing ever acknowledged."""
DONE = 204
DEVICES_A_QUESTION = 100
EXPIRE_EVERY = timedelta(days=1)
"""A delete by class walks all series of it, so it is asked for once a day however often `expire` is called."""
_WHENEVER = (datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))
_TICK = timedelta(milliseconds=1)
"""A delete includes its end."""
_MILLISECONDS: Any = WritePrecision.MS
_TEXT = "text/plain; charset=utf-8"
_TEMPORARY = frozenset({401, 403, 404, 408, 429})
"""Of 4xx, those that somebody can put right without another payload: the readings wait for it."""


class InfluxReadings:
    """A `ReadingStore` on a bucket. A write is done when InfluxDB has answered 204, and not before."""

    def __init__(
        self,
        *,
        url: str,
        token: str,
        org: str,
        bucket: str,
        keep: Mapping[MetricClass, timedelta],
        timeout: timedelta = TIMEOUT,
    ) -> None:
        self._client: Any = InfluxDBClient(  # its methods are half typed
            url, token=token, org=org, timeout=timeout // timedelta(milliseconds=1), enable_gzip=True
        )
        make_cuttable(self._client.api_client.rest_client.pool_manager)
        self._timeout = timeout.total_seconds()
        service: Any = WriteService
        self._writes = service(self._client.api_client)
        self._queries = self._client.query_api()
        self._deletes = self._client.delete_api()
        self._where = f"InfluxDB at {url}"
        self._org, self._bucket = org, bucket
        self._keep = keep
        self._expired_at: datetime | None = None

    def append(self, reports: Sequence[Report]) -> Appended:
        """See `ReadingStore.append`; what InfluxDB refuses for good is looked for by halves."""
        refused = [refusal for report in reports if (refusal := refusal_of(report)) is not None]
        unfit = {id(refusal.report) for refusal in refused}
        good = [report for report in reports if report.values and id(report) not in unfit]
        refused += self._write_by_halves(good)
        lost = sum(len(refusal.report.values) for refusal in refused)
        return Appended(readings=sum(len(report.values) for report in reports) - lost, refused=tuple(refused))

    def _write_by_halves(self, reports: list[Report]) -> Iterator[Refusal]:
        """Write a batch; where it is refused, its halves, down to the report that is at fault."""
        waiting = [reports] if reports else []
        requests, end = 0, time.monotonic() + SEARCH_SECONDS
        while waiting:
            if time.monotonic() > end:
                message = f"{self._where}: too slow to find what it refuses"
                raise StoreAway(message)
            batch = waiting.pop()
            requests += 1
            reason = self._write([line for report in batch for line in lines_of(report)])
            if reason is None:
                continue
            if len(batch) == 1 or requests >= MOST_REQUESTS:
                yield from (Refusal(report=report, reason=reason) for report in batch)
            else:
                middle = len(batch) // 2
                waiting += [batch[middle:], batch[:middle]]

    def _write(self, lines: list[str]) -> str | None:
        """Write lines as one request; gives the words of a refusal for good, None when they rest. Raises StoreAway."""
        try:
            with self._away():
                _, status, _ = self._writes.post_write_with_http_info(
                    self._org, self._bucket, "\n".join(lines), precision=_MILLISECONDS, content_type=_TEXT
                )
        except _RefusedForGood as refused:
            return str(refused)
        if status != DONE:  # a proxy's page, or another server's: nothing of it rests
            message = f"{self._where}: {status} where InfluxDB says {DONE}"
            raise StoreAway(message)
        return None

    def latest(self, devices: Sequence[str]) -> list[Latest]:
        """See `ReadingStore.latest`."""
        asked = sorted(set(devices))
        found: dict[tuple[str, str], dict[str, FluxRecord]] = defaultdict(dict)
        for begin in range(0, len(asked), DEVICES_A_QUESTION):
            some = asked[begin : begin + DEVICES_A_QUESTION]
            names: dict[str, Any] = {f"p_device{n}": tag_of(device) for n, device in enumerate(some)}
            for record in self._ask(flux.latest(len(some)), *_WHENEVER, **names):
                key = device_of(record["device"]), record["metric"]
                found[key][record["_field"]] = record
        return [_latest(*key, found[key]) for key in sorted(found) if found[key].keys() == {"value", "delay"}]

    def series(self, device: str, metric: str, start: datetime, end: datetime, *, limit: int = 10_000) -> list[Point]:
        """See `ReadingStore.series`."""
        if metric not in METRICS or start >= end:
            return []
        records = self._ask(flux.SERIES, start, end, **_series(device, metric), p_limit=limit)
        return [Point(observed_at=record["_time"], value=float(record["_value"])) for record in records]

    def buckets(self, device: str, metric: str, start: datetime, end: datetime, every: timedelta) -> list[Bucket]:
        """See `ReadingStore.buckets`."""
        if metric not in METRICS or start >= end:
            return []
        step = every // timedelta(milliseconds=1)
        told: dict[int, dict[str, float]] = defaultdict(dict)
        for record in self._ask(flux.BUCKETS, start, end, **_series(device, metric), p_every=every):
            told[to_millis(record["_time"]) // step * step][record["result"]] = record["_value"]
        return [
            Bucket(
                start=from_millis(at),
                minimum=one["minimum"],
                mean=one["mean"],
                maximum=one["maximum"],
                count=int(one["count"]),
            )
            for at, one in sorted(told.items())
        ]

    def expire(self, now: datetime) -> Expired:
        """See `ReadingStore.expire`; how many rows go InfluxDB does not say."""
        if self._expired_at is not None and now - self._expired_at < EXPIRE_EVERY:
            return Expired()
        for table, keep in self._keep.items():
            with self._away():
                self._deletes.delete(_WHENEVER[0], now - keep, f'_measurement="{table.value}"', self._bucket, self._org)
        self._expired_at = now
        return Expired()

    def erase(self, device: str, start: datetime, end: datetime) -> Expired:
        """See `ReadingStore.erase`: one request for each class; how many rows go InfluxDB does not say."""
        for table in MetricClass:
            with self._away():
                self._deletes.delete(start, end - _TICK, erased(table.value, device), self._bucket, self._org)
        return Expired()

    def scrub(self) -> bool:
        """See `ReadingStore.scrub`: its files are InfluxDB's own, which compacts what was deleted out of them."""
        return True

    def check(self) -> None:
        """See `ReadingStore.check`: writes a point, always the same one of this day."""
        today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        reason = self._write([f"probe,by=banister n=1i {to_millis(today)}"])
        if reason is not None:
            message = f"{self._where}: {reason}"
            raise StoreAway(message)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, question: str, start: datetime, stop: datetime, **more: object) -> list[FluxRecord]:
        params = {"p_bucket": self._bucket, "p_start": start, "p_stop": stop, **more}
        try:
            with self._away():
                tables = self._queries.query(question, org=self._org, params=params)
        except _RefusedForGood as refused:
            message = f"{self._where} does not take our question: {refused}"
            raise StoreAway(message) from refused
        return [record for table in tables for record in table.records]

    @contextlib.contextmanager
    def _away(self) -> Iterator[None]:
        """Tell the errors apart: StoreAway for what passes, `_RefusedForGood` for what never will."""
        try:
            with hard_end(self._timeout):
                yield
        except InfluxDBError as error:
            status = getattr(error, "status", None) or 0
            reason = getattr(error, "reason", "")
            words = f"{status} {error.message or reason}"[:200] if status else f"{reason}"[:200]
            if 400 <= status < 500 and status not in _TEMPORARY:
                raise _RefusedForGood(words) from error
            message = f"{self._where}: {words}{_retry_after(error)}"
            raise StoreAway(message) from error
        except (HTTPError, OSError, UnicodeDecodeError) as error:  # the last: an error page in another encoding
            message = f"{self._where}: {error}"
            raise StoreAway(message) from error


class _RefusedForGood(Refused):
    """InfluxDB will not take this payload, now or later."""


def _retry_after(error: InfluxDBError) -> str:
    seconds = error.retry_after
    return f" (again after {seconds} s)" if seconds else ""


def _series(device: str, metric: str) -> dict[str, Any]:
    return {"p_class": METRICS[metric].retained_as.value, "p_device": tag_of(device), "p_metric": metric}


def _latest(device: str, metric: str, fields: Mapping[str, FluxRecord]) -> Latest:
    value, delay = fields["value"], fields["delay"]
    at: datetime = value["_time"]
    received_at = at + timedelta(milliseconds=int(delay["_value"]))
    return Latest(device=device, metric=metric, value=float(value["_value"]), observed_at=at, received_at=received_at)
