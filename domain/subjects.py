"""Whom an alert or an override is about: a resident by id, or an area as `area:<id>`. Ids hold no colon."""

_AREA = "area:"


def area_subject(area: str) -> str:
    """Name an area as a subject."""
    return _AREA + area


def area_of(subject: str) -> str | None:
    """Give the id of the area that a subject names; None where it is a resident."""
    return subject.removeprefix(_AREA) if subject.startswith(_AREA) else None
