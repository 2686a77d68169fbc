"""The console: a log line (the short text, without names), and a line in a small file whose end a terminal shows."""

import fcntl
import json
from datetime import UTC, datetime
from typing import TextIO

import structlog

from alerts.channels.failures import TemporaryFailure
from alerts.channels.parcel import ChannelSettings, Parcel, Receipt

KEEP = 200
"""Lines that are kept when the file has grown to twice as many."""

log = structlog.get_logger()


class ConsoleChannel:
    """Writes to `<data>/console.jsonl`: one JSON object a line with at, id, to, title, body, event."""

    def __init__(self, settings: ChannelSettings) -> None:
        self._file = settings.console_file

    def send(self, parcel: Parcel) -> Receipt:
        """Log it and append it; readers see whole lines only."""
        event = json.loads(parcel.event)
        line = {"at": datetime.now(UTC).isoformat(), "id": parcel.id, "title": parcel.title, "body": parcel.body}
        line |= {"to": event["data"]["receiver"], "event": event}
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a+", encoding="utf-8") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
                file.flush()
                _shorten(file)
        except OSError as error:
            raise TemporaryFailure(f"{self._file.name} cannot be written: {error.strerror}") from error
        log.info("told on the console", notification=parcel.id, to=line["to"], text=parcel.short)
        return Receipt(text=f"written to {self._file.name}")


def _shorten(file: TextIO) -> None:
    """Keep the newest lines, in the same file: who follows it sees it become shorter."""
    file.seek(0)
    lines = file.readlines()
    if len(lines) >= 2 * KEEP:
        file.seek(0)
        file.truncate()
        file.writelines(lines[-KEEP:])
