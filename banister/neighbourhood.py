"""Reads a neighbourhood's YAML: all of it or, with every line that is wrong, none of it."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import yaml
from pydantic import ValidationError

from domain.errors import BadInput
from sheets.checks import complaints
from sheets.complaints import Complaint
from sheets.neighbourhood import NeighbourhoodFile
from sheets.tree import tree
from simulators.lined_yaml import LinedYaml
from store.records.neighbourhood import Neighbourhood


class BadNeighbourhood(BadInput):
    """A neighbourhood's file is wrong; the text names file, line and reason, a line each."""


def read_neighbourhood(path: Path, environment: Mapping[str, str]) -> Neighbourhood:
    """Read a file; secrets come from `environment` by the names that it gives. Raises BadNeighbourhood."""
    try:
        lined = LinedYaml(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadNeighbourhood(f"{path}: cannot be read: {error}") from error
    except yaml.YAMLError as error:
        raise BadNeighbourhood(f"{path}: is no YAML: {error}") from error
    return tree(_checked(path, lined, environment), environment)


def _checked(path: Path, lined: LinedYaml, environment: Mapping[str, str]) -> NeighbourhoodFile:
    try:
        file = NeighbourhoodFile.model_validate(lined.value)
    except ValidationError as error:
        raise _wrong(path, lined, _shape(error)) from error
    if found := complaints(file, environment):
        raise _wrong(path, lined, found)
    return file


def _shape(error: ValidationError) -> Iterator[Complaint]:
    for one in error.errors(include_url=False):
        yield Complaint(one["loc"], one["msg"].removeprefix("Value error, "))


def _wrong(path: Path, lined: LinedYaml, found: Iterable[Complaint]) -> BadNeighbourhood:
    lines = sorted((lined.line(one.path), ".".join(map(str, one.path)), one.reason) for one in found)
    return BadNeighbourhood("\n".join(f"{path}:{line}: {place}: {reason}" for line, place, reason in lines))
