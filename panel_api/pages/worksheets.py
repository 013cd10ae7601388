"""Worksheets: the list, making one, working it out, what it proposes, and taking it away as a spreadsheet."""

import datetime as dt
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from engine.amounts import day_words
from engine.days import academic_year
from panel_api import store
from panel_api.errors import Trouble
from panel_api.models import Provision
from panel_api.pages.form_errors import form_errors
from panel_api.pages.forms import Form, Sent, day_typed
from panel_api.reading import read
from panel_api.render import page
from panel_api.routes.guarding import MatchPlaces
from panel_api.schemas_worksheets import NewWorksheet
from panel_api.services import Desk, Session
from panel_api.services.gazetteer import ATTRIBUTION, SAID
from panel_api.services.matching import work_out
from panel_api.services.stands import NEED_RULE
from panel_api.services.worksheets import NO_DECISION, Sheet, close_worksheet, find_sheet, make_worksheet
from panel_api.sheets import BOM, CSV_TYPE, XLSX_TYPE, line, workbook
from panel_api.store.provision import provisions_by_number
from panel_api.store.worksheets import list_worksheets
from panel_api.views.worksheets import HEADS, export_rows, sheet_view

router = APIRouter()
_FIELDS: Final = {
    "title": "Give the worksheet a title of at most 200 letters.",
    "start": "Write the day the places begin, such as 1 September 2027.",
}


@router.get("/worksheets")
def worksheets(request: Request, desk: MatchPlaces) -> Response:
    """The worksheets there are, the newest first."""
    with desk.database.reading() as session:
        found = list_worksheets(session, desk.viewer)
    return page(request, "worksheets.html", {"title": "Worksheets", "sheets": found, "no_decision": NO_DECISION})


@router.get("/worksheets/new")
def new(request: Request, desk: MatchPlaces) -> Response:
    """The form for a new one."""
    start = dt.date(academic_year(desk.last_day()) + 1, 9, 1)
    return _form(request, {"reference": store.new_reference(), "start": day_words(start)}, None)


@router.post("/worksheets")
def make(request: Request, desk: MatchPlaces, form: Sent) -> Response:
    """Make it; sent twice, made once."""
    given: dict[str, Any] = {name: form.get(name, "").strip() for name in ("reference", *_FIELDS)}
    given["start"] = day_typed(given["start"])
    try:
        asked = read(NewWorksheet, {name: value for name, value in given.items() if value != ""})
        with desk.database.writing() as session:
            sheet = make_worksheet(session, desk, asked.reference, asked.title, asked.start)
            reference = sheet.reference
    except Trouble as trouble:
        if trouble.kind != "bad-input":
            raise
        return _form(request, form, trouble)
    return RedirectResponse(f"/worksheets/{reference}/children", status_code=303)


@router.get("/worksheets/{worksheet}")
def one(request: Request, desk: MatchPlaces, worksheet: str) -> Response:
    """What it proposes, or what it still needs."""
    return shown(request, desk, worksheet)


@router.post("/worksheets/{worksheet}/work-out")
def worked_out(request: Request, desk: MatchPlaces, worksheet: str) -> Response:
    """Work it out afresh."""
    try:
        work_out(desk, worksheet)
    except Trouble as trouble:
        if trouble.kind == "not-found":
            raise
        return shown(request, desk, worksheet, trouble)
    return RedirectResponse(f"/worksheets/{worksheet}", status_code=303)


@router.post("/worksheets/{worksheet}/close")
def close(desk: MatchPlaces, worksheet: str) -> Response:
    """Let nobody change it any more."""
    with desk.database.writing() as session:
        close_worksheet(session, desk, worksheet)
    return RedirectResponse(f"/worksheets/{worksheet}", status_code=303)


@router.get("/worksheets/{worksheet}/sheet.csv")
def as_csv(desk: MatchPlaces, worksheet: str) -> Response:
    """The children's rows, for the officer."""
    rows = export_rows(_view(desk, worksheet)[1])
    headers = {"Content-Disposition": 'attachment; filename="worksheet.csv"'}
    return Response(BOM + "".join(line(row) for row in (HEADS, *rows)), media_type=CSV_TYPE, headers=headers)


@router.get("/worksheets/{worksheet}/sheet.xlsx")
def as_xlsx(desk: MatchPlaces, worksheet: str) -> Response:
    """The same, with the places on a second sheet."""
    _, view = _view(desk, worksheet)
    places = [
        (each["name"], each["code"], each["kind"], each["seats"], each["taken"], each["left"])
        for each in view["places"]
    ]
    book = workbook(
        [
            ("Children", HEADS, export_rows(view)),
            ("Places", ("Place", "Code", "Kind", "Places", "Proposed", "Left"), places),
        ]
    )
    headers = {"Content-Disposition": 'attachment; filename="worksheet.xlsx"'}
    return Response(book, media_type=XLSX_TYPE, headers=headers)


def shown(request: Request, desk: Desk, worksheet: str, trouble: Trouble | None = None) -> Response:
    """The worksheet's page, with what stood in the way of something."""
    sheet, view = _view(desk, worksheet)
    view |= {
        "title": f"Error: {sheet.worksheet.title}" if trouble else sheet.worksheet.title,
        "sheet": sheet.worksheet,
        "hidden": sheet.hidden,
        "told": trouble_told(trouble),
        "no_decision": NO_DECISION,
        "need_rule": NEED_RULE,
        "measured": f"{SAID} {ATTRIBUTION}",
        "invented": any(provision.invented for _, provision in sheet.places),
    }
    return page(request, "worksheet.html", view, status=trouble.status if trouble else 200)


def trouble_told(trouble: Trouble | None) -> dict[str, Any] | None:
    """What stood in the way, for the summary at the top."""
    if trouble is None:
        return None
    problems = [each.message for each in trouble.problems]
    return {"title": trouble.title, "detail": "" if problems else trouble.detail, "others": problems}


def _view(desk: Desk, worksheet: str) -> tuple[Sheet, dict[str, Any]]:
    with desk.database.reading() as session:
        sheet = find_sheet(session, desk, worksheet)
        return sheet, sheet_view(sheet, _others(session, desk, sheet))


def _others(session: Session, desk: Desk, sheet: Sheet) -> dict[int, Provision]:
    """Provisions that proposals name and that were taken off since."""
    named = {number for row, _ in sheet.children for number in (row.provision_id, row.before_id) if number is not None}
    missing = named - {provision.id for _, provision in sheet.places}
    return provisions_by_number(session, desk.viewer, missing) if missing else {}


def _form(request: Request, typed: Form, trouble: Trouble | None) -> Response:
    view = form_errors(trouble, _FIELDS) | {
        "title": "Error: Make a worksheet" if trouble else "Make a worksheet",
        "typed": {name: typed.get(name, "") for name in ("reference", *_FIELDS)},
        "no_decision": NO_DECISION,
    }
    return page(request, "worksheet_new.html", view, status=trouble.status if trouble else 200)
