"""The logs, for whoever reads records."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from panel_api.routes.answering import json_answer
from panel_api.routes.asking import EachOnce
from panel_api.routes.describing import LOGS_ANSWER, described
from panel_api.routes.guarding import ReadRecords
from panel_api.schemas_logs import LogQuery
from panel_api.store.log_list import list_log
from panel_api.views.logs import log_document

router = APIRouter(prefix="/api/logs", tags=["records"])


@router.get(
    "",
    dependencies=[EachOnce],
    summary="List the lines of a log",
    responses=described(200, "Lines, the newest first.", LOGS_ANSWER, 422),
)
def list_lines(desk: ReadRecords, query: Annotated[LogQuery, Query()]) -> Response:
    """Who did what to which thing, by references, a page at a time."""
    with desk.database.reading() as session:
        found = list_log(session, desk.viewer, query.wanted(), before=query.before, size=query.size)
    return json_answer(
        {"log": query.log, "lines": list(map(log_document, found.rows)), "pages": {"before": found.before}}
    )
