"""A thread whose death is seen."""

import threading
from collections.abc import Callable

import structlog

log = structlog.get_logger()


class Lifeline:
    """Runs `work` in a thread of its own until it returns; an exception in it is kept, logged and told by `died`."""

    def __init__(self, name: str, work: Callable[[], None]) -> None:
        self._name = name
        self._work = work
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._died: str | None = None

    @property
    def died(self) -> str | None:
        """Why it ended by itself; None while it lives or after an orderly end."""
        return self._died

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def join(self, seconds: float) -> None:
        """Wait for an orderly end."""
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _run(self) -> None:
        try:
            self._work()
        except Exception as error:
            self._died = f"{self._name}: {type(error).__name__}"
            log.exception("a thread died", thread=self._name)
