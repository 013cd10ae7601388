"""What places would cost for one child: both costs of each, and the lines that are written for the child."""

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from engine.amounts import money_words
from engine.placing.costs import LINES
from panel_api.models import PlacementCost, Provision
from panel_api.pages.asked import Asking, Field, Stopped
from panel_api.pages.forms import Sent
from panel_api.pages.keeping import Entry, Kept, Placed, show, write
from panel_api.render import day_text
from panel_api.routes.guarding import KeepCase
from panel_api.schemas import Strict
from panel_api.schemas_costs import NewCost, NewPlacementCost
from panel_api.services import Desk, held_of, place_costs
from panel_api.services.beside_costs import Beside, beside_of
from panel_api.services.place_costs import shares_at
from panel_api.views.place_costs import two_costs

router = APIRouter()
FIELDS: Final = (
    Field("line", "Which part of the cost", "choice", needed="Choose which part.", options=tuple(LINES.items())),
    Field("cost", "What it costs a year", "money", "In pounds, such as 4,200. Leave it empty while nobody knows.",
          wrong="Write an amount in pounds, such as 4,200 or 4,200.50.", width="10"),
    Field("words", "What it is for", needed="Write what it is for."),
    Field("source", "Where this comes from", hint="Such as: the transport team's quote, 3 June 2026.",
          needed="Say where the figure comes from, or who was asked."),
    Field("estimated_by", "Whose estimate it is", hint="Leave it empty where it is a price."),
)  # fmt: skip
_PLACE: Final = Field(
    "place", "Which place", hint="Its code in the directory, such as 950001.",
    needed="Write the place's code.", wrong="Write its code, such as 950001.", width="20",
)  # fmt: skip
ADD: Final = Asking("add", "Add this line", NewPlacementCost, (_PLACE, *FIELDS), "Add a line for another place")
HERE: Final = Asking("add-here", "Add this line", NewCost, FIELDS)
REPLACE: Final = Asking("replace", "Replace the line", NewCost, FIELDS)
STRIKE: Final = Asking("strike", "Strike it out", Strict, ())


@router.get("/cases/{reference}/place-costs")
def read_place_costs(request: Request, desk: KeepCase, reference: str) -> Response:
    """Each place that was asked for or found, with both its costs and the child's own lines."""
    return _page(request, desk, reference)


@router.post("/cases/{reference}/place-costs/add")
def add_line(request: Request, desk: KeepCase, reference: str, form: Sent) -> Response:
    """Add a line for a place that is named by its code."""
    return write(
        request, desk, form, ADD,
        lambda session, given: place_costs.add_line(session, desk, reference, given.place, given),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


@router.post("/cases/{reference}/place-costs/{number}/add-here")
def add_line_here(request: Request, desk: KeepCase, reference: str, number: int, form: Sent) -> Response:
    """Add a line for a place on the page, by its number."""
    return write(
        request, desk, form, HERE,
        lambda session, given: place_costs.add_line(session, desk, reference, number, given),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


@router.post("/cases/{reference}/place-costs/{number}/replace")
def replace_line(request: Request, desk: KeepCase, reference: str, number: int, form: Sent) -> Response:
    """Put another in a line's place; the old one is kept."""
    return write(
        request, desk, form, REPLACE,
        lambda session, given: place_costs.replace_line(session, desk, reference, number, given),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


@router.post("/cases/{reference}/place-costs/{number}/strike")
def strike_line(request: Request, desk: KeepCase, reference: str, number: int, form: Sent) -> Response:
    """Strike a line out that does not hold any more; it is kept."""
    return write(
        request, desk, form, STRIKE,
        lambda session, _given: place_costs.replace_line(session, desk, reference, number, None),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


def _page(request: Request, desk: Desk, reference: str, stopped: Stopped | None = None) -> Response:
    with desk.database.reading() as session:
        held = held_of(session, desk, reference)
        beside = beside_of(session, desk, held)
    return show(request, desk, held, _kept(beside), stopped)


def _kept(beside: Beside) -> Kept:
    left = beside.unshown
    more = [f"{left} more that were found are on the page of all places."] if left else []
    return Kept(
        part="place-costs",
        title="What places would cost",
        intro=[
            "Suitability comes first; cost never makes a place unsuitable. The additional cost to the public purse is "
            "for a legal comparison of places. The full cost is for commissioning. Neither is set against the other.",
            "What is written here for this child takes the place of what the directory has for that part. What nobody "
            "knows stays a question.",
            *more,
        ],
        groups=[
            *((each.name, _entries(beside, each)) for each in beside.places),
            ("What held before", [_before(row, beside.names) for row in reversed(beside.rows) if row.replaced_at]),
        ],
        empty="No school was asked for and no place was found yet. Say what place is sought, look for places, or write "
        "a line for one below.",
        adds=[Placed(ADD)],
    )


def _entries(beside: Beside, place: Provision) -> list[Entry]:
    against = [(each.name, beside.costs[each.id].additional) for each in beside.asked if each.id != place.id]
    shown = two_costs(beside.costs[place.id], shares_at(beside.shares, place.id), against)
    add = Placed(HERE, place.id, folded="Add a line for this child")
    rows = [row for row in beside.rows if row.provision_id == place.id and row.replaced_at is None]
    return [Entry("What it would cost", [], "", [add], costs=shown), *(_entry(row) for row in rows)]


def _entry(row: PlacementCost) -> Entry:
    values = {
        "line": row.line,
        "cost": "" if row.pence is None else f"{row.pence // 100}.{row.pence % 100:02d}",
        "words": row.words,
        "source": row.source,
        "estimated_by": row.estimated_by or "",
    }
    forms = [
        Placed(REPLACE, row.id, values, "Replace this line"),
        Placed(STRIKE, row.id, folded="Strike it out: it does not hold any more"),
    ]
    return Entry(f"{LINES[row.line]}: {row.words}", _told(row), _cost(row), forms)


def _before(row: PlacementCost, names: Mapping[int, str]) -> Entry:
    assert row.replaced_at is not None
    until = f"Held until {day_text(row.replaced_at.date())}."
    heading = f"{names[row.provision_id]}, {LINES[row.line].lower()}: {row.words}"
    return Entry(heading, [*_told(row), until], _cost(row))


def _cost(row: PlacementCost) -> str:
    return "Not known yet." if row.pence is None else f"{money_words(row.pence, table=True)} a year."


def _told(row: PlacementCost) -> list[str]:
    source = row.source.rstrip(".") + "."
    return [source, f"Estimated by {row.estimated_by}."] if row.estimated_by else [source]
