"""Load: many watches' reports over one connection, as fast as asked, never with more than a window unacknowledged."""

import select
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle, islice

from simulators.chance import Dice
from simulators.dial import dial
from simulators.errors import LineError
from simulators.packets import DISCONNECT, PubackReader, PublishFrame, packet_ids
from simulators.settings import Access

_BATCH = 250  # messages in one send at most
_TICK = 0.001  # seconds to rest when the rate says it is too early
_PATIENCE = 15.0  # seconds without any progress before the broker is taken for dead
_NOT_NOW = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
_FIRST_SEQ = 1_000_000  # one length for all
_REPORTS = 997  # a prime: every device comes to say every one of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much: it ends at the first bound reached. `rate` is messages a second; None: what the broker takes."""

    devices: int
    messages: int
    duration: float
    rate: float | None = None
    site: str = "load"
    window: int = 4096
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadResult:
    """What was published, from the first byte to the last acknowledgement."""

    messages: int
    seconds: float
    cpu_seconds: float
    unacknowledged: int

    @property
    def per_second(self) -> float:
        """Return messages a second."""
        return self.messages / self.seconds if self.seconds else 0.0

    @property
    def cpu_us_per_message(self) -> float:
        """Return this process's CPU time a message, in microseconds."""
        return self.cpu_seconds * 1e6 / self.messages if self.messages else 0.0


def run(
    access: Access,
    load: Load,
    *,
    stop: threading.Event | None = None,
    tell: Callable[[int], None] = lambda _acknowledged: None,
) -> LoadResult:
    """Publish the load and wait for its acknowledgements; `tell` hears how many there are. Raises LineError."""
    with dial(access, client_id=f"load-{time.time_ns():x}") as connection:
        pump = _Pump(connection, load, stop or threading.Event())
        started, cpu = time.monotonic(), time.process_time()
        while pump.turn():
            tell(pump.acknowledged)
        seconds, cpu_seconds = time.monotonic() - started, time.process_time() - cpu
        connection.send(DISCONNECT)
    return LoadResult(
        messages=pump.published,
        seconds=seconds,
        cpu_seconds=cpu_seconds,
        unacknowledged=pump.published - pump.acknowledged,
    )


class _Pump:
    """Moves bytes both ways over one socket; all state of a load under way."""

    def __init__(self, connection: socket.socket, load: Load, stop: threading.Event) -> None:
        connection.settimeout(0)
        self._connection = connection
        self._load = load
        self._stop = stop
        self._packets = packets(load)
        self._acks = PubackReader(load.window)
        self._unsent = memoryview(b"")
        self._started = self._moved = time.monotonic()
        self.published = 0
        self.acknowledged = 0

    def turn(self) -> bool:
        """Send what may be sent, read what is there, rest if there was neither; false when all is done."""
        now = time.monotonic()
        wanted = self._wanted(now)
        if wanted and not self._unsent:
            self._unsent = memoryview(b"".join(islice(self._packets, wanted)))
            self.published += wanted
        moved = self._send() + self._receive()
        if moved:
            self._moved = now
        elif self._done(now):
            return False
        if not moved or (self._load.rate and not wanted):
            self._rest()
        return True

    def _done(self, now: float) -> bool:
        if self.published == self.acknowledged:
            return self._over(now)
        return now - self._moved > _PATIENCE

    def _wanted(self, now: float) -> int:
        """Return how many messages may be made now: within all bounds, the rate and the window."""
        if self._over(now):
            return 0
        room = self._load.window - (self.published - self.acknowledged)
        wanted = min(_BATCH, room, self._load.messages - self.published)
        if self._load.rate is None:
            return wanted
        return min(wanted, int((now - self._started) * self._load.rate) + 1 - self.published)

    def _over(self, now: float) -> bool:
        late = now - self._started >= self._load.duration
        return late or self._stop.is_set() or self.published >= self._load.messages

    def _send(self) -> int:
        if not self._unsent:
            return 0
        try:
            sent = self._connection.send(self._unsent)
        except _NOT_NOW:
            return 0
        self._unsent = self._unsent[sent:]
        return sent

    def _receive(self) -> int:
        try:
            received = self._connection.recv(65_536)
            count = self._acks.feed(received)
        except _NOT_NOW:
            return 0
        except ValueError as problem:
            raise LineError(f"the broker broke the protocol: {problem}") from problem
        if not received:
            raise LineError(f"the broker closed the line after {self.acknowledged} acknowledgements")
        self.acknowledged += count
        return count

    def _rest(self) -> None:
        if self._load.rate:  # acknowledgements come one by one: waking for each would cost more than the messages
            time.sleep(_TICK)
            return
        select.select([self._connection], [self._connection] if self._unsent else [], [], _TICK)


def packets(load: Load) -> Iterator[bytes]:
    """Yield PUBLISH packets without an end: every device once, then again, each stamped later than its last."""
    ids = cycle(packet_ids(load.window))
    reports = _reports(load.seed)
    frames = [
        PublishFrame(f"care/v1/{load.site}/watch-{number:06}/readings", _length(reports))
        for number in range(1, load.devices + 1)
    ]
    last = [0] * load.devices
    report = cycle(reports)
    seq = _FIRST_SEQ
    while True:
        for number, frame in enumerate(frames):
            last[number] = ts = max(time.time_ns() // 1_000_000, last[number] + 1)
            yield frame.fill(next(ids), b'{"ts":%d,"seq":%d,%b' % (ts, seq, next(report)))
        seq += 1


def _reports(seed: int) -> list[bytes]:
    """Return what healthy watches say, all of one length."""
    dice = Dice(seed, "load")
    return [
        b'"heart_rate":%d,"spo2":%d,"body_temperature":36.%d,"respiratory_rate":%d}'
        % (dice.whole(58, 94), dice.whole(96, 99), dice.whole(1, 9), dice.whole(13, 19))
        for _ in range(_REPORTS)
    ]


def _length(reports: list[bytes]) -> int:
    return len(b'{"ts":%d,"seq":%d,' % (10**12, _FIRST_SEQ)) + len(reports[0])
