"""Silences, and residents who are away."""

from datetime import datetime
from typing import Any, Self

from pydantic import AwareDatetime, Field

from api.paths import NO_NUL, PRINTABLE, SAYS_WHY
from api.shapes.shape import Shape, example
from domain.muting import Away, AwayKind, Muted, MutedBy, Silence

_WHY = "Her watch is being repaired."
_SILENCE: dict[str, Any] = {
    "id": "5b1f0a52-0e8f-4b59-8d3f-3f6c2e6f5b02",
    "resident": "lin-guiying",
    "area": None,
    "rule": "watch_silent",
    "starts_at": "2026-11-24T08:00:00Z",
    "ends_at": "2026-11-26T08:00:00Z",
    "by": "steward-wang",
    "why": _WHY,
    "in_force": True,
}
_AWAY: dict[str, Any] = {
    "id": "5b1f0a52-0e8f-4b59-8d3f-3f6c2e6f5b03",
    "resident": "lin-guiying",
    "kind": "family",
    "starts_at": "2026-11-24T08:00:00Z",
    "ends_at": "2026-11-26T08:00:00Z",
    "by": "daughter-lin",
    "why": "With us over the weekend.",
    "in_force": True,
}

OptionalId = Field(default=None, min_length=1, max_length=128, pattern=PRINTABLE)


class MutedShape(Shape):
    """Why nobody is told of an alert now, and until when; `source` is the id of the silence or the away."""

    model_config = example({"by": "silence", "until": "2026-11-26T08:00:00Z", "source": _SILENCE["id"]})

    by: MutedBy
    until: datetime
    source: str

    @classmethod
    def of(cls, muted: Muted) -> Self:
        """Show it."""
        return cls(by=muted.by, until=muted.until, source=muted.source)


class SilenceForm(Shape):
    """Of what nobody is told for a while: all that is said must fit, and at least one of the three is.

    What happened (SOS, falls) is always told. `ends_at` lies at most 30 days after the beginning.
    """

    model_config = example(
        {"resident": "lin-guiying", "rule": "watch_silent", "ends_at": "2026-11-26T08:00:00Z", "why": _WHY}
    )

    resident: str | None = OptionalId
    area: str | None = OptionalId
    rule: str | None = OptionalId
    starts_at: AwareDatetime | None = None
    """Now where it is not given."""
    ends_at: AwareDatetime
    why: str = Field(min_length=1, max_length=500, pattern=SAYS_WHY)


class SilenceShape(Shape):
    """A person's mute for a while."""

    model_config = example(_SILENCE)

    id: str
    resident: str | None
    area: str | None
    rule: str | None
    starts_at: datetime
    ends_at: datetime
    by: str
    why: str
    in_force: bool

    @classmethod
    def of(cls, silence: Silence, now: datetime) -> Self:
        """Show a silence as it stands at `now`."""
        same = {name: getattr(silence, name) for name in cls.model_fields if hasattr(silence, name)}
        return cls(**same, in_force=silence.starts_at <= now < silence.ends_at)


class SilenceList(Shape):
    """Silences that are in force or still to come."""

    model_config = example({"items": [_SILENCE]})

    items: list[SilenceShape]


class AwayForm(Shape):
    """Nobody is at home until `ends_at`, at most 92 days: what a home tells means nothing meanwhile."""

    model_config = example({"kind": "family", "ends_at": "2026-11-26T08:00:00Z", "why": "With us over the weekend."})

    kind: AwayKind
    starts_at: AwareDatetime | None = None
    """Now where it is not given."""
    ends_at: AwareDatetime
    why: str = Field(default="", max_length=500, pattern=NO_NUL)


class AwayShape(Shape):
    """A resident is not at home for a while."""

    model_config = example(_AWAY)

    id: str
    resident: str
    kind: AwayKind
    starts_at: datetime
    ends_at: datetime
    by: str
    why: str
    in_force: bool

    @classmethod
    def of(cls, away: Away, now: datetime) -> Self:
        """Show it as it stands at `now`."""
        same = {name: getattr(away, name) for name in cls.model_fields if hasattr(away, name)}
        return cls(**same, in_force=away.starts_at <= now < away.ends_at)


class AwayList(Shape):
    """All of one resident, over or not, the newest first."""

    model_config = example({"items": [_AWAY]})

    items: list[AwayShape]
