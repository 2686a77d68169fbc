"""Whether it is alive, whether it is well, and problems."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from api.shapes.shape import Shape, example


class Alive(Shape):
    """The server answers."""

    model_config = example({"alive": True, "since_seconds": 3600.5})

    alive: bool
    since_seconds: float


class Readiness(Shape):
    """Whether everything that the house needs is well; `reasons` says what is not, `facts` how that is known."""

    model_config = example(
        {
            "ready": False,
            "reasons": ["ingest has said nothing for 34 s"],
            "facts": {
                "records": {"answered": True, "took_ms": 0.4},
                "readings": {"answered": True, "took_ms": 0.3},
                "line": {"connected": True, "subscribed": True, "age_seconds": 900.1},
                "ingest": {"age_seconds": 34.0, "connected": True},
                "alerts": {"age_seconds": 0.6, "connected": True},
            },
        }
    )

    ready: bool
    reasons: list[str]
    facts: dict[str, dict[str, Any]]


class WrongField(BaseModel):
    """One field that is wrong; of a table (`kind` sheet) also the cell and what stands in it."""

    field: str
    reason: str
    kind: str
    sheet: str | None = None
    row: str | None = None
    column: str | None = None
    value: str | None = None


class ProblemShape(BaseModel):
    """RFC 9457 problem details; `type` is one of the words under /problems/."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "/problems/not-found",
                    "title": "There is no such thing, or none that you may see.",
                    "status": 404,
                    "request_id": "4f5c0c0e8f0d4d0f9d0b1c2d3e4f5a6b",
                }
            ]
        }
    )

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: list[WrongField] | None = None
    request_id: str


class ProblemKind(Shape):
    """What a problem's `type` means."""

    model_config = example({"type": "/problems/too-large", "title": "The body is too large.", "status": 413})

    type: str
    title: str
    status: int


class Signpost(Shape):
    """Where things are."""

    model_config = example(
        {
            "name": "Banister",
            "version": "0.1.0",
            "api": "/api/v1",
            "docs": "/docs",
            "openapi": "/openapi.json",
            "ready": "/readyz",
        }
    )

    name: str
    version: str
    api: str
    docs: str
    openapi: str
    ready: str
