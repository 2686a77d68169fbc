"""The web app, built beside a house that starts: nothing waits for it, and where it fails all else lives on."""

import contextlib
import subprocess
import threading
from collections.abc import Callable, Iterator

from rich.console import Console

from api.settings import ApiSettings
from api.web_app import CHECKOUT, WebApp, is_checkout
from banister.supervisor import python
from banister.web_sources import is_fresh

END_WITHIN = 5.0


@contextlib.contextmanager
def web_app_beside(api: ApiSettings, tell: Callable[[str], None]) -> Iterator[None]:
    """Build the web app during the block where that is due, and tell each step; where it is missing, say what to do."""
    app = WebApp(api.web)
    if api.web_dir is not None or not is_checkout():
        if not app.is_built:
            tell(f"the web app is not there: BANISTER_WEB_DIR names no folder with a built one ({app.folder})")
        yield
    elif _is_fresh():
        yield
    else:
        with _building(tell, lambda: _missing(app, tell)):
            yield


def told(out: Console, line: str) -> None:
    """Say a step of it on the terminal, between what else is said there."""
    out.print(f"• {line}", style="dim", highlight=False, markup=False, soft_wrap=True)


def _is_fresh() -> bool:
    try:
        return is_fresh(CHECKOUT)
    except OSError:
        return False  # the build will say what is wrong


def _missing(app: WebApp, tell: Callable[[str], None]) -> None:
    shown = "an older one is shown" if app.is_built else "there is none"
    tell(f"the web app is not built anew, {shown}; all else runs. `make web` tries again")


@contextlib.contextmanager
def _building(tell: Callable[[str], None], missing: Callable[[], None]) -> Iterator[None]:
    process = subprocess.Popen(
        python("-m", "banister.web_build"),
        cwd=CHECKOUT.parent,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        start_new_session=True,  # Ctrl-C reaches us alone, and we end it
    )
    ending = threading.Event()
    thread = threading.Thread(target=_relay, args=(process, tell, missing, ending), name="web-build", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        _end(process)
        thread.join(END_WITHIN)


def _relay(
    process: "subprocess.Popen[str]", tell: Callable[[str], None], missing: Callable[[], None], ending: threading.Event
) -> None:
    with process.stdout or contextlib.nullcontext(()) as lines:
        for line in lines:
            if not ending.is_set():
                tell(line.strip().removeprefix("• "))
    if process.wait() and not ending.is_set():
        missing()


def _end(process: "subprocess.Popen[str]") -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(END_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
