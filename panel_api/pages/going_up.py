"""What goes up: decisions above a chair's limit that wait for a senior officer, the longest waiting first."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from panel_api import store
from panel_api.render import page
from panel_api.routes.guarding import Decide
from panel_api.views.deciding import going_up_view

router = APIRouter()


@router.get("/going-up")
def read_going_up(request: Request, desk: Decide) -> Response:
    """Each with what was meant, by what role, and since when, in one query."""
    with desk.database.reading() as session:
        rows = store.put_ups(session, desk.viewer)
    return page(request, "going_up.html", going_up_view(rows))
