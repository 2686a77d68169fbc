"""How the command line names itself in the trail."""

from datetime import datetime

from domain.access import Deed
from store.records.audit import Entry

BY = "banister"
"""Who did it: whoever may run commands on this machine. Which of them it was is the operating system's to say."""


def noted(now: datetime, deed: Deed, subject: str, detail: str = "") -> Entry:
    """Give the trail's row of a command's deed."""
    return Entry(at=now, person=BY, deed=deed, subject=subject, detail=detail)
