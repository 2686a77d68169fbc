"""How well alerts were answered, from our own rows."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query

from api.access import Asker, SeesDuty
from api.routes.documented import ABOUT_ONE
from api.rule_checks import wrong
from api.shapes.kpis import DailyKpis, DailyQuery, DayShape, FiguresShape, KpiQuery, Kpis, RuleKpi
from domain.access import Deed
from domain.kpi_days import by_day, day_begins, days_ending
from domain.kpi_figures import false_alarms, figures, figures_by, per_resident_and_day

router = APIRouter(prefix="/api/v1/kpis", tags=["kpis"])

USUAL, LONGEST = timedelta(days=30), timedelta(days=731)


@router.get("", summary="See how well alerts were answered", responses=ABOUT_ONE)
def kpis(asker: SeesDuty, wanted: Annotated[KpiQuery, Query()]) -> Kpis:
    """See what was answered within 60 and 180 seconds, times to acknowledge and resolve by building, and false alarms.

    Of the last 30 days where nothing else is said. Technical alerts are left out of the figures.
    """
    since, until = _stretch(wanted, asker.now)
    if wanted.area is not None:
        asker.in_area(Deed.SEE_DUTY, wanted.area)
    areas = {wanted.area} if wanted.area is not None else asker.principal.areas
    records = asker.parts.records
    found = records.kpis.told(since, until, areas)
    residents = len(records.people.residents(areas=areas))
    by_building = figures_by(found, lambda one: one.building or None)
    return Kpis(
        since=since,
        until=until,
        area=wanted.area,
        residents=residents,
        alerts_per_resident_and_day=round(per_resident_and_day(found, residents, since, until), 5),
        all=FiguresShape.of(figures(found)),
        by_area={area: FiguresShape.of(one) for area, one in by_building.items()},
        by_rule=[RuleKpi.of(one) for one in false_alarms(found)],
    )


@router.get("/daily", summary="See day by day how well alerts were answered", responses=ABOUT_ONE)
def daily_kpis(asker: SeesDuty, wanted: Annotated[DailyQuery, Query()]) -> DailyKpis:
    """See for each day what fired, how fast it was acknowledged, what was a false alarm and what stayed open.

    A chart's numbers: a day without alerts stands there too. Days are local to the area, or to the first of yours.
    """
    if wanted.area is not None:
        asker.in_area(Deed.SEE_DUTY, wanted.area)
    areas = {wanted.area} if wanted.area is not None else asker.principal.areas
    zone, kpis = _zone(asker, areas), asker.parts.records.kpis
    try:
        days = days_ending(wanted.ending or asker.now.astimezone(zone).date(), wanted.days)
        since, until = day_begins(days[0], zone), day_begins(days[-1] + timedelta(days=1), zone)
    except OverflowError:
        raise wrong("query.ending", "is beyond the calendar") from None
    found = by_day(days, zone, kpis.told(since, until, areas), kpis.open_at(since, areas), asker.now)
    return DailyKpis(area=wanted.area, timezone=zone.key, days=[DayShape.of(one) for one in found])


def _zone(asker: Asker, areas: Collection[str]) -> ZoneInfo:
    known = asker.areas()
    return ZoneInfo(next((known[one].timezone for one in sorted(areas) if one in known), "UTC"))


def _stretch(wanted: KpiQuery, now: datetime) -> tuple[datetime, datetime]:
    try:
        until = (wanted.until or now).astimezone(UTC)
        since = wanted.since.astimezone(UTC) if wanted.since else until - USUAL
    except OverflowError:
        raise wrong("query", "`since` or `until` is beyond the calendar") from None
    if since >= until:
        raise wrong("query.since", "must lie before `until`")
    if until - since > LONGEST:
        raise wrong("query.since", f"at most {LONGEST.days} days before `until`")
    return since, until
