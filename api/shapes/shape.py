"""The base of all shapes."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """What is sent or taken; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def example(value: dict[str, Any]) -> ConfigDict:
    """Give a model its example."""
    return ConfigDict(extra="forbid", frozen=True, json_schema_extra={"examples": [value]})
