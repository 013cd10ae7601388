"""What a place of the directory costs by part, band and year, and the form that writes a further line."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from engine.placing.costs import LINES
from panel_api.pages.asked import DAY, DAY_WRONG, Asking, Field, Stopped, form_view, summary_of
from panel_api.pages.forms import Sent
from panel_api.pages.keeping import write
from panel_api.pages.place_costs import FIELDS
from panel_api.render import page
from panel_api.routes.guarding import KeepProvision, ReadProvision
from panel_api.schemas_costs import NewProvisionCost
from panel_api.services import Desk
from panel_api.services.provision import find_provision
from panel_api.services.provision_costs import note_cost
from panel_api.store.provision import all_costs
from panel_api.views.provision_costs import costs_view

router = APIRouter()
ASKING: Final = Asking("costs", "Write it down", NewProvisionCost, (
    FIELDS[0],
    Field("band", "Of which band", hint="Its code. Leave it empty where it is the same for every band.",
          wrong="Write at most 32 letters, digits, spaces and . _ -", width="10"),
    Field("from", "From which day?", "day", DAY, "Write the day from which it holds.", DAY_WRONG, "20"),
    *FIELDS[1:],
), "Write a line")  # fmt: skip


@router.get("/provision/{code}/costs")
def costs(request: Request, desk: ReadProvision, code: str) -> Response:
    """What holds today, what comes, and what held before."""
    return _page(request, desk, code, None)


@router.post("/provision/{code}/costs")
def note(request: Request, desk: KeepProvision, code: str, form: Sent) -> Response:
    """Write a line down; pressed twice, it is written once."""
    return write(
        request, desk, form, ASKING,
        lambda session, given: note_cost(session, desk, code, given),
        lambda stopped: _page(request, desk, code, stopped),
        back=request.url.path,
    )  # fmt: skip


def _page(request: Request, desk: Desk, code: str, stopped: Stopped | None) -> Response:
    with desk.database.reading() as session:
        row = find_provision(session, desk, code)
        rows = all_costs(session, desk.viewer, row.id)
    today, heading = desk.last_day(), "What a place here costs"
    title = f"{heading}: {row.name}"
    view = {
        "title": f"Error: {title}" if stopped else title,
        "heading": heading,
        "code": row.code,
        "name": row.name,
        "invented": row.invented,
        "day": today,
        "shown": costs_view(rows, today),
        "funding": desk.shelf.place_funding().line(row.kind, today),
        "lines": LINES,
        "trouble": summary_of(ASKING, stopped, "") if stopped else None,
        "form": form_view(ASKING, f"/provision/{row.code}/costs", "", None, stopped),
    }
    return page(request, "provision_costs.html", view, status=stopped.trouble.status if stopped else 200)
