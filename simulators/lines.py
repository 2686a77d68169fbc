"""How devices reach the broker: all over one connection, or each over its own, with credentials and last will."""

import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from simulators import dialects
from simulators.dialects import Message
from simulators.errors import BadRequest
from simulators.line import Line
from simulators.neighbourhood import Device
from simulators.settings import Access

MOST_CONNECTIONS = 1000  # a thread each


class Lines(Protocol):
    """Where messages go."""

    def publish(self, message: Message, stop: threading.Event | None = None) -> bool:
        """Hand a message over; false if `stop` was set before there was room."""
        ...

    def drain(self, *, within: float = 10) -> int:
        """Wait until everything is acknowledged; return how many are not in that time."""
        ...

    def close(self) -> None:
        """End in good order."""
        ...

    @property
    def acknowledged(self) -> int:
        """Return how many messages the broker has confirmed."""
        ...

    @property
    def connected(self) -> bool:
        """Return whether the broker is there now."""
        ...


class LinePerDevice:
    """A connection for each device; what speaks through a gateway shares that of the gateway."""

    def __init__(self, lines: Mapping[str, Line]) -> None:
        self._lines = lines

    def publish(self, message: Message, stop: threading.Event | None = None) -> bool:
        """Hand a message over to its sender's connection."""
        return self._lines[message.sender].publish(message, stop)

    def drain(self, *, within: float = 10) -> int:
        """Wait for all connections."""
        end = time.monotonic() + within
        return sum(line.drain(within=max(end - time.monotonic(), 0)) for line in self._lines.values())

    def close(self) -> None:
        """End all connections."""
        for line in self._lines.values():
            line.hang_up()
        for line in self._lines.values():
            line.close()

    @property
    def acknowledged(self) -> int:
        """Return the sum of all connections."""
        return sum(line.acknowledged for line in self._lines.values())

    @property
    def connected(self) -> bool:
        """Return whether the broker is there for every device."""
        return all(line.connected for line in self._lines.values())


def shared_line(access: Access, *, client_id: str) -> Line:
    """Open one connection for everything. Raises LineError."""
    line = Line(access, client_id=client_id)
    line.open()
    return line


def line_per_device(
    access: Access, devices: tuple[Device, ...], credentials: Mapping[str, tuple[str, str]], *, now: datetime
) -> LinePerDevice:
    """Open a connection a device, with its (username, password) if it has one. Raises LineError, BadRequest."""
    wills = dialects.last_wills(devices, due=now)
    if len(wills) > MOST_CONNECTIONS:
        raise BadRequest(
            f"{len(wills)} connections are more than {MOST_CONNECTIONS}: simulate fewer devices or share one"
        )
    lines: dict[str, Line] = {}
    try:
        for sender, will in wills.items():
            username, password = credentials.get(dialects.login(sender), (access.username, access.password))
            own = replace(access, username=username, password=password)
            lines[sender] = Line(own, client_id=sender.replace(".", ":"), will=will)
            lines[sender].open()
    except BaseException:
        LinePerDevice(lines).close()
        raise
    return LinePerDevice(lines)
