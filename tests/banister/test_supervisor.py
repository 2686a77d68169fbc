"""The supervisor, with real processes."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from banister.supervisor import AlreadyRunning, Service, Supervisor, lock_data_directory, waited

SLEEP = (sys.executable, "-c", "import time; time.sleep(600)")


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    one = Supervisor()
    yield one
    one.stop()


def test_a_killed_child_is_started_again(supervisor: Supervisor) -> None:
    supervisor.start(Service(name="sleeper", argv=SLEEP))
    first = supervisor.pid("sleeper")
    os.kill(first, signal.SIGKILL)

    assert waited(lambda: supervisor.pid("sleeper") != first, 10, watch=supervisor.watch)
    assert supervisor.restarts == {"sleeper": 1}


def test_a_child_that_dies_at_once_waits_longer_each_time() -> None:
    clock = [0.0]
    supervisor = Supervisor(clock=lambda: clock[0])
    supervisor.start(Service(name="crasher", argv=(sys.executable, "-c", "raise SystemExit(3)")))
    waits = [_wait_of_next_start(supervisor, clock) for _ in range(6)]
    supervisor.stop()

    assert waits == pytest.approx([0.2, 0.4, 0.8, 1.6, 3.2, 5.0], abs=0.05)


def _wait_of_next_start(supervisor: Supervisor, clock: list[float]) -> float:
    """Move the clock on until the crashed child has been started again; give how far it had to go."""
    child = supervisor._children[0]
    assert waited(lambda: child.again_at is not None, 10, watch=supervisor.watch)
    before, again_at = clock[0], child.again_at
    assert again_at is not None
    clock[0] = again_at
    supervisor.watch()
    return again_at - before


def test_stop_ends_all_children_even_one_that_ignores_the_signal(supervisor: Supervisor, tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    stubborn = (
        "import signal,time,pathlib; signal.signal(15, signal.SIG_IGN);"
        f"pathlib.Path({str(ready)!r}).touch(); time.sleep(600)"
    )
    supervisor.start(Service(name="sleeper", argv=SLEEP))
    supervisor.start(Service(name="stubborn", argv=(sys.executable, "-c", stubborn)))
    pids = [supervisor.pid("sleeper"), supervisor.pid("stubborn")]
    assert waited(ready.exists, 10)
    supervisor.stop()

    assert not any(_alive(pid) for pid in pids)


def test_children_end_when_their_supervisor_is_killed(tmp_path: Path) -> None:
    script = (
        "import sys,time; from banister.supervisor import *; s=Supervisor();"
        f"s.start(Service(name='x', argv={SLEEP!r})); open({str(tmp_path / 'pid')!r},'w').write(str(s.pid('x')));"
        "time.sleep(600)"
    )
    outer = Supervisor()
    outer.start(Service(name="outer", argv=(sys.executable, "-c", script)))
    pid_file = tmp_path / "pid"
    assert waited(lambda: pid_file.exists() and pid_file.read_text() != "", 20)
    inner = int(pid_file.read_text())
    os.kill(outer.pid("outer"), signal.SIGKILL)

    assert waited(lambda: not _alive(inner), 10)
    outer.stop()


def test_two_process_trees_cannot_share_a_data_directory(tmp_path: Path) -> None:
    with lock_data_directory(tmp_path), pytest.raises(AlreadyRunning, match="another banister"):
        lock_data_directory(tmp_path)


def test_waiting_ends_when_its_time_is_over() -> None:
    never: Callable[[], bool] = lambda: False  # noqa: E731 - a name for the reader
    started = time.monotonic()
    assert not waited(never, 0.1)
    assert time.monotonic() - started >= 0.1


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
    return state != "Z"
