"""Errors that we know, said in one line of the terminal; anything else keeps its traceback."""

import contextlib
from collections.abc import Iterator

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape

from domain.errors import BanisterError

errors = Console(stderr=True)


@contextlib.contextmanager
def told_plainly() -> Iterator[None]:
    """Say what went wrong in one line where it is something that we know; anything else keeps its traceback."""
    try:
        yield
    except BanisterError as error:
        errors.print(f"[bold red]banister:[/] {escape(str(error))}", highlight=False, soft_wrap=True)
        raise typer.Exit(1) from None
    except ValidationError as error:
        for one in error.errors(include_url=False, include_input=False):
            errors.print(f"[bold red]banister:[/] {escape(_setting(one['loc']))}: {escape(one['msg'])}", soft_wrap=True)
        raise typer.Exit(1) from None


def _setting(place: tuple[int | str, ...]) -> str:
    """Name the environment variable of a settings' field (one that has a name of its own goes by that)."""
    name = str(place[0]) if place else "settings"
    return name if name.isupper() else f"BANISTER_{name.upper()}"
