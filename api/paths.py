"""What may stand in a path or a text."""

from typing import Annotated

from fastapi import Path

PRINTABLE = r"^[^\x00-\x1f]*$"
"""No control characters: no id, login or note has any, and a database may refuse them."""
NO_NUL = r"^[^\x00]*$"
"""A note may have lines."""

CURSOR = r"[0-9]{1,17}_[0-9a-zA-Z-]{1,64}"
"""Of a list of alerts: microseconds and an id."""

ResidentId = Annotated[str, Path(min_length=1, max_length=128, pattern=PRINTABLE, examples=["lin-guiying"])]
AlertId = Annotated[
    str, Path(min_length=1, max_length=64, pattern=PRINTABLE, examples=["0c1c2f5e-3f0b-5d0a-9f39-0d6c8e1f9a11"])
]
DeviceId = Annotated[str, Path(min_length=1, max_length=256, pattern=PRINTABLE, examples=["lin-lane.watch-lin"])]
