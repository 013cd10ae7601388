"""One child on a worksheet: how each place stands, setting a place by hand, and why not every child can have one."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from panel_api.errors import Trouble
from panel_api.pages.forms import Sent
from panel_api.pages.worksheets import shown, trouble_told
from panel_api.render import page
from panel_api.routes.asking import Reference
from panel_api.routes.guarding import MatchPlaces
from panel_api.services import Desk
from panel_api.services.gazetteer import ATTRIBUTION, SAID
from panel_api.services.matching import conflict_of, work_out
from panel_api.services.worksheets import NO_DECISION, child_on, find_sheet, hold_child, take_child_off
from panel_api.views.worksheets import HOMES, place_rows

router = APIRouter()


@router.get("/worksheets/{worksheet}/children/{reference}")
def child(request: Request, desk: MatchPlaces, worksheet: str, reference: Reference) -> Response:
    """How every place on the worksheet stands to this child, and which is set by hand."""
    return _child(request, desk, worksheet, reference, None)


@router.post("/worksheets/{worksheet}/children/{reference}/hold")
def hold(request: Request, desk: MatchPlaces, worksheet: str, reference: Reference, form: Sent) -> Response:
    """Set the child's place by hand, or release it, and work the worksheet out around it."""
    try:
        with desk.database.writing() as session:
            hold_child(session, desk, worksheet, reference, form.get("place") or None)
    except Trouble as trouble:
        if trouble.kind == "not-found":
            raise
        return _child(request, desk, worksheet, reference, trouble)
    try:
        work_out(desk, worksheet)
    except Trouble as trouble:
        return shown(request, desk, worksheet, trouble)
    return RedirectResponse(f"/worksheets/{worksheet}#changed", status_code=303)


@router.post("/worksheets/{worksheet}/children/{reference}/off")
def off(request: Request, desk: MatchPlaces, worksheet: str, reference: Reference) -> Response:
    """Take the child off the worksheet; the case is not touched."""
    try:
        with desk.database.writing() as session:
            take_child_off(session, desk, worksheet, reference)
    except Trouble as trouble:
        if trouble.kind == "not-found":
            raise
        return shown(request, desk, worksheet, trouble)
    return RedirectResponse(f"/worksheets/{worksheet}#children", status_code=303)


@router.get("/worksheets/{worksheet}/why")
def why(request: Request, desk: MatchPlaces, worksheet: str) -> Response:
    """The smallest group of children that cannot all have a place on it."""
    with desk.database.reading() as session:
        sheet = find_sheet(session, desk, worksheet)
    view = {
        "title": "Why not every child can have a place",
        "sheet": sheet.worksheet,
        "hidden": sheet.hidden,
        "no_decision": NO_DECISION,
        "worked": any(row.looked is not None for row, _ in sheet.children),
        "found": conflict_of(sheet),
    }
    return page(request, "worksheet_why.html", view)


def _child(request: Request, desk: Desk, worksheet: str, reference: str, trouble: Trouble | None) -> Response:
    with desk.database.reading() as session:
        sheet = find_sheet(session, desk, worksheet)
        row, case = child_on(session, desk, sheet.worksheet, reference)
    looked = row.looked or {}
    view = {
        "title": f"{'Error: ' if trouble else ''}Case {case.reference} on {sheet.worksheet.title}",
        "sheet": sheet.worksheet,
        "case": case,
        "need": looked.get("need"),
        "home": HOMES[looked.get("home")] if looked else "",
        "held": row.held_id is not None,
        "places": place_rows(sheet, row),
        "told": trouble_told(trouble),
        "measured": f"{SAID} {ATTRIBUTION}",
        "no_decision": NO_DECISION,
    }
    return page(request, "worksheet_child.html", view, status=trouble.status if trouble else 200)
