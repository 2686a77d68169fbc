"""A resident and a relative whose every word is unique, and who left a word everywhere."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from domain.access import Deed
from domain.alerts import Disposition
from domain.answers import acknowledge, resolve
from domain.muting import Away, AwayKind, Silence
from domain.overrides import Override
from domain.people import Device, DeviceKind, Household, Person, Relation, Resident, Role
from domain.readings import Quarantined, Report
from store.readings import ReadingStore
from store.records import Records
from store.records.audit import Entry
from store.records.findings import Sighting
from store.records.identities import Identity
from store.records.neighbourhood import Belonging, Neighbourhood
from store.records.tables import answers, webhook_messages, webhooks
from tests.neighbourhood import BUILDING, COMMUNITY_STAFF, MRS_LIN, OTHER_WATCH, SITE, STREET, agreed, cast, webhook
from tests.store.alert_makers import heart_rate, told

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=365)
GONE, CHILD, HOME = "resident-7f3a", "person-9c1e", "home-7f3a"
WATCH = f"{SITE}.kanarie-uhr-7"
WORDS = (
    "金丝雀兰",
    "13777000111",
    "kanarie-tochter",
    "金丝雀莉",
    "13777000222",
    "canary@nest.example",
    "schluessel-nest",
)
TEXTS = (
    "zettel-alarm",
    "zettel-weg",
    "zettel-still",
    "zettel-grenze",
    "zettel-sauerstoff",
    "zettel-brief",
    "zettel-fehler",
)
SIGNED, CALLED = "unterschrift-nest", "kanarie-bei-anderen"
PAYLOAD, ANSWERED = b"kanarie-payload", b"kanarie-answer"
ALL = (*(one.encode() for one in (*WORDS, *TEXTS, SIGNED, CALLED)), PAYLOAD, ANSWERED)


def settle(records: Records) -> None:
    """Let them live beside the cast, in a flat of their own, with a watch."""
    cast(records, NOW)
    hers = agreed(GONE, CHILD, SINCE)
    there = Neighbourhood(
        households=(Household(id=HOME, building=BUILDING, flat="9", key_holder=WORDS[6]),),
        residents=(Resident(id=GONE, name=WORDS[0], household=HOME, birth_year=1931, phone=WORDS[1]),),
        people=(Person(id=CHILD, name=WORDS[3], role=Role.RELATIVE, login=WORDS[2], phone=WORDS[4]),),
        relations=(Relation(person=CHILD, resident=GONE, relation="daughter", tell=True),),
        consents=(type(hers)(**{name: getattr(hers, name) for name in hers.__slots__} | {"signed_by": SIGNED}),),
        channels=(webhook(CHILD, f"https://nest.example/{WORDS[5]}", secret="whsec_kanarie"),),
        devices=(Device(id=WATCH, kind=DeviceKind.WATCH, site=SITE),),
        belongings=(Belonging(device=WATCH, resident=GONE, since=SINCE),),
    )
    records.neighbourhood.load(there, NOW)


def say_everywhere(records: Records) -> tuple[str, str]:
    """Leave a word in every place that holds some; give the ids of an alert that is over and of one that is open."""
    over = heart_rate(None, 142.40625, NOW - timedelta(hours=2), GONE)
    records.alerts.commit([over], [told(over, at=NOW)], NOW)
    taken = acknowledge(over.alert, COMMUNITY_STAFF, NOW, note=TEXTS[0])
    assert taken is not None
    done = resolve(taken.alert, COMMUNITY_STAFF, Disposition.REAL, NOW, note=TEXTS[0])
    assert done is not None
    records.alerts.commit([taken], [], NOW)
    records.alerts.commit([done], [], NOW)
    records.outbox.failed(told(over).id, NOW, TEXTS[6])
    still = heart_rate(None, 143.40625, NOW + timedelta(hours=1), GONE)
    records.alerts.commit([still], [told(still, at=NOW)], NOW)
    _mute(records)
    _write(records, still.alert.id)
    return over.alert.id, still.alert.id


def measure(readings: ReadingStore) -> None:
    """Let thousands of readings rest, hers among others'."""
    for day in range(20):
        at = SINCE + timedelta(days=day)
        moments = [at + timedelta(minutes=n) for n in range(200)]
        readings.append(
            [
                Report(device=device, observed_at=one, received_at=one, values={"heart_rate": value, "battery": 50.0})
                for one in moments
                for device, value in ((WATCH, 123.40625), (OTHER_WATCH, 61.625))
            ]
        )


def _mute(records: Records) -> None:
    later, by = NOW + timedelta(days=9), COMMUNITY_STAFF
    away = Away(id="away", resident=GONE, starts_at=NOW, ends_at=later, kind=AwayKind.FAMILY, by=by, why=TEXTS[1])
    records.mutes.put_away(away, NOW)
    records.mutes.put_silence(
        Silence(id="still", starts_at=NOW, ends_at=later, by=by, why=TEXTS[2], resident=GONE), NOW
    )
    records.rules.set_override(
        Override(rule="heart_rate_high", subject=GONE, set_by=by, reason=TEXTS[3], warning=117.40625), NOW
    )
    records.people.set_oxygen_scale(GONE, 2, by, TEXTS[4], NOW)


def _write(records: Records, alert: str) -> None:
    records.findings.quarantine(
        [Quarantined(device=WATCH, topic="t", reason="not_json", detail="", payload=PAYLOAD, received_at=NOW)]
    )
    records.findings.unclaimed([Sighting(device=WATCH, site=SITE, topic="t", payload=PAYLOAD, at=NOW)])
    records.accounts.open_session(CHILD, NOW, timedelta(days=30))
    known = Identity(issuer="https://nest.example", subject=CALLED, person=CHILD, made_at=NOW, used_at=None)
    records.identities.link(known, Entry(at=NOW, person=CHILD, deed=Deed.KEEP_OWN_ACCOUNT, subject=CHILD))
    hook = {"id": "hook", "area": STREET, "name": "", "url": "http://h", "kinds": [], "secret": "", "enabled": True}
    sent = {"webhook": "hook", "kind": "alert", "created_at": NOW, "attempts": 0, "next_attempt_at": NOW}
    body = TEXTS[5].encode()
    kept = {"key": "k", "request_hash": "", "at": NOW}
    with records._database.writing() as connection:
        connection.execute(insert(webhooks), hook | {"made_by": "x", "made_at": NOW, "after": 0})
        for n, subject in enumerate((GONE, alert)):
            message = {"id": f"m{n}", "event": f"e{n}", "subject": subject, "body": body, "state": "waiting"}
            connection.execute(insert(webhook_messages), sent | message)
        said = WORDS[0].encode() + ANSWERED
        connection.execute(insert(answers), [kept | {"person": COMMUNITY_STAFF, "body": said}])
        connection.execute(insert(answers), [kept | {"person": MRS_LIN, "body": b"of somebody else"}])
