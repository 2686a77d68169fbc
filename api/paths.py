"""What may stand in a path or a text."""

from typing import Annotated

from fastapi import Path

PRINTABLE = r"^[^\x00-\x1f]*$"
"""No control characters: no id, login or note has any, and a database may refuse them."""
NO_NUL = r"^[^\x00]*$"
"""A note may have lines."""
SAYS_WHY = r"^[^\x00]*[^\s\x00][^\x00]*$"
"""A reason says something: blanks alone are none."""

CURSOR = r"[0-9]{1,17}_[0-9a-zA-Z-]{1,64}"
"""A place in the list of alerts, microseconds and an id: bare as 0.1 gave it, and inside of cursors."""

ResidentId = Annotated[str, Path(min_length=1, max_length=128, pattern=PRINTABLE, examples=["lin-guiying"])]
AlertId = Annotated[
    str, Path(min_length=1, max_length=64, pattern=PRINTABLE, examples=["0c1c2f5e-3f0b-5d0a-9f39-0d6c8e1f9a11"])
]
DeviceId = Annotated[str, Path(min_length=1, max_length=256, pattern=PRINTABLE, examples=["lin-lane.watch-lin"])]
AreaId = Annotated[str, Path(min_length=1, max_length=128, pattern=PRINTABLE, examples=["building-1"])]
RuleId = Annotated[str, Path(min_length=1, max_length=128, pattern=PRINTABLE, examples=["heart_rate_high"])]
PolicyId = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[a-z0-9_-]+$", examples=["critical"])]
PersonId = Annotated[str, Path(min_length=1, max_length=128, pattern=PRINTABLE, examples=["steward-wang"])]
OwnId = Annotated[
    str, Path(min_length=1, max_length=64, pattern=PRINTABLE, examples=["5b1f0a52-0e8f-4b59-8d3f-3f6c2e6f5b02"])
]
"""Of what the API names itself: a silence, an away, a shift, a leave, a test message."""
ChannelId = Annotated[str, Path(min_length=1, max_length=128, pattern=PRINTABLE, examples=["steward-wang-webhook"])]
