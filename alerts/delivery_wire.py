"""What a sending child tells its parent: that it is ready, and in one JSON line what became of each attempt."""

import json
from dataclasses import asdict, dataclass
from typing import Self

from alerts.channels.failures import Gone, PermanentFailure, TemporaryFailure
from alerts.channels.parcel import Receipt

READY = b"ready\n"
ATTEMPTS = 64
"""Attempts that one child makes at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`error` is None where it was accepted; `for_good`: trying again is useless; `gone`: its channel has ended."""

    id: str
    error: str | None = None
    for_good: bool = False
    gone: bool = False
    retry_after: float | None = None
    receipt: str = ""
    acknowledged: bool = False

    @classmethod
    def took(cls, parcel: str, receipt: Receipt) -> Self:
        """Say that it was accepted."""
        return cls(id=parcel, receipt=receipt.text, acknowledged=receipt.acknowledged)

    @classmethod
    def of(cls, parcel: str, failure: BaseException) -> Self:
        """Judge what a channel raised; what it never should have raised is worth another try."""
        if isinstance(failure, PermanentFailure):
            return cls(id=parcel, error=str(failure), for_good=True, gone=isinstance(failure, Gone))
        if isinstance(failure, TemporaryFailure):
            return cls(id=parcel, error=str(failure), retry_after=failure.retry_after)
        return cls(id=parcel, error=f"unexpected {type(failure).__name__}: {failure}"[:300])

    def to_line(self) -> bytes:
        """Write it as one line."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def of_line(cls, line: bytes) -> Self:
        """Read what `to_line` has written."""
        return cls(**json.loads(line))
