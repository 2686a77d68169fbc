"""Opens the records: one object that every service builds once and passes down."""

from types import TracebackType
from typing import Self

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from domain.errors import BadSettings
from store.records.accounts import Accounts
from store.records.alerts import Alerts
from store.records.answers import Answers
from store.records.audit import Audit
from store.records.bridges import Bridges
from store.records.consents import Consents
from store.records.database import REVISION, Database, count_up, counted
from store.records.erasure import Erasure
from store.records.findings import Findings
from store.records.flats import Flats
from store.records.gateways import Gateways
from store.records.identities import Identities
from store.records.invitations import Invitations
from store.records.kpis import Kpis
from store.records.loading import Neighbourhoods
from store.records.migrating import migrate
from store.records.mutes import Mutes
from store.records.organisation import Organisation
from store.records.outbox import Outbox
from store.records.pages import Pages
from store.records.people import People
from store.records.policies import Policies
from store.records.registry import Registry
from store.records.retention import Retention
from store.records.rosters import Rosters
from store.records.rules import Rules
from store.records.secret_values import shared_secret
from store.records.services import Services
from store.records.spelling import spell_names
from store.records.webhook_sending import WebhookSending
from store.records.webhooks import Webhooks
from store.settings import StoreSettings, secret_in


class Records:
    """People, rosters, devices, rules, policies, mutes, alerts, outbox, findings, accounts: a small class a subject.

    Every method raises StoreAway while the database cannot be reached, is full, locked or read-only, and NotFound
    for an id that it does not hold. Threads may share one.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.registry = Registry(database)
        self.bridges = Bridges(database)
        self.gateways = Gateways(database)
        self.people = People(database)
        self.organisation = Organisation(database)
        self.pages = Pages(database)
        self.flats = Flats(database)
        self.answers = Answers(database)
        self.rosters = Rosters(database)
        self.rules = Rules(database)
        self.policies = Policies(database)
        self.mutes = Mutes(database)
        self.alerts = Alerts(database)
        self.outbox = Outbox(database)
        self.kpis = Kpis(database)
        self.findings = Findings(database)
        self.accounts = Accounts(database)
        self.identities = Identities(database)
        self.audit = Audit(database)
        self.webhooks = Webhooks(database)
        self.webhook_sending = WebhookSending(database)
        self.erasure = Erasure(database)
        self.retention = Retention(database)
        self.consents = Consents(database)
        self.invitations = Invitations(database)
        self.services = Services(database)
        self.neighbourhood = Neighbourhoods(database)

    def check(self) -> None:
        """Raise StoreAway where the records cannot be written now."""
        with self._database.writing() as connection:
            count_up(connection, "probe")

    def revision(self) -> int:
        """Give the number of the last write to what services keep in memory.

        Devices, ownerships, placements, oxygen scales, rules, overrides, policies, mutes, rosters.
        """
        with self._database.reading() as connection:
            return counted(connection, REVISION)

    def secret(self, name: str, size: int = 32) -> bytes:
        """Give the random secret of this name that all services share; made when it is first asked for."""
        return shared_secret(self._database, name, size)

    def close(self) -> None:
        """Let go of all connections."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def records_url(settings: StoreSettings) -> URL:
    """Give where the settings say that the records rest; the URL's text never shows its password."""
    if settings.records_url is None:
        return URL.create("sqlite", database=str(settings.data_dir / "records.sqlite"))
    try:
        url = make_url(settings.records_url)
    except ArgumentError:
        raise BadSettings("BANISTER_RECORDS_URL is no SQLAlchemy URL") from None
    if settings.records_password_file is None:
        return url
    return url.set(password=secret_in(settings.records_password_file, "BANISTER_RECORDS_PASSWORD_FILE"))


def open_records(url: str | URL) -> Records:
    """Open the records at an SQLAlchemy URL (sqlite or postgresql+psycopg) and bring them to the newest schema."""
    database = Database(url)
    try:
        migrate(database)
        spell_names(database)
    except BaseException:
        database.close()
        raise
    return Records(database)
