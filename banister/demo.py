"""`banister demo`: everything on this machine with simulated homes, shown in the terminal while it lives."""

import contextlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.live import Live

from api.settings import ApiSettings
from banister.accounts import give_password
from banister.admission import make_credential
from banister.all_in_one import AllInOne, alone, running
from banister.demo_ladder import hurry
from banister.demo_news import News
from banister.demo_snapshot import Snapshots
from banister.demo_view import Login, Moment, Signpost, picture, welcome
from banister.neighbourhood import read_neighbourhood
from banister.web_beside import told, web_app_beside
from domain.errors import BanisterError
from domain.escalation import default_policies
from domain.people import Person
from mqtt.broker_files import write_private
from mqtt.settings import MqttSettings
from store.logs import LogFormat, LogSettings, configure_logs
from store.opening import open_readings
from store.records import Records
from store.settings import StoreSettings

PLAYED = "lin-lane.watch-zhang"
PLAYED_AS = "lin-lane/watch-zhang"
"""The watch that the simulator leaves alone: anybody can be it."""
SHOWN_LOGINS = ("xiaomei", "wang", "zhao", "li")
LIFE_SPEED = 10
STORY = "low_oxygen:lin-xiuying@30s"
"""In simulated time: critical about half a minute after the start."""
PAST = "24h"
DRAWN_EVERY = 0.5


class NoExample(BanisterError):
    """The demo's neighbourhood is not where it should be."""


def play(out: Console, *, lasts: float = 0) -> None:
    """Run the demo until it is ended from outside, or for `lasts` seconds where that is more than 0."""
    mqtt, stores, api = MqttSettings(), StoreSettings(), ApiSettings()
    with alone(mqtt.data_dir, api), web_app_beside(api, lambda line: told(out, line)):
        _play(out, mqtt, stores, api, lasts=lasts)


def _play(out: Console, mqtt: MqttSettings, stores: StoreSettings, api: ApiSettings, *, lasts: float) -> None:
    logs = mqtt.data_dir / "logs"
    logs.mkdir(parents=True, exist_ok=True, mode=0o700)
    configure_logs("banister", LogSettings(log_level="CRITICAL", log_format=LogFormat.TEXT))
    out.print(f"starting; log lines go to {logs}", style="dim", highlight=False)
    all_in_one = AllInOne(mqtt, stores, api, logs=logs)
    with contextlib.closing(open_readings(stores)) as readings, _signposted(all_in_one, api, mqtt) as signpost:
        snapshots = Snapshots(all_in_one.records, readings, mqtt.data_dir)
        out.print(welcome(signpost()), soft_wrap=True)
        _show(out, snapshots, all_in_one, _until(lasts))


@contextlib.contextmanager
def _signposted(all_in_one: AllInOne, api: ApiSettings, mqtt: MqttSettings) -> Iterator[Callable[[], Signpost]]:
    """Load the neighbourhood, start everything and the simulators; give what a visitor must know."""
    file = example()
    passwords = _load(all_in_one.records, file, mqtt.data_dir)
    with running(all_in_one):
        stories = ("--speed", str(LIFE_SPEED), "--backfill", PAST, "--scenario", STORY)
        all_in_one.start_more("simulators", "-m", "simulators", "--file", str(file), *stories)
        yield lambda: _signpost(all_in_one, api, mqtt, passwords)


def example() -> Path:
    """Find the demo's neighbourhood, in a checkout or in an installed wheel."""
    here = Path(__file__).resolve().parent
    places = (here.parent / "examples" / "neighbourhood.yaml", here / "neighbourhood.yaml")
    for place in places:
        if place.is_file():
            return place
    raise NoExample(f"the demo's neighbourhood is not at {places[0]}")


def _load(records: Records, file: Path, data_dir: Path) -> Mapping[str, str]:
    """Load the neighbourhood; give each secret of the demo by its name, made at the first start and kept."""
    now = datetime.now(UTC)
    records.neighbourhood.load(read_neighbourhood(file, {}), now)
    records.policies.seed(default_policies(), now)
    hurry(records, now)
    kept = data_dir / "demo-secrets.json"
    known: dict[str, str] = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    for person in _people(records):
        if person.login and person.login not in known:
            known[person.login] = give_password(records, person, now, must_change=False)
    if PLAYED not in known:
        _, known[PLAYED] = make_credential(records, PLAYED, now)
    write_private(kept, json.dumps(known, ensure_ascii=False, indent=1))
    return known


def _people(records: Records) -> list[Person]:
    return [person for person in records.people.persons() if person.login in SHOWN_LOGINS]


def _signpost(all_in_one: AllInOne, api: ApiSettings, mqtt: MqttSettings, passwords: Mapping[str, str]) -> Signpost:
    people = {person.login: person for person in _people(all_in_one.records)}
    logins = [
        Login(who=f"{people[login].name} ({people[login].role})", login=login, password=passwords[login])
        for login in SHOWN_LOGINS
        if login in people
    ]
    return Signpost(address=api.address, logins=logins, publish_line=_publish_line(mqtt, passwords[PLAYED]))


def _publish_line(mqtt: MqttSettings, password: str) -> str:
    access = mqtt.access("banister")
    address = access.addresses[0]
    return (
        f"mosquitto_pub -h {address.host} -p {address.port} -u {PLAYED_AS} -P '{password}' -q 1 "
        f"-t care/v1/{PLAYED_AS}/readings -m '{{\"heart_rate\": 180}}'"
    )


def _until(lasts: float) -> Callable[[], bool]:
    end = time.monotonic() + lasts
    return lambda: lasts <= 0 or time.monotonic() < end


def _show(out: Console, snapshots: Snapshots, all_in_one: AllInOne, going_on: Callable[[], bool]) -> None:
    """Draw on a terminal; elsewhere (a pipe, a log) write a line for each thing that happens."""
    if out.is_terminal:
        with Live(console=out, auto_refresh=False, transient=False) as live:
            _each_moment(
                snapshots, all_in_one, going_on, lambda moment: live.update(picture(moment, out.height), refresh=True)
            )
    else:
        _each_moment(snapshots, all_in_one, going_on, News(out).tell)


def _each_moment(
    snapshots: Snapshots, all_in_one: AllInOne, going_on: Callable[[], bool], draw: Callable[[Moment], None]
) -> None:
    while going_on():
        now = datetime.now(UTC)
        all_in_one.round(now)
        draw(snapshots.take(now))
        time.sleep(DRAWN_EVERY)
