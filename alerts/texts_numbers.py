"""Numbers in words: a value with its unit, a stretch of time. Pure."""

from alerts.texts_words import Words
from domain.metrics import METRICS


def number(value: float, metric: str, words: Words) -> str:
    """Say a value with its unit: at most one decimal, states by their stored word."""
    known = METRICS.get(metric)
    if known is None:
        return f"{value:g}"
    if known.states:
        return known.states.get(int(value), f"{value:g}")
    shown = f"{value:.1f}".removesuffix(".0")
    return f"{shown}{words.units[known.unit]}"


def span(seconds: float, words: Words) -> str:
    """Say a stretch of time in its largest whole unit."""
    for size, form in zip((86_400, 3_600, 60), words.spans, strict=True):
        if seconds >= 2 * size or (seconds >= size and seconds % size == 0):
            return form.format(n=f"{seconds / size:.0f}")
    return words.seconds.format(n=f"{seconds:.0f}")
