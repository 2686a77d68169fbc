"""Since when we have listened with open ears: before that, silence says something of us and not of devices."""

from datetime import UTC, datetime, timedelta

import structlog

from mqtt.facts import LineFacts

SETTLE = timedelta(minutes=1)
PATIENCE = timedelta(minutes=30)
"""After so long on the line a backlog no longer keeps us from judging."""

log = structlog.get_logger()


class Listening:
    """Watches the line and our own clock.

    asleep_after  two ticks further apart than this: the machine slept, or our clock was set forward (None: not looked
                  for, where somebody else drives the clock)
    """

    def __init__(self, asleep_after: timedelta | None) -> None:
        self._asleep_after = asleep_after
        self._backlog_at = self._woke_at = datetime.min.replace(tzinfo=UTC)
        self._set_back_at: datetime | None = None
        self._ticked_at: datetime | None = None

    def note_backlog(self, now: datetime) -> None:
        """Note that a batch was so full that there is more behind it."""
        self._backlog_at = now

    def set_back(self, now: datetime) -> None:
        """Take `now` for what our clock, which was set back, says is still to come."""
        self._set_back_at, self._ticked_at = now, now
        self._backlog_at, self._woke_at = min(self._backlog_at, now), min(self._woke_at, now)

    def skipped(self, now: datetime) -> tuple[datetime, timedelta] | None:
        """Give what a jump of our clock left out since the last tick, from when and how long; None: nothing."""
        last, self._ticked_at = self._ticked_at, now
        if last is None or self._asleep_after is None or now - last <= self._asleep_after:
            return None
        self._woke_at = now
        log.warning("our clock jumped, or the machine slept", seconds=(now - last).total_seconds())
        return last, now - last

    def since(self, line: LineFacts, now: datetime) -> datetime | None:
        """Since when we have listened with open ears; None where we do not."""
        since = line.since
        if since is not None and since > now:
            since = self._set_back_at  # it came up before our clock was set back
        if not line.healthy or since is None:
            return None
        since = max(since, self._woke_at)
        if now - since < SETTLE:
            return None
        drained = now - self._backlog_at >= SETTLE or now - since >= PATIENCE
        return since if drained else None
