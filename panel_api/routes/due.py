"""Due: what is overdue and what comes next, for programs."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from panel_api.routes.answering import json_answer
from panel_api.routes.asking import EachOnce
from panel_api.routes.describing import DUE_ANSWER, described
from panel_api.routes.guarding import SeeDue
from panel_api.schemas import DueQuery
from panel_api.services.due import due_page
from panel_api.services.show_dates import due_document

router = APIRouter(prefix="/api/due", tags=["cases"])


@router.get(
    "",
    dependencies=[EachOnce],
    summary="List what is due",
    responses=described(200, "A page of dates that are not met, the earliest due first.", DUE_ANSWER, 422),
)
def list_due(desk: SeeDue, query: Annotated[DueQuery, Query()]) -> Response:
    """Deadlines in law and the authority's own standard, each named as such. A date a family has is not listed."""
    with desk.database.reading() as session:
        return json_answer(due_document(due_page(session, desk, query), desk.last_day().isoformat()))
