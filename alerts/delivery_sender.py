"""The parent's hold on one sending child: what it was given, since when, and whether it may be given more."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

from alerts.channels.parcel import ChannelSettings, Parcel
from alerts.delivery_wire import ATTEMPTS, READY, Outcome
from domain.errors import BanisterError

_READ = 65_536


class SenderBroken(BanisterError):
    """A sending child cannot even start."""


@dataclass(slots=True, kw_only=True, eq=False)
class Sender:
    """One child. Retired: it is given no more, and is killed once nothing that may still end well is in it."""

    child: "subprocess.Popen[bytes]"
    line: socket.socket
    ready: bool = False
    retired: bool = False
    started: dict[str, float] = field(default_factory=dict)
    """Monotonic time at which each attempt began."""
    _incoming: bytearray = field(default_factory=bytearray)
    _outgoing: bytearray = field(default_factory=bytearray)

    @classmethod
    def start(cls, settings: ChannelSettings) -> "Sender":
        """Start a child; it says when it is ready."""
        ours, theirs = socket.socketpair()
        ours.settimeout(0)
        command = [sys.executable, "-m", "alerts.delivery_child", str(theirs.fileno())]
        with theirs:
            # S603: the command is ours, whole.
            child = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)  # noqa: S603
        sender = cls(child=child, line=ours)
        sender._outgoing += settings.to_line()
        sender.flush()
        return sender

    @property
    def has_room(self) -> bool:
        """Whether it takes another attempt now."""
        return self.ready and not self.retired and len(self.started) < ATTEMPTS

    @property
    def wants_to_write(self) -> bool:
        """Whether something could not be written yet."""
        return bool(self._outgoing)

    def give(self, parcel: Parcel, moment: float) -> None:
        """Let it make an attempt, beginning at `moment` (monotonic)."""
        self.started[parcel.id] = moment
        self._outgoing += parcel.to_line()
        self.flush()

    def flush(self) -> None:
        """Write what the socket takes; the rest waits."""
        try:
            del self._outgoing[: self.line.send(self._outgoing)]
        except BlockingIOError:
            return
        except OSError:
            self.retired = True

    def hear(self) -> Iterator[Outcome]:
        """Read what it says; when it has ended, every attempt in it has failed for now."""
        try:
            said = self.line.recv(_READ)
        except BlockingIOError:
            return
        except OSError:
            said = b""
        if not said:
            yield from self._ended()
        self._incoming += said
        while (end := self._incoming.find(b"\n")) >= 0:
            text = bytes(self._incoming[: end + 1])
            del self._incoming[: end + 1]
            yield from self._said(text)

    def overrun(self, before: float) -> list[str]:
        """Give up the attempts that began before this moment; with one of them it retires."""
        late = [parcel for parcel, moment in self.started.items() if moment < before]
        for parcel in late:
            del self.started[parcel]
        self.retired = self.retired or bool(late)
        return late

    def kill(self) -> None:
        """End it, whatever it is at."""
        self.child.kill()
        self.child.wait()
        self.line.close()

    def _said(self, text: bytes) -> Iterator[Outcome]:
        if text == READY:
            self.ready = True
            return
        outcome = Outcome.of_line(text)
        if self.started.pop(outcome.id, None) is not None:
            yield outcome

    def _ended(self) -> Iterator[Outcome]:
        if not self.ready:
            raise SenderBroken(f"a sending child ended before it was ready ({self.child.wait()})")
        self.retired = True
        for parcel in list(self.started):
            del self.started[parcel]
            yield Outcome(id=parcel, error="the sending child ended")
