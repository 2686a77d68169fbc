"""How well alerts were answered, from our own rows."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from api.access import SeesDuty
from api.routes.documented import ABOUT_ONE
from api.rule_checks import wrong
from api.shapes.kpis import FiguresShape, KpiQuery, Kpis, RuleKpi
from domain.access import Deed
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
