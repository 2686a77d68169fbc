"""Every environment variable that the code reads, found by looking at the code."""

import ast
import functools
import importlib
import pkgutil
import re
from collections.abc import Iterator

from pydantic import AliasChoices
from pydantic_settings import BaseSettings

from tests.house.tree import ROOMS, code, syntax

_NAME = re.compile(r"(?:BANISTER|INFLUXDB)_[A-Z0-9_]+")


@functools.cache
def variables() -> frozenset[str]:
    """Return the names that settings classes have, and those that code reads by itself."""
    _import_everything()
    declared = {name for settings in _subclasses(BaseSettings) for name in _names(settings)}
    return frozenset(declared | set(_read_directly()))


def _import_everything() -> None:
    for room in ROOMS:
        package = importlib.import_module(room)
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            if not module.name.endswith("__main__") and ".migrations." not in module.name:
                importlib.import_module(module.name)


def _subclasses(parent: type[BaseSettings]) -> Iterator[type[BaseSettings]]:
    for child in parent.__subclasses__():
        if child.__module__.split(".")[0] in ROOMS:
            yield child
        yield from _subclasses(child)


def _names(settings: type[BaseSettings]) -> Iterator[str]:
    prefix = settings.model_config.get("env_prefix", "")
    for name, field in settings.model_fields.items():
        alias = field.validation_alias
        if isinstance(alias, AliasChoices):
            yield from (str(choice).upper() for choice in alias.choices if _NAME.fullmatch(str(choice).upper()))
        else:
            yield str(alias).upper() if alias is not None else f"{prefix}{name}".upper()


def _read_directly() -> Iterator[str]:
    """Find names in `environ[…]`, `environ.get(…)` and `getenv(…)`."""
    for path in code():
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.Call | ast.Subscript) and "env" in ast.unparse(node).split("(")[0].lower():
                yield from (
                    leaf.value
                    for leaf in ast.walk(node)
                    if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str) and _NAME.fullmatch(leaf.value)
                )
