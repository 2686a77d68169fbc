"""Reading the past must not hold up the present: whoever reads it in the background rests nine times as long.

All threads share one interpreter and one disk. After a start thousands of residents are asked about; without a rest
every alert would stand in line behind them.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

REST = 9.0
LONGEST = 0.5
"""Seconds; so that one slow answer does not hold up all others for long."""


@contextmanager
def resting_after(ended: threading.Event) -> Iterator[None]:
    """Do a piece of work, and then rest for `REST` times as long as it took, or until `ended` is set."""
    began = time.monotonic()
    yield
    ended.wait(min(LONGEST, REST * (time.monotonic() - began)))
