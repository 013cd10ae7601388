"""Whether this process can work."""

from fastapi import APIRouter, Response
from sqlalchemy import text

from panel_api.routes.answering import json_answer
from panel_api.routes.asking import NoQuery
from panel_api.routes.describing import described
from panel_api.routes.guarding import Public

router = APIRouter(tags=["health"])


@router.get(
    "/healthz",
    dependencies=[NoQuery],
    summary="Is it well?",
    responses=described(200, "The database answers.", {"status": "ok"}, 503),
)
def healthz(desk: Public) -> Response:
    """Asks the database one small question; 503 where it does not answer."""
    with desk.database.reading() as session:
        session.execute(text("SELECT 1"))
    return json_answer({"status": "ok"})
