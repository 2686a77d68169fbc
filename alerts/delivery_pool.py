"""Warm sending children, and the hard deadline of every attempt.

An endpoint that answers one byte a second blocks a thread for ever, and a thread cannot be ended; a child can.
An attempt that overruns has failed; its child is given no more, is killed when its other attempts are over or overrun
as well, and another stands ready in its place. So no endpoint holds anything for longer than one deadline.
"""

import selectors
import socket
import time
from typing import Protocol

import structlog

from alerts.channels.parcel import ChannelSettings, Parcel
from alerts.delivery_sender import Sender
from alerts.delivery_wire import ATTEMPTS, Outcome

log = structlog.get_logger()


class Pool(Protocol):
    """What the desk needs of whoever sends: `SenderPool`, or the scenarios' one whose attempts take no time."""

    killed: int

    @property
    def capacity(self) -> int:
        """How many attempts may be made at once."""
        ...

    @property
    def has_room(self) -> bool:
        """Whether `take` would begin an attempt now."""
        ...

    def take(self, parcel: Parcel) -> bool:
        """Begin an attempt; False where there is no room."""
        ...


class SenderPool:
    """Used by one thread, but for `wake`."""

    def __init__(self, settings: ChannelSettings, size: int) -> None:
        """Start `size` children; they become ready by themselves (`wait` says so by taking parcels)."""
        self._settings = settings
        self._size = size
        self._selector = selectors.DefaultSelector()
        self._bell, self._rope = socket.socketpair()
        self._bell.settimeout(0)
        self._rope.settimeout(0)
        self._selector.register(self._bell, selectors.EVENT_READ)
        self._senders: list[Sender] = []
        self._where: dict[str, Sender] = {}
        self.killed = 0
        self._replace()

    @property
    def in_flight(self) -> int:
        """Attempts that are being made."""
        return sum(len(sender.started) for sender in self._senders)

    @property
    def children(self) -> list[int]:
        """Their operating-system ids."""
        return [sender.child.pid for sender in self._senders]

    @property
    def capacity(self) -> int:
        """How many attempts may be made at once."""
        return self._size * ATTEMPTS

    def wake(self) -> None:
        """End a `wait` at once; from any thread."""
        try:
            self._rope.send(b"!")
        except BlockingIOError:
            return  # it is ringing already

    @property
    def has_room(self) -> bool:
        """Whether `take` would begin an attempt now."""
        return any(sender.has_room for sender in self._senders)

    def take(self, parcel: Parcel) -> bool:
        """Begin an attempt; False where every child is full or not ready yet.

        The child that told this endpoint last is preferred: its connection is warm.
        """
        last = self._where.get(parcel.endpoint)
        with_room = [sender for sender in self._senders if sender.has_room]
        if not with_room:
            return False
        sender = last if last in with_room else min(with_room, key=lambda one: len(one.started))
        self._where[parcel.endpoint] = sender
        sender.give(parcel, time.monotonic())
        return True

    def wait(self, seconds: float) -> list[Outcome]:
        """Wait for outcomes, for the bell or for the next deadline, at most so long."""
        self._listen()
        outcomes: list[Outcome] = []
        for key, events in self._selector.select(max(0.0, min(seconds, self._until_deadline()))):
            if key.fileobj is self._bell:
                self._silence_bell()
                continue
            sender: Sender = key.data
            if events & selectors.EVENT_WRITE:
                sender.flush()
            if events & selectors.EVENT_READ:
                outcomes.extend(sender.hear())
        outcomes.extend(self._overrun())
        self._replace()
        return outcomes

    def close(self) -> None:
        """Kill the children, whatever they are at."""
        for sender in self._senders:
            sender.kill()
        self._senders.clear()
        self._selector.close()
        self._bell.close()
        self._rope.close()

    def _listen(self) -> None:
        for sender in self._senders:
            write = selectors.EVENT_WRITE if sender.wants_to_write else 0
            self._selector.modify(sender.line, selectors.EVENT_READ | write, sender)

    def _silence_bell(self) -> None:
        try:
            self._bell.recv(4096)
        except BlockingIOError:
            return

    def _until_deadline(self) -> float:
        first = min((moment for sender in self._senders for moment in sender.started.values()), default=None)
        return float("inf") if first is None else first + self._settings.deadline - time.monotonic()

    def _overrun(self) -> list[Outcome]:
        before = time.monotonic() - self._settings.deadline
        late = [parcel for sender in self._senders for parcel in sender.overrun(before)]
        return [Outcome(id=one, error=f"no answer within {self._settings.deadline:g} s") for one in late]

    def _replace(self) -> None:
        """Bury children that are retired and have nothing left; start as many as are wanted."""
        for sender in [one for one in self._senders if one.retired and not one.started]:
            self._selector.unregister(sender.line)
            sender.kill()
            self._senders.remove(sender)
            self._where = {endpoint: at for endpoint, at in self._where.items() if at is not sender}
            self.killed += 1
            log.warning("killed a sending child", why="an attempt overran its deadline, or it ended")
        while sum(not sender.retired for sender in self._senders) < self._size:
            sender = Sender.start(self._settings)
            self._senders.append(sender)
            self._selector.register(sender.line, selectors.EVENT_READ, sender)
