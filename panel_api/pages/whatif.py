"""What-ifs: the list of them, and what one of them came to."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from panel_api.models import WhatIf, WhatIfText
from panel_api.pages.whatif_files import read_by
from panel_api.pages.whatif_new import run_key
from panel_api.render import page
from panel_api.routes.guarding import TryWhatIf
from panel_api.services import Desk
from panel_api.services.runs_at_work import at_work
from panel_api.services.whatif import find_whatif, listed_whatifs, texts_tried
from panel_api.store.sufficiency import middles
from panel_api.store.whatif import MOST_LISTED
from panel_api.views.whatif import whatif_view

router = APIRouter()


@router.get("/whatif")
def listed(request: Request, desk: TryWhatIf) -> Response:
    """Everything that was tried, the newest first."""
    with desk.database.reading() as session:
        found = listed_whatifs(session, desk)
        texts: dict[int, list[WhatIfText]] = {}
        for each in texts_tried(session, desk, found):
            texts.setdefault(each.whatif_id, []).append(each)
    run = request.query_params.get("run", "")
    run = run if run.isalnum() and run.isascii() and len(run) <= 32 else ""
    rows = [{"row": each, "texts": texts.get(each.id, [])} for each in found]
    state = at_work(desk, run_key(run)) if run else None
    view = {"title": "What if", "rows": rows, "most": MOST_LISTED, "run": run, "state": state}
    return page(request, "whatifs.html", view)


@router.get("/whatif/{whatif}")
def one(request: Request, desk: TryWhatIf, whatif: str) -> Response:
    """What it came to: the answer, pictures with their tables, why, and what is not known."""
    with desk.database.reading() as session:
        row = find_whatif(session, desk, whatif)
        texts = texts_tried(session, desk, [row])
        lying = middles(session, desk.viewer)
        document = read_by(session, desk, row)
    view: dict[str, Any] = {
        "title": f"What-if {row.reference}",
        "row": row,
        "texts": texts,
        "mine": _mine(desk, row),
        "it": whatif_view(document, lying),
    }
    return page(request, "whatif.html", view)


def _mine(desk: Desk, row: WhatIf) -> bool:
    return row.by_person is not None and row.by_person == desk.viewer.person
