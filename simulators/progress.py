"""What a person at a terminal sees while it goes on. Elsewhere (a pipe, a supervisor's log) nothing moves."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from simulators.dialects import Message
from simulators.lines import Lines
from simulators.neighbourhood import Device

console = Console(stderr=True)


@contextmanager
def life_progress(devices: Sequence[Device], lines: Lines) -> Iterator[Callable[[Message], None]]:
    """Show how many messages were published and confirmed, and who spoke last."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    console.print(f"simulating {len(devices)} devices")
    with Progress(*columns, console=console, refresh_per_second=4, transient=True) as progress:
        task = progress.add_task("connected", total=None)
        there = True

        def tell(message: Message) -> None:
            nonlocal there
            if lines.connected is not there:
                there = lines.connected
                console.print("the broker is back" if there else "the broker is away; its messages are kept for it")
            progress.advance(task)
            done = progress.tasks[task].completed
            progress.update(task, description=f"{done:.0f} published, {lines.acknowledged} confirmed, {message.topic}")

        yield tell
    console.print(f"published and confirmed: {lines.acknowledged}")


@contextmanager
def load_progress(messages: int) -> Iterator[Callable[[int], None]]:
    """Show how many of the load's messages are confirmed."""
    columns = (TextColumn("load"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, refresh_per_second=4, transient=True) as progress:
        task = progress.add_task("load", total=messages)
        shown = 0

        def tell(acknowledged: int) -> None:
            nonlocal shown
            if acknowledged - shown >= messages / 200:
                progress.update(task, completed=acknowledged)
                shown = acknowledged

        yield tell
