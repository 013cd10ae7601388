"""The equality impact of a proposal, and what a person writes of it."""

import secrets
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from panel_api import services
from panel_api.errors import Trouble
from panel_api.pages.asked import once_of
from panel_api.pages.form_errors import form_errors
from panel_api.pages.forms import Form, Sent
from panel_api.render import page
from panel_api.routes.guarding import AnswerProposal
from panel_api.services import Desk
from panel_api.services.equality import COMPARED, WHOLE, about_words, impact_of, write_regard
from panel_api.views.equality import equality_view

router = APIRouter()
_FIELDS: Final = {"about": "Choose one.", "words": ""}


@router.get("/proposals/{reference}/equality")
def read_equality(request: Request, desk: AnswerProposal, reference: str) -> Response:
    """How groups would fare, and what was written of it."""
    return _shown(request, desk, reference, {}, None)


@router.post("/proposals/{reference}/equality")
def write(request: Request, desk: AnswerProposal, reference: str, form: Sent) -> Response:
    """Keep what somebody writes, once."""

    def work(session: services.Session) -> services.Answered:
        write_regard(session, desk, reference, form.get("about", ""), form.get("words", ""))
        return services.answered(303, {})

    try:
        services.once(desk, once_of(request.url.path, form), work)
    except Trouble as trouble:
        if trouble.kind in ("not-found", "not-allowed"):
            raise
        return _shown(request, desk, reference, form, trouble)
    return RedirectResponse(f"/proposals/{reference}/equality#regard", status_code=303)


def _shown(request: Request, desk: Desk, reference: str, form: Form, trouble: Trouble | None) -> Response:
    with desk.database.reading() as session:
        found = impact_of(session, desk, reference)
    title = f"Equality impact of proposal {found.proposal.reference}"
    view = {
        "title": f"Error: {title}" if trouble else title,
        "heading": title,
        "row": found.proposal,
        "rescoring": found.rescoring,
        "shown": equality_view(found.found) if found.found else None,
        "notes": [{"about": about_words(each.about), "note": each} for each in found.notes],
        "options": [(each, about_words(each)) for each in (WHOLE, *COMPARED)],
        "typed": {name: form.get(name, "").replace("\0", "\ufffd") for name in _FIELDS},
        "once": form.get("once") or secrets.token_urlsafe(12),
        **form_errors(trouble, _FIELDS),
    }
    return page(request, "equality.html", view, status=trouble.status if trouble else 200)
