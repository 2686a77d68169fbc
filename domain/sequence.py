"""Gaps in the devices' own counters: what never reached us is counted and shown."""

from dataclasses import dataclass, field

_SEQ_BITS = 63
_NOTHING = -1
"""What is known of a device that is expected."""
_SEQ = (1 << _SEQ_BITS) - 1
LARGEST_KNOWN_GAP = 1000
"""Missing numbers remembered for one device, so that those that come late are taken off again."""

LARGEST_COUNTED_GAP = 1_000_000
"""A jump past this says that the counter is broken, not that more was lost: the count must never outgrow a column."""


def first_known(seq: int, observed_at: int) -> int:
    """Give what is known of a device after its first number (see `SequenceWatch.resume`)."""
    return observed_at << _SEQ_BITS | seq


def time_of(known: int) -> int:
    """Give when its newest number was observed, in epoch milliseconds."""
    return known >> _SEQ_BITS


def follows(known: int, seq: int) -> bool:
    """Whether a number is the very next one: nothing is missing."""
    return known & _SEQ == seq - 1


@dataclass(slots=True)
class SequenceWatch:
    """Counts what is missing between the `seq` numbers of each device.

    Duplicates and shuffled arrivals change nothing in the end: a number that comes late is no longer missing.
    A counter that starts again (a lower number on a newer reading) begins a new count. So does a restart of ours:
    what was acknowledged just before a crash may not be on record here, and would be counted as lost.

    Where the device has no clock of its own, what comes again looks newer each time: there only a number far below
    the last begins a new count.
    """

    _newest: dict[str, int] = field(default_factory=dict)
    """Per device its last number, below the time of its newest reading: one integer is a third of a pair's memory."""
    missing: dict[str, set[int]] = field(default_factory=dict)

    def __contains__(self, device: object) -> bool:
        """Whether it is expected, or has said a number."""
        return device in self._newest

    def expect(self, device: str) -> None:
        """Keep a place for a device that has said nothing yet: whoever must know the names needs no table besides."""
        self._newest.setdefault(device, _NOTHING)

    def drop(self, device: str) -> None:
        """Forget a device."""
        self._newest.pop(device, None)
        self.missing.pop(device, None)

    def note(self, device: str, seq: int, observed_at: int | None) -> int:
        """Take in one number; give the change of the missing count.

        observed_at  by the device's own clock, in epoch milliseconds; None: it has none, or a wrong one
        """
        known = self._newest.get(device)
        if known is None or known == _NOTHING:
            self._keep(device, seq, observed_at or 0)
            return 0
        last, last_at = known & _SEQ, known >> _SEQ_BITS
        if seq > last:
            self._keep(device, seq, max(observed_at or 0, last_at))
            return self._skipped(device, last, seq)
        if seq in self.missing.get(device, ()):
            self._found(device, seq)
            return -1
        if last - seq > LARGEST_KNOWN_GAP if observed_at is None else observed_at > last_at:
            self._keep(device, seq, observed_at or last_at)
            self.missing.pop(device, None)
        return 0

    def resume(self, device: str, known: int) -> None:
        """Go on from what `known` gave: whoever keeps that number of each device needs to keep nothing else."""
        self._newest[device] = known

    def known(self, device: str) -> int:
        """Give what is known of a device's count, as one number, and forget it but for what is missing."""
        return self._newest.pop(device)

    def last(self, device: str) -> int:
        """Give the newest number of a device that was noted."""
        return self._newest[device] & _SEQ

    def _keep(self, device: str, seq: int, observed_at: int) -> None:
        self._newest[device] = first_known(seq, observed_at)

    def _skipped(self, device: str, last: int, seq: int) -> int:
        gap = seq - last - 1
        if gap:
            known = self.missing.setdefault(device, set())
            room = max(0, LARGEST_KNOWN_GAP - len(known))
            known.update(range(max(last + 1, seq - room), seq))
        return min(gap, LARGEST_COUNTED_GAP)

    def _found(self, device: str, seq: int) -> None:
        known = self.missing[device]
        known.discard(seq)
        if not known:
            del self.missing[device]
