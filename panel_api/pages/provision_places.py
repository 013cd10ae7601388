"""Numbers of a place: those that were written, and the form for more. Nothing that was written is overwritten."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from panel_api.pages.asked import (
    DAY,
    DAY_WRONG,
    Asking,
    Field,
    Stopped,
    form_view,
    summary_of,
)
from panel_api.pages.forms import Sent
from panel_api.pages.keeping import write
from panel_api.render import page
from panel_api.routes.guarding import KeepProvision
from panel_api.schemas_provision import NumbersNoted
from panel_api.services import Desk
from panel_api.services.places_free import free_on
from panel_api.services.provision import find_provision
from panel_api.services.provision_numbers import note_numbers
from panel_api.store.provision_history import numbers_of_one
from panel_api.views.provision import numbers_rows, places_words

router = APIRouter()
_LEFT: Final = "Leave it empty where nobody knows."
_WHOLE: Final = "Write a whole number, or leave it empty."
ASKING: Final = Asking("places", "Write it down", NumbersNoted, (
    Field("from", "From which day?", "day", DAY, "Write the day from which they hold.", DAY_WRONG, "20"),
    Field("commissioned", "How many places are commissioned?", "number", _LEFT, wrong=_WHOLE, width="5"),
    Field("on_roll", "How many children are on roll?", "number", _LEFT, wrong=_WHOLE, width="5"),
    Field("leaving", "Of those, how many leave?", "number", _LEFT, wrong=_WHOLE, width="5"),
    Field("named", "How many plans name it for a day to come?", "number", "Beside the placements decided here. "
          + _LEFT, wrong=_WHOLE, width="5"),
    Field("source", "Who said so, or whose estimate is it?", needed="Write who said so, or whose estimate it is."),
))  # fmt: skip


@router.get("/provision/{code}/places")
def places(request: Request, desk: KeepProvision, code: str) -> Response:
    """What was written, and the form."""
    return _page(request, desk, code, None)


@router.post("/provision/{code}/places")
def note(request: Request, desk: KeepProvision, code: str, form: Sent) -> Response:
    """Write numbers down; pressed twice, they are written once."""
    return write(
        request, desk, form, ASKING,
        lambda session, given: note_numbers(session, desk, code, given),
        lambda stopped: _page(request, desk, code, stopped),
        back=f"/provision/{code}",
    )  # fmt: skip


def _page(request: Request, desk: Desk, code: str, stopped: Stopped | None) -> Response:
    with desk.database.reading() as session:
        row = find_provision(session, desk, code)
        numbers = numbers_of_one(session, desk.viewer, row.id)
        free = free_on(session, desk, [row.id], desk.last_day())[row.id]
    title, last = f"Numbers of {row.name}", numbers[0] if numbers else None
    values = {"commissioned": str(last.commissioned)} if last is not None and last.commissioned is not None else None
    view = {
        "title": f"Error: {title}" if stopped else title,
        "heading": title,
        "code": row.code,
        "name": row.name,
        "trouble": summary_of(ASKING, stopped, "places-") if stopped else None,
        "form": form_view(ASKING, f"/provision/{code}/places", "places-", values, stopped),
        "numbers": numbers_rows(numbers),
        "free": places_words(free),
        "day": desk.last_day(),
    }
    return page(request, "provision_places.html", view, status=stopped.trouble.status if stopped else 200)
