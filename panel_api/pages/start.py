"""The first page: what this is, how many cases stand where, and the way to everything else."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from panel_api import store
from panel_api.columns import STAGES
from panel_api.render import page
from panel_api.routes.guarding import Public

router = APIRouter()


@router.get("/")
def start(request: Request, desk: Public) -> Response:
    """Two queries, whatever the number of cases."""
    with desk.database.reading() as session:
        counts = store.stage_counts(session, desk.viewer)
        head = store.chain_head(session)
    view = {
        "title": "Start",
        "counts": [(stage, counts[stage]) for stage in STAGES if stage in counts],
        "books": desk.shelf.books(),
        "records": head.sequence if head else 0,
    }
    return page(request, "home.html", view)
