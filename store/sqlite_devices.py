"""The numbers that devices have in the SQLite store, and which metrics each has ever sent."""

import sqlite3
from collections.abc import Iterable, Mapping
from sys import intern

ERASURES = "PRAGMA user_version"
"""Counts the erasures of devices: in the file's header, so reading it costs nothing."""
_MOST_ERASURES = 1 << 31
_MOST_KEPT = 400_000
_BITS = 32
"""Of the device's number: there is room for more devices than a file can hold."""
_NUMBER = (1 << _BITS) - 1


class DeviceNumbers:
    """Gives a device's number, making one for a new device.

    For each device one small integer is kept, a bit for each metric above its number: about 130 bytes a device with
    its name, which is one string with ingest's. Only what is committed is kept: a transaction that fails must be
    followed by `forget`. A device may be erased by another process, and its number be given to another: each
    transaction begins with `refresh`.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._bits = {name: 1 << number for number, name in connection.execute("SELECT id, name FROM metric")}
        self._masks: dict[tuple[str, ...], int] = {}
        self._kept: dict[str, int] = {}
        self._erasures = 0

    def refresh(self) -> None:
        """Drop what is kept if devices were erased since; call it first in each transaction."""
        (erasures,) = self._connection.execute(ERASURES).fetchone()
        if erasures != self._erasures:
            self.forget()
            self._erasures = erasures

    def erased(self) -> None:
        """Let everybody who keeps numbers know that a device is there no longer; commits with the transaction."""
        (erasures,) = self._connection.execute(ERASURES).fetchone()
        self._connection.execute(f"{ERASURES} = {(erasures + 1) % _MOST_ERASURES:d}")
        self.forget()

    def number(self, device: str, metrics: tuple[str, ...]) -> int:
        """Give the number of a device that sends these metrics; may write, so call it inside a transaction."""
        mask = self._masks.get(metrics)
        if mask is None:
            mask = self._mask(metrics)
        kept = self._kept.get(device)
        if kept is None or mask & ~(kept >> _BITS):
            kept = self._register(device, mask)
        return kept & _NUMBER

    def forget(self) -> None:
        """Drop what is kept."""
        self._kept.clear()

    def _mask(self, metrics: tuple[str, ...]) -> int:
        if len(self._masks) > 512:
            self._masks.clear()
        mask = self._masks[metrics] = sum(self._bits[name] for name in metrics if name in self._bits)
        return mask

    def _register(self, device: str, mask: int) -> int:
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        number, known = self._connection.execute(
            "INSERT INTO device (name, metrics) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET metrics = metrics | excluded.metrics RETURNING id, metrics",
            (device, mask),
        ).fetchone()
        kept = self._kept[intern(device)] = known << _BITS | number
        return int(kept)


def metrics_sent(connection: sqlite3.Connection, devices: Iterable[str]) -> Mapping[str, tuple[int, list[str]]]:
    """Give number and metrics of those of the devices that have ever sent anything."""
    bits = list(connection.execute("SELECT id, name FROM metric ORDER BY name"))
    found: dict[str, tuple[int, list[str]]] = {}
    for device in devices:
        row = connection.execute("SELECT id, metrics FROM device WHERE name = ?", (device,)).fetchone()
        if row is not None:
            found[device] = (row[0], [name for number, name in bits if row[1] >> number & 1])
    return found
