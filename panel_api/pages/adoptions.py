"""Adoptions of rulebooks: every one there was, with the record that seals it."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from panel_api.render import page
from panel_api.routes.guarding import ReadRecords
from panel_api.services.adopting import listed_adoptions, rescorings_by_number
from panel_api.services.in_force import lies_otherwise, never_replaced

router = APIRouter()


@router.get("/adoptions")
def listed(request: Request, desk: ReadRecords) -> Response:
    """Every adoption, the newest first, and where the folder holds another text than was adopted."""
    with desk.database.reading() as session:
        made = listed_adoptions(session)
        references = {each.id: each.reference for each in rescorings_by_number(session, made)}
    names = sorted({each.name for each in made})
    standing = {each.id for name in names for each in never_replaced([a for a in reversed(made) if a.name == name])}
    view = {
        "title": "Adoptions",
        "adoptions": made,
        "rescorings": references,
        "standing": standing,
        "today": desk.last_day(),
        "otherwise": [name for name in names if lies_otherwise(desk, name)],
    }
    return page(request, "adoptions.html", view)
