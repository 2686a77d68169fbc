"""Counters of the HTTP traffic, in the application's own registry."""

import contextlib
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class Traffic:
    """Requests by method, route template and status; open streams."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            "banister_http_requests",
            "Answered requests, by method, route and status.",
            ("method", "route", "status"),
            registry=registry,
        )
        self._seconds = Histogram(
            "banister_http_seconds",
            "Time until the answer began, by route.",
            ("route",),
            registry=registry,
            buckets=_SECONDS,
        )
        self._streams = Gauge("banister_http_streams", "Live streams now open.", ("kind",), registry=registry)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answer."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    @contextlib.contextmanager
    def open_stream(self, kind: str) -> Iterator[None]:
        """Count a stream for the length of a with block."""
        self._streams.labels(kind).inc()
        try:
            yield
        finally:
            self._streams.labels(kind).dec()
