"""A community's tables: an empty one to fill in, what is in the records, and what is brought in."""

from io import BytesIO
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.access import KeepsOrganisation
from api.body_sizes import too_large
from api.importing import LARGEST_UPLOAD, bring_in
from api.paths import PRINTABLE
from api.problems import UNSUPPORTED, Problem
from api.routes.documented import ABOUT_ONE, CHANGES, KNOWN, Responses, problems
from api.rule_checks import wrong
from api.shapes.imports import ImportShape, Section
from api.taking_out import taken_out
from sheets.exporting import rows_of
from sheets.shape import Language

router = APIRouter(prefix="/api/v1", tags=["imports"])

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ZIP, _CSV = "application/zip", "text/csv"
_NAMES = {_XLSX: "tables.xlsx", _ZIP: "tables.zip", "application/x-zip-compressed": "tables.zip", _CSV: ".csv"}
_BINARY = {"schema": {"type": "string", "format": "binary"}, "example": "PK…"}
_TEXT = {"schema": {"type": "string"}, "example": "id,building,flat\nosmanthus-1-302,osmanthus-1,302\n"}
_BODY: dict[str, Any] = {"requestBody": {"required": True, "content": {_XLSX: _BINARY, _ZIP: _BINARY, _CSV: _TEXT}}}
_FILE: Responses = {200: {"description": "The file.", "content": {_XLSX: _BINARY, _ZIP: _BINARY}}}

Format = Annotated[Literal["xlsx", "csv"], Query(alias="format", description="csv: a zip of CSV files.")]
Headers = Annotated[Language | None, Query(alias="language", description="Of the headers; else by Accept-Language.")]
Accepts = Annotated[str, Header(alias="Accept-Language", max_length=256)]


@router.get("/imports/template", summary="Take an empty template", response_class=Response, responses=KNOWN | _FILE)
def see_template(
    _asker: KeepsOrganisation, kind: Format = "xlsx", language: Headers = None, accepts: Accepts = ""
) -> Response:
    """Take tables to fill in, which say of themselves how."""
    return _file({}, kind, language or _language(accepts), "banister-template")


@router.post(
    "/imports",
    summary="Bring tables in",
    responses=KNOWN | CHANGES | problems(409, 415),
    openapi_extra=_BODY,
    max_body_size=2 * LARGEST_UPLOAD,  # beyond ours, whose refusal says how much there may be
)
async def bring_tables(
    asker: KeepsOrganisation,
    request: Request,
    dry_run: Annotated[bool, Query(description="Check all of it and say what it would change.")] = False,  # noqa: FBT002
    sheet: Annotated[Section | None, Query(description="Which table a `text/csv` is.")] = None,
) -> ImportShape:
    """Bring in areas, flats, residents, people, relatives and devices of yours: all of it, or nothing.

    The body is the file: a workbook, a zip of CSV files, or one CSV. Rows may refer to what is in the records. A 422
    names each wrong cell by sheet, row, column and reason. Nobody gets a password by it.
    """
    name = _name_of(request.headers.get("content-type", ""), sheet)
    content = await _body(request)
    brought = await run_in_threadpool(bring_in, asker, content, name, rehearse=dry_run)
    return ImportShape.of(brought, dry_run=dry_run)


@router.get("/exports/sheets", summary="Take tables out", response_class=Response, responses=ABOUT_ONE | _FILE)
def take_tables(
    asker: KeepsOrganisation,
    area: Annotated[str | None, Query(max_length=128, pattern=PRINTABLE)] = None,
    kind: Format = "xlsx",
    language: Headers = None,
    accepts: Accepts = "",
) -> Response:
    """Take out what you keep of your areas, or of one of them, in the shape that `POST /imports` takes.

    No passwords, no keys, no channels. Everybody who is in it is told by "who has looked".
    """
    community = taken_out(asker, area)
    name = f"banister-tables-{asker.now:%Y%m%d-%H%M%S}"
    return _file(dict(rows_of(community)), kind, language or _language(accepts), name)


def _language(accepts: str) -> Language:
    """Give the first of our languages that somebody accepts."""
    for one in accepts.split(","):
        word = one.partition(";")[0].strip().lower()
        if word.startswith(("zh", "en")):
            return "en" if word.startswith("en") else "zh-CN"
    return "zh-CN"


def _file(rows: dict[str, Any], kind: Literal["xlsx", "csv"], language: Language, name: str) -> Response:
    from sheets.writing import write_csv_zip, write_xlsx  # noqa: PLC0415 - openpyxl is slow to read in

    made = BytesIO()
    (write_xlsx if kind == "xlsx" else write_csv_zip)(made, rows, language)
    ending, media_type = ("xlsx", _XLSX) if kind == "xlsx" else ("zip", _ZIP)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    return Response(made.getvalue(), media_type=media_type, headers=headers)


def _name_of(content_type: str, sheet: Section | None) -> str:
    name = _NAMES.get(content_type.partition(";")[0].strip().lower())
    if name is None:
        raise Problem(UNSUPPORTED, detail=f"send a workbook ({_XLSX}), {_ZIP} or {_CSV}")
    if name == ".csv" and sheet is None:
        raise wrong("query.sheet", "says which table a CSV is")
    return f"{sheet}.csv" if name == ".csv" else name


async def _body(request: Request) -> BytesIO:
    content = BytesIO()
    async for piece in request.stream():
        content.write(piece)
        if content.tell() > LARGEST_UPLOAD:
            raise too_large(LARGEST_UPLOAD)
    content.seek(0)
    return content
