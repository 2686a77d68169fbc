"""What every operation says of its errors in the OpenAPI document."""

from typing import Any

from api.problems import KINDS, MEDIA_TYPE
from api.shapes.system import ProblemShape

Responses = dict[int | str, dict[str, Any]]

PLACE = "#/components/schemas/{model}"
"""Where a document keeps its shapes."""


def problems(*statuses: int) -> Responses:
    """Document these statuses as problem+json, with an example each."""
    return {status: _problem(status) for status in statuses}


def _problem(status: int) -> dict[str, Any]:
    kinds = [kind for kind in KINDS if kind.status == status]
    examples = {
        kind.word: {
            "value": {
                "type": f"/problems/{kind.word}",
                "title": kind.title,
                "status": kind.status,
                "request_id": "4f5c0c0e8f0d4d0f9d0b1c2d3e4f5a6b",
            }
        }
        for kind in kinds
    }
    return {
        "description": " ".join(kind.title for kind in kinds),
        "content": {MEDIA_TYPE: {"schema": {"$ref": PLACE.format(model="ProblemShape")}, "examples": examples}},
    }


def with_problems(document: dict[str, Any]) -> dict[str, Any]:
    """Put the shape of a problem among the document's shapes: every operation refers to it."""
    shape = ProblemShape.model_json_schema(ref_template=PLACE)
    shapes = document.setdefault("components", {}).setdefault("schemas", {})
    shapes.update(shape.pop("$defs", {}))
    shapes["ProblemShape"] = shape
    return document


KNOWN = problems(401, 403, 422, 500, 503)
"""Of every route that asks who is there."""
ABOUT_ONE = KNOWN | problems(404)
"""Of every route about one thing that may not be there, or not for this asker."""
CHANGES = problems(400, 413)
"""Of every route that takes a body."""
