"""From what a person asked for to simulated life or load on a broker."""

import signal
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from simulators import load as loads
from simulators.clock import Clock
from simulators.errors import BadRequest
from simulators.lines import Lines, line_per_device, shared_line
from simulators.neighbourhood import Device, read_neighbourhood, synthetic
from simulators.play import Stage, play
from simulators.progress import life_progress, load_progress
from simulators.requests import read_credentials, tellings, wanted
from simulators.settings import Access
from simulators.street import Street
from simulators.timeline import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Simulated life as somebody asked for it. `lasts` None: until stopped; `residents` stand in for a file."""

    file: Path
    residents: int = 0
    site: str = "simulated"
    seed: int = 1
    timezone: str = "Asia/Shanghai"
    speed: float = 1.0
    backfill: timedelta = timedelta(0)
    lasts: timedelta | None = None
    scenarios: Sequence[str] = ()
    per_device: bool = False
    credentials: Path | None = None


def perform(order: Order, access: Access, clock: Clock) -> int:
    """Live the order to its end or to SIGINT or SIGTERM; returns the unacknowledged messages. Raises SimulatorError."""
    stop = stop_on_signals()
    devices = synthetic(order.residents, site=order.site) if order.residents else read_neighbourhood(order.file)
    if not devices:
        raise BadRequest(f"{order.file} names no device to simulate")
    requests = [wanted(text, devices) for text in order.scenarios]
    timezone = _zone(order.timezone)
    lines = _lines(order, access, devices, clock)
    try:
        timeline = Timeline(origin=clock.now().astimezone(timezone), speed=order.speed)
        told = tellings(requests, seed=order.seed, start=timeline.origin)
        street = Street(devices=devices, seed=order.seed, timezone=timezone, tellings=told)
        with life_progress(devices, lines) as tell:
            stage = Stage(lines=lines, clock=clock, stop=stop, tell=tell)
            return play(street, timeline, stage, backfill=order.backfill, lasts=order.lasts)
    finally:
        lines.close()


def perform_load(access: Access, load: loads.Load) -> loads.LoadResult:
    """Publish a load to its end or to SIGINT or SIGTERM. Raises LineError."""
    with load_progress(load.messages) as tell:
        return loads.run(access, load, stop=stop_on_signals(), tell=tell)


def stop_on_signals() -> threading.Event:
    """Return an event that SIGINT and SIGTERM set from now on."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _lines(order: Order, access: Access, devices: tuple[Device, ...], clock: Clock) -> Lines:
    if not order.per_device:
        return shared_line(access, client_id=f"simulators-{clock.now().timestamp():.6f}".replace(".", "-"))
    credentials = read_credentials(order.credentials) if order.credentials else {}
    return line_per_device(access, devices, credentials, now=clock.now())


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as problem:
        raise BadRequest(f"{name!r} is no time zone; an example is Asia/Shanghai") from problem
