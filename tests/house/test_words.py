"""Names say what a thing is; some words say nothing."""

import ast
import re
from collections.abc import Iterator

from tests.house.tree import code, shown, syntax

EMPTY_WORDS = {
    *("util", "utils", "helper", "helpers", "common", "core"),
    *("manager", "managers", "handler", "handlers", "process", "processor"),
}

# What a library calls in us has the name that the library gave it.
DICTATED = {"process_bind_param", "process_result_value"}  # SQLAlchemy's TypeDecorator


def _words(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def _names() -> Iterator[tuple[str, str]]:
    for path in code():
        yield shown(path), path.stem
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                yield f"{shown(path)}:{node.lineno}", node.name


def test_words_are_found_in_names() -> None:
    assert _words("AlertManager") == {"alert", "manager"}
    assert _words("_handle_HTTPUtils") == {"handle", "http", "utils"}


def test_no_name_holds_an_empty_word() -> None:
    assert not [f"{where} {name}" for where, name in _names() if _words(name) & EMPTY_WORDS and name not in DICTATED]
