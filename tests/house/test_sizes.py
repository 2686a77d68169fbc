"""Nothing grows past what one can read at once: the design's sizes."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

from tests.house.tree import code, shown, syntax

LONGEST_FUNCTION = 50
LONGEST_FILE = 250


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            yield f"{shown(path)}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1


def _lengths() -> dict[str, int]:
    return {name: length for path in code() for name, length in _functions(path)}


def test_no_function_is_longer_than_fifty_lines() -> None:
    assert not {name: length for name, length in _lengths().items() if length > LONGEST_FUNCTION}


def test_half_of_the_functions_are_short_and_nine_in_ten_fit_a_glance() -> None:
    lengths = list(_lengths().values())
    assert median(lengths) <= 8
    assert quantiles(lengths, n=10)[-1] <= 25


def test_no_file_is_longer_than_two_hundred_and_fifty_lines() -> None:
    lengths = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in code()}
    assert not {name: length for name, length in lengths.items() if length > LONGEST_FILE}
