"""The week of a resident, to read on a screen and on paper."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Header, Query, Response

from api.access import Asker, SeesResidents
from api.agreed import kinds
from api.paths import ResidentId
from api.reports.sentences import words_of
from api.reports.sheet import Whose, sheet
from api.reports.words import Words
from api.routes.documented import ABOUT_ONE, Responses
from api.rule_checks import wrong
from api.shapes.week_reports import WeekReportShape
from domain.access import Deed, may_about
from domain.errors import NotFound
from domain.people import Placement, Scope
from domain.weeks import Week, last_whole_day
from store.week_reports import WeekReport, week_report

router = APIRouter(prefix="/api/v1/residents/{resident_id}/reports", tags=["reports"])

EARLIEST = date(2000, 1, 1)
Ending = Annotated[date | None, Query(description="The last of seven local days; else the last whole one.")]
Language = Annotated[
    str, Query(pattern="^(zh-CN|en|)$", description="zh-CN or en; else by Accept-Language, else yours.")
]
Accepts = Annotated[str, Header(alias="Accept-Language", max_length=256)]
_PDF: Responses = {
    200: {
        "description": "A4, one page or two.",
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}, "example": "%PDF…"}},
    }
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    report: WeekReport
    whose: Whose
    words: Words


@router.get("/week", summary="Read a resident's week", responses=ABOUT_ONE)
def see_week_report(
    asker: SeesResidents, resident_id: ResidentId, ending: Ending = None, language: Language = "", accepts: Accepts = ""
) -> WeekReportShape:
    """Read how a resident's week was: vital signs against what is usual, days at home, alerts and answers, devices.

    A relative sees the kinds of data that the resident has agreed to show them. Not a medical device.
    """
    made = _made(asker, resident_id, ending, language or accepts)
    return WeekReportShape.of(made.report, made.whose.name, list(made.whose.left_out), made.words)


@router.get("/week.pdf", summary="Take a resident's week as a PDF", response_class=Response, responses=ABOUT_ONE | _PDF)
def print_week_report(
    asker: SeesResidents, resident_id: ResidentId, ending: Ending = None, language: Language = "", accepts: Accepts = ""
) -> Response:
    """Take the same week as a page to print. 503 `no-chinese-font` says what to install where no font has Chinese."""
    made = _made(asker, resident_id, ending, language or accepts)
    drawn = asker.parts.press.pdf(sheet(made.report, made.whose, made.words, asker.now))
    name = f"week-{made.report.week.last:%Y-%m-%d}.pdf"  # no name: it may have letters that a header has not
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return Response(drawn, media_type="application/pdf", headers=headers)


def _made(asker: Asker, resident_id: str, ending: date | None, language: str) -> _Made:
    """Make the report of what the asker may see; each look is on record."""
    placement = asker.about(Deed.SEE_RESIDENT, resident_id)
    week = _week(ending, placement, asker)
    shown = _shown(asker, placement)
    records = asker.parts.records
    resident = records.people.resident(resident_id)
    report = week_report(records, asker.parts.readings, placement, week, kinds=shown, now=asker.now)
    words = words_of(language or records.people.person(asker.principal.person).language)
    whose = Whose(
        name=resident.name, place=_place(asker, placement, resident.household), left_out=sorted(set(Scope) - shown)
    )
    return _Made(report=report, whose=whose, words=words)


def _week(ending: date | None, placement: Placement, asker: Asker) -> Week:
    zone = ZoneInfo(placement.timezone)
    today = asker.now.astimezone(zone).date()
    if ending is not None and not EARLIEST <= ending <= today:
        raise wrong("query.ending", f"must lie between {EARLIEST} and today, {today}")
    return Week(last=ending or last_whole_day(asker.now, zone), zone=zone)


_DEEDS = (
    (Deed.SEE_READINGS, frozenset({Scope.VITAL_SIGNS, Scope.ACTIVITY})),
    (Deed.SEE_ALERTS, frozenset({Scope.ALERTS})),
    (Deed.SEE_DEVICES, frozenset({Scope.DEVICES})),
)


def _shown(asker: Asker, placement: Placement) -> frozenset[Scope]:
    """Give the kinds that are agreed to and lie within what the asker (and their key) may do; each is on record."""
    agreed, shown = kinds(asker, placement.resident), frozenset[Scope]()
    for deed, scopes in _DEEDS:
        if scopes & agreed and may_about(asker.principal, deed, placement):
            asker.note(deed, placement.resident, "week report")
            shown |= scopes & agreed
    return shown


def _place(asker: Asker, placement: Placement, household: str) -> str:
    try:
        flat = asker.parts.records.people.household(household).flat
    except NotFound:
        return ""
    areas = asker.areas()
    building = areas[placement.areas[0]].name if placement.areas and placement.areas[0] in areas else ""
    return f"{building} {flat}".strip()
