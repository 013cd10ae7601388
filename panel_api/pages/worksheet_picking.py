"""Picking the children of a worksheet among the cases that wait, and its places among those of the directory."""

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from engine.amounts import sentence
from engine.law.institutions import INSTITUTIONS
from engine.placing.places import Free, free_words
from engine.problems import Problem
from panel_api import words
from panel_api.errors import Trouble
from panel_api.models import Case
from panel_api.pages.forms import Sent, SentLists
from panel_api.pages.worksheets import trouble_told
from panel_api.render import page
from panel_api.routes.guarding import MatchPlaces
from panel_api.services import Desk
from panel_api.services.places_free import free_on
from panel_api.services.worksheets import add_children, find_sheet, keep_seats
from panel_api.store.worksheets import MOST_WAITING, places_to_pick, waiting_cases

router = APIRouter()
MOST_PLACES_SHOWN: Final = 200
FEW: Final = ("special", "sen_unit", "resourced_provision", "non_maintained_special", "independent_special")
"""Kinds with few places each, which are shown where no kind is chosen."""
YEARS: Final = {"N1": "Nursery, first year", "N2": "Nursery, second year", "R": "Reception"} | {
    str(year): f"Year {year}" for year in range(1, 15)
}


@router.get("/worksheets/{worksheet}/children")
def children(request: Request, desk: MatchPlaces, worksheet: str) -> Response:
    """Cases that wait and are not on it yet, narrowed as asked."""
    return _children(request, desk, worksheet, dict(request.query_params), (), None)


@router.post("/worksheets/{worksheet}/add")
def add(request: Request, desk: MatchPlaces, worksheet: str, typed: SentLists) -> Response:
    """Put the chosen cases on it."""
    chosen = typed.get("case", [])
    try:
        with desk.database.writing() as session:
            add_children(session, desk, worksheet, chosen)
    except Trouble as trouble:
        if trouble.kind == "not-found":
            raise
        narrowed = {name: values[-1] for name, values in typed.items()}
        return _children(request, desk, worksheet, narrowed, chosen, trouble)
    return RedirectResponse(f"/worksheets/{worksheet}#children", status_code=303)


@router.get("/worksheets/{worksheet}/places")
def places(request: Request, desk: MatchPlaces, worksheet: str) -> Response:
    """Places of the directory with how many are free on the day, and how many the worksheet has of each."""
    return _places(request, desk, worksheet, dict(request.query_params), {}, None)


@router.post("/worksheets/{worksheet}/seats")
def seats(request: Request, desk: MatchPlaces, worksheet: str, form: Sent) -> Response:
    """Say how many places each has on it; an empty field leaves it off."""
    given = {name.removeprefix("seats-"): text.strip() for name, text in form.items() if name.startswith("seats-")}
    try:
        bad = [
            Problem(f"seats-{code}", f'"{text[:20]}" is no number of places', "a whole number", "Correct it")
            for code, text in given.items()
            if text and not (text.isascii() and text.isdigit() and len(text) <= 6)
        ]
        if bad:
            raise Trouble("bad-input", problems=bad)
        with desk.database.writing() as session:
            keep_seats(session, desk, worksheet, {code: int(text or "0") for code, text in given.items()})
    except Trouble as trouble:
        if trouble.kind == "not-found":
            raise
        return _places(request, desk, worksheet, form, given, trouble)
    return RedirectResponse(f"/worksheets/{worksheet}#places", status_code=303)


def _children(
    request: Request, desk: Desk, worksheet: str, narrowed: dict[str, str], chosen: Any, trouble: Trouble | None
) -> Response:
    basis, partnership = narrowed.get("basis", "phase_transfer"), narrowed.get("partnership", "")
    year = narrowed.get("year", "")
    with desk.database.reading() as session:
        sheet = find_sheet(session, desk, worksheet).worksheet
        found = waiting_cases(session, desk.viewer, sheet, basis or None, partnership or None)
        rows = [each for each in found if not year or _year(each) == year]
    view = {
        "title": "Error: Which children?" if trouble else "Which children?",
        "sheet": sheet,
        "rows": [{"case": each, "year": YEARS.get(_year(each), "")} for each in rows],
        "cut": len(found) == MOST_WAITING,
        "narrowed": {"basis": basis, "partnership": partnership, "year": year},
        "bases": list(words.SHORT_BASES.items()),
        "years": list(YEARS.items()),
        "chosen": set(chosen),
        "told": trouble_told(trouble),
    }
    return page(request, "worksheet_children.html", view, status=trouble.status if trouble else 200)


def _places(
    request: Request,
    desk: Desk,
    worksheet: str,
    narrowed: dict[str, str],
    typed: dict[str, str],
    trouble: Trouble | None,
) -> Response:
    kind, partnership = narrowed.get("kind", ""), narrowed.get("partnership", "")
    kinds = (kind,) if kind in INSTITUTIONS else FEW
    with desk.database.reading() as session:
        sheet = find_sheet(session, desk, worksheet)
        start = sheet.worksheet.start_day
        there = {provision.code: row.places for row, provision in sheet.places}
        found = places_to_pick(session, desk.viewer, kinds, partnership or None, start, MOST_PLACES_SHOWN)
        rows = [provision for _, provision in sheet.places if provision.code not in {each.code for each in found}]
        rows = [*rows, *found]
        free = free_on(session, desk, [each.id for each in rows], start)
    errors = {str(each.where): each.message for each in trouble.problems} if trouble else {}
    view = {
        "title": "Error: Which places?" if trouble else "Which places?",
        "sheet": sheet.worksheet,
        "rows": [
            {
                "code": each.code,
                "name": each.name,
                "kind": INSTITUTIONS[each.kind].words,
                "says": sentence(free_words(free[each.id])),
                "seats": typed.get(each.code, str(there.get(each.code, "" if there else _known(free[each.id])))),
            }
            for each in rows
        ],
        "cut": len(found) == MOST_PLACES_SHOWN,
        "narrowed": {"kind": kind, "partnership": partnership},
        "kinds": [(code, each.words) for code, each in INSTITUTIONS.items() if each.footing != "service"],
        "errors": errors,
        "told": trouble_told(trouble),
    }
    return page(request, "worksheet_places.html", view, status=trouble.status if trouble else 200)


def _known(free: Free) -> str:
    """The free places to begin with, where there are any."""
    return str(free.places) if free.places is not None and free.places > 0 else ""


def _year(case: Case) -> str:
    return str(case.facts.get("school_year", ""))
