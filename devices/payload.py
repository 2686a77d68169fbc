"""Bytes -> what JSON says, with a reason instead of an exception."""

import json

import orjson

from devices.notes import Note, Reason, shown

MOST_BYTES = 64 * 1024


def said_in(payload: bytes, notes: list[Note]) -> object:
    """Read one JSON value; None with a note where there is none.

    What the strict reader refuses is read again by the lenient one, so that a NaN costs its own value only.
    """
    if len(payload) > MOST_BYTES:
        notes.append((Reason.TOO_LARGE, f"{len(payload)} bytes"))
        return None
    try:
        return orjson.loads(payload)
    except orjson.JSONDecodeError:
        return _lenient(payload, notes)


def _lenient(payload: bytes, notes: list[Note]) -> object:
    if not payload:
        notes.append((Reason.EMPTY, "no bytes"))
        return None
    try:
        said: object = json.loads(payload.decode("utf-8-sig"))
    except RecursionError:
        notes.append((Reason.NOT_JSON, "nested too deep"))
        return None
    except ValueError as error:  # bad UTF-8, bad JSON, a number of thousands of digits
        notes.append((Reason.NOT_JSON, shown(str(error))))
        return None
    return said
