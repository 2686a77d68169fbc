"""The command's first steps: a Ctrl-C counts from here on, while the rest of it is still being read."""

import importlib
import os
import signal
import sys
from types import FrameType

_RUNS = ("up", "demo")
_ENDING = (signal.SIGINT, signal.SIGTERM)


def main() -> None:
    """Run the command. Ended before it has begun, it leaves at once: nothing stands yet that had to be ended."""
    before = [signal.signal(number, _leave) for number in _ENDING]
    cli = importlib.import_module("banister.cli")
    if _asked() not in _RUNS:  # those put signals to their own use, and until then one ends them like this
        for number, handler in zip(_ENDING, before, strict=True):
            signal.signal(number, handler)
    cli.app()


def _leave(number: int, _frame: FrameType | None) -> None:
    os._exit(0 if _asked() in _RUNS else 128 + number)


def _asked() -> str:
    return next((word for word in sys.argv[1:] if not word.startswith("-")), "")


if __name__ == "__main__":
    main()
