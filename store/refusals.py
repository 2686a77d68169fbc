"""What no readings store takes."""

import math

from domain.metrics import METRICS
from domain.readings import Report
from store.readings import Refusal


def refusal_of(report: Report) -> Refusal | None:
    """Refuse a report with a metric that is not in the catalogue or a value that is no number; None: it may rest."""
    values = report.values
    if math.isfinite(sum(values.values())) and all(name in METRICS for name in values):
        return None
    return Refusal(report=report, reason=f"no readings: {dict(values)!r}"[:200])
