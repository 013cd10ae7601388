"""Every place that was looked at for a case, one of them opened, and the button that looks again."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from panel_api import sheets
from panel_api.errors import Trouble, not_found
from panel_api.pages.asked import Asking, Field
from panel_api.pages.forms import Sent
from panel_api.pages.keeping import write
from panel_api.pages.shelf import book_or_none
from panel_api.render import page
from panel_api.routes.guarding import KeepCase, SeeWorking
from panel_api.schemas_sought import LookAgain
from panel_api.services import Desk, Held, held_of
from panel_api.services.local import look
from panel_api.services.local_held import Local
from panel_api.services.looking import look_at
from panel_api.services.place_costs import shares_by_code
from panel_api.views.local_places import opened, places_view
from panel_api.views.local_sheet import HEADS, rows
from panel_api.views.opening import opening
from panel_api.views.schools import consulted

router = APIRouter()
LOOK: Final = Asking("look", "Look again", LookAgain, (Field("miles", "How far", "number", wrong="Choose how far."),))


@router.get("/cases/{reference}/places")
def read_places(request: Request, desk: SeeWorking, reference: str) -> Response:
    """Every place in range with its verdict, those asked for first; that someone looked is noted before it is shown."""
    look_at(desk, reference)
    return _page(request, desk, reference)


@router.post("/cases/{reference}/places/look")
def look_again(request: Request, desk: KeepCase, reference: str, form: Sent) -> Response:
    """Look again, as far as was chosen; what was found before stays as it was."""
    return write(
        request, desk, form, LOOK,
        lambda session, given: look(session, desk, reference, given.miles),
        lambda stopped: _page(request, desk, reference, stopped.trouble),
    )  # fmt: skip


@router.get("/cases/{reference}/places.csv")
def sheet(desk: SeeWorking, reference: str) -> Response:
    """The same list as a spreadsheet: a row a place, in the order it stands."""
    look_at(desk, reference)
    held, local = _local(desk, reference)
    text = sheets.BOM + sheets.line(HEADS) + "".join(sheets.line(each) for each in rows(local))
    name = f'attachment; filename="places-{held.case.reference}.csv"'
    return Response(text, media_type=sheets.CSV_TYPE, headers={"Content-Disposition": name})


@router.get("/cases/{reference}/places/{place}")
def read_place(request: Request, desk: SeeWorking, reference: str, place: str) -> Response:
    """One place of the list, opened: every reason and both costs."""
    look_at(desk, reference)
    held, local = _local(desk, reference)
    found = next((each for each in local.places if each.code == place), None)
    if found is None:
        raise not_found("That place was not among those that were looked at", "Look at the whole list")
    with desk.database.reading() as session:
        shares = shares_by_code(session, desk, held.case, [place])
    shown = opened(local, found, shares.get(place, ()))
    view = {
        "title": f"{found.name}: case {reference}",
        "case": held.case,
        "opening": opening(held.case, book_or_none(desk, held.case.rulebook)),
        "each": shown,
    }
    return page(request, "place_found.html", view)


def _local(desk: Desk, reference: str) -> tuple[Held, Local]:
    """A case with what was found. Raises Trouble "not-found" where nobody has looked."""
    with desk.database.reading() as session:
        held = held_of(session, desk, reference)
    if held.local is None or held.local.search is None:
        raise not_found("Nobody has looked for places in this case yet", "Look from its page of places")
    return held, held.local


def _page(request: Request, desk: Desk, reference: str, trouble: Trouble | None = None) -> Response:
    with desk.database.reading() as session:
        held = held_of(session, desk, reference)
        codes = [each.code for each in held.local.places if each.code] if held.local else []
        shares = shares_by_code(session, desk, held.case, codes) if codes else {}
    title = f"Places: case {reference}"
    view = {
        "title": f"Error: {title}" if trouble else title,
        "case": held.case,
        "names": held.names,
        "opening": opening(held.case, book_or_none(desk, held.case.rulebook)),
        "local": places_view(held, held.local, desk.settings.look_miles, shares) if held.local else None,
        "schools": consulted(held.consultations, desk.last_day()),
        "trouble": trouble,
    }
    return page(request, "places.html", view, status=trouble.status if trouble else 200)
