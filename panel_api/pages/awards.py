"""One award: what is paid from when to when, what it costs by year, its payments, and its entries with their sum."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from panel_api.render import page
from panel_api.routes.guarding import ReadLedger
from panel_api.services.ledger_pages import find_award
from panel_api.views.ledger import award_page

router = APIRouter()


@router.get("/awards/{award}")
def read_award(request: Request, desk: ReadLedger, award: str) -> Response:
    """An award or a commissioned service, as far as accounts that the reader sees bear it."""
    with desk.database.reading() as session:
        view = award_page(find_award(session, desk, award))
    return page(request, "award.html", view)
