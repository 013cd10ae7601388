"""Equity: the newest report, each measure, who scores high for like evidence, and files to take away."""

import json
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from panel_api.errors import not_found
from panel_api.models import EquityReport
from panel_api.render import page
from panel_api.routes.guarding import ReadEquity
from panel_api.services import Desk
from panel_api.services.equity import find_report, listed_reports, newest_report
from panel_api.services.equity_document import measures_of, sheet_heads, sheet_rows
from panel_api.services.equity_shown import as_seen, report_document
from panel_api.sheets import BOM, CSV_TYPE, XLSX_TYPE, line, workbook
from panel_api.views.equity import measure_view, report_view, scoring_view

router = APIRouter()


@router.get("/equity")
def read_equity(request: Request, desk: ReadEquity) -> Response:
    """The newest report, and the ones before it."""
    with desk.database.reading() as session:
        report = newest_report(session)
        if report is None:
            return page(request, "equity_none.html", {"title": "Equity"})
        found = as_seen(session, desk, report)
        reports = listed_reports(session)
    return page(request, "equity.html", _view(report, found) | {"reports": reports})


@router.get("/equity/{report}")
def read_report(request: Request, desk: ReadEquity, report: str) -> Response:
    """One report."""
    return page(request, "equity.html", _view(*_seen(desk, report)) | {"reports": []})


@router.get("/equity/{report}/report.csv")
def as_csv(desk: ReadEquity, report: str) -> Response:
    """Every comparison, a row a group."""
    found, result = _seen(desk, report)
    text = BOM + line(sheet_heads()) + "".join(map(line, sheet_rows(result)))
    return Response(text, media_type=CSV_TYPE, headers=_named(found, "csv"))


@router.get("/equity/{report}/report.xlsx")
def as_workbook(desk: ReadEquity, report: str) -> Response:
    """The same as a workbook."""
    found, result = _seen(desk, report)
    content = workbook([("Comparisons", sheet_heads(), sheet_rows(result))])
    return Response(content, media_type=XLSX_TYPE, headers=_named(found, "xlsx"))


@router.get("/equity/{report}/report.json")
def as_json(desk: ReadEquity, report: str) -> Response:
    """The same as programs read it."""
    with desk.database.reading() as session:
        found = find_report(session, report)
        document = report_document(session, desk, found)
    return Response(json.dumps(document), media_type="application/json", headers=_named(found, "json"))


@router.get("/equity/{report}/scoring")
def read_scoring(request: Request, desk: ReadEquity, report: str) -> Response:
    """Who scores high for like evidence, by partnership, school and descriptor."""
    found, result = _seen(desk, report)
    view = {"title": f"Scoring at like evidence: report {found.reference}", "row": found}
    return page(request, "equity_scoring.html", view | scoring_view(result))


@router.get("/equity/{report}/{measure}")
def read_measure(request: Request, desk: ReadEquity, report: str, measure: str) -> Response:
    """A measure by every kind of group."""
    found, result = _seen(desk, report)
    if measure not in measures_of(result):
        raise not_found("There is no such measure in this report", f"Look at /equity/{found.reference}")
    view = measure_view(result, measure)
    view |= {"title": f"{view['heading']}: report {found.reference}", "row": found}
    return page(request, "equity_measure.html", view)


def _view(report: EquityReport, found: dict[str, Any]) -> dict[str, Any]:
    return {"title": f"Equity: report {report.reference}", "row": report, **report_view(found)}


def _seen(desk: Desk, reference: str) -> tuple[EquityReport, dict[str, Any]]:
    with desk.database.reading() as session:
        found = find_report(session, reference)
        return found, as_seen(session, desk, found)


def _named(report: EquityReport, ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="equity-{report.reference}.{ending}"'}
