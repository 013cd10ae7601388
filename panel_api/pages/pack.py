"""The pack of a sitting to print: its agenda, then each case's papers as they were frozen, each from a new page on."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from panel_api.errors import conflict
from panel_api.pages.shelf import book_or_none
from panel_api.render import page
from panel_api.routes.guarding import Attend
from panel_api.services import Desk
from panel_api.services.clock import clock_of
from panel_api.services.pack import InPack, pack_of
from panel_api.services.sitting_standing import room_of
from panel_api.services.sittings import find_sitting
from panel_api.store import agenda
from panel_api.views.case import case_view
from panel_api.views.sitting import agenda_view, sitting_view

router = APIRouter()


@router.get("/sittings/{reference}/pack")
def read_pack(request: Request, desk: Attend, reference: str) -> Response:
    """One page for whoever sits, without the items of their interests."""
    with desk.database.reading() as session:
        sitting = find_sitting(session, desk, reference)
        if sitting.frozen_at is None:
            raise conflict("The papers of this sitting are not frozen yet", "Print the pack when they are")
        lines = agenda.agenda_of(session, desk.viewer, sitting)
        room = room_of(session, desk, sitting, [])
        found = pack_of(session, desk, sitting)
    rows = agenda_view(desk, lines, room)
    numbers = {row["id"]: row["number"] for row in rows}
    view = sitting_view(desk, sitting, room) | {
        "agenda": rows,
        "cases": [_case(desk, each, numbers[each.item.id]) for each in found],
    }
    view["title"] = f"Pack: {view['title']}"
    return page(request, "pack.html", view)


def _case(desk: Desk, each: InPack, number: int) -> dict[str, Any]:
    frozen_at = each.item.frozen_at
    assert frozen_at is not None
    book = book_or_none(desk, each.held.case.rulebook)
    held, then = each.held, replace(desk, clock=lambda: frozen_at)
    shown = case_view(held, book, clock_of(then, held.case, held.days, held.findings), level=3, at=f"item-{number}-")
    return {"number": number, "item": each.item, "shown": shown}
