"""Reports of equity for programs: which there are, and one of them."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from panel_api.routes.answering import json_answer
from panel_api.routes.asking import NoQuery
from panel_api.routes.describing import described
from panel_api.routes.describing_equity import EQUITY_REPORT_ANSWER, EQUITY_REPORTS_ANSWER
from panel_api.routes.guarding import ReadEquity
from panel_api.services.equity import find_report, listed_reports
from panel_api.services.equity_shown import report_document, report_line

router = APIRouter(prefix="/api/equity-reports", tags=["equity"])
ReportName = Annotated[str, Path(description="The report's reference.", examples=["EQ-WK4M7X"], max_length=32)]


@router.get(
    "",
    dependencies=[NoQuery],
    summary="List reports of equity",
    responses=described(200, "The latest hundred, the newest first.", EQUITY_REPORTS_ANSWER),
)
def list_reports(desk: ReadEquity) -> Response:
    """Which stretches of days were compared, and when."""
    with desk.database.reading() as session:
        reports = listed_reports(session)
    return json_answer({"reports": [report_line(each) for each in reports]})


@router.get(
    "/{report}",
    dependencies=[NoQuery],
    summary="Read a report of equity",
    responses=described(200, "Every comparison, small numbers taken out.", EQUITY_REPORT_ANSWER, 404),
)
def read_report(desk: ReadEquity, report: ReportName) -> Response:
    """Figures are texts in the unit of their measure; null is not shown. A budget holder knows their own schools."""
    with desk.database.reading() as session:
        return json_answer(report_document(session, desk, find_report(session, report)))
