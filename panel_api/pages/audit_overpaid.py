"""Overpayments from discovery to recovery: a page and a spreadsheet."""

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from panel_api.render import page
from panel_api.routes.guarding import ReadRecords
from panel_api.services import Desk
from panel_api.services.leavers import overpaid, who_left
from panel_api.sheets import BOM, CSV_TYPE, line
from panel_api.store.overpaid_trail import MOST, said_left
from panel_api.views.audit_overpaid import HEADS, overpaid_view

router = APIRouter()
SHOWS: Final = (
    "Each award of which a school said that the child has left: when we were told, when a person found what became of "
    "the child, what was paid beyond what was due, what came back, and how long it took."
)
CANNOT: Final = (
    "It cannot show a child who left and of whom no school has said so; nor money that came back and was not written "
    "to the ledger. A payment made early for a child who then left is overpaid too, and is nobody's mistake."
)


@router.get("/audit/checks/overpayments")
def read_overpaid(request: Request, desk: ReadRecords) -> Response:
    """What is outstanding first, by how long it has been known."""
    view, cut = _view(desk)
    more = {"title": "Overpayments, from discovery to recovery", "heads": HEADS, "cut": cut, "most": MOST}
    return page(request, "audit_overpaid.html", view | more | {"shows": SHOWS, "cannot": CANNOT})


@router.get("/audit/checks/overpayments.csv")
def as_csv(desk: ReadRecords) -> Response:
    """The same, an award a line."""
    view, cut = _view(desk)
    text = "".join(line([each.cell for each in row]) for row in view["rows"])
    end = line((f"Cut here, at {MOST:,} awards.",)) if cut else ""
    headers = {"Content-Disposition": 'attachment; filename="audit-overpayments.csv"'}
    return Response(BOM + line(HEADS) + text + end, media_type=CSV_TYPE, headers=headers)


def _view(desk: Desk) -> tuple[dict[str, Any], bool]:
    with desk.database.reading() as session:
        found = said_left(session, desk.viewer)
        owed = overpaid(session, desk, [each.award for each in found[:MOST]])
        waiting = who_left(session, desk)
    outstanding = {each.award.id: each.pence + each.closed for each in owed}
    outstanding |= {each.award.id: each.overpaid for each in waiting if each.award.id not in outstanding}
    return overpaid_view(found[:MOST], outstanding, desk.last_day()), len(found) > MOST
