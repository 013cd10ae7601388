"""An auditor opens who a case is about, for a purpose that is written down first."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from panel_api import services
from panel_api.errors import Trouble
from panel_api.pages.forms import Sent
from panel_api.render import page
from panel_api.routes.guarding import OpenNames
from panel_api.services.looking import open_names

router = APIRouter()
_NEEDED = "Say in a sentence or more which question of the audit needs it."


@router.get("/cases/{reference}/names")
def ask(request: Request, desk: OpenNames, reference: str) -> Response:
    """The form that asks for the purpose."""
    with desk.database.reading() as session:
        case = services.find_case(session, desk, reference)
    return _page(request, case.reference, "", {})


@router.post("/cases/{reference}/names")
def give(request: Request, desk: OpenNames, reference: str, form: Sent) -> Response:
    """Keep the purpose, then show the case with its names."""
    words = form.get("words", "")
    try:
        with desk.database.writing() as session:
            open_names(session, desk, reference, words)
    except Trouble as trouble:
        if trouble.kind != "bad-input":
            raise
        return _page(request, reference, words, {"words": _NEEDED})
    return RedirectResponse(f"/cases/{reference}", status_code=303)


def _page(request: Request, reference: str, words: str, errors: dict[str, str]) -> Response:
    title = "Open who this case is about"
    view = {
        "title": f"Error: {title}" if errors else title,
        "heading": title,
        "reference": reference,
        "words": words.replace("\0", "\ufffd"),
        "errors": errors,
    }
    return page(request, "names.html", view, status=422 if errors else 200)
