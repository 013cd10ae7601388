"""What Section F of the plan costs: each line with its source, and the form that adds, replaces or strikes one out."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from engine.amounts import money_words
from panel_api.models import SectionFLine
from panel_api.pages.asked import Asking, Field, Stopped
from panel_api.pages.forms import Sent
from panel_api.pages.keeping import Entry, Kept, Placed, show, write
from panel_api.render import day_text
from panel_api.routes.guarding import KeepCase
from panel_api.schemas import Strict
from panel_api.schemas_hanging import NewLine
from panel_api.services import Desk, Held, held_of, section_f
from panel_api.views.award import section_f as costs_of

router = APIRouter()
_FIELDS: Final = (
    Field("words", "What Section F specifies", "words", "One line of it: who does what, how often.",
          needed="Write what is specified."),
    Field("cost", "What it costs a year", "money", "In pounds, such as 4,200. Leave it empty while nobody knows.",
          wrong="Write an amount in pounds, such as 4,200 or 4,200.50.", width="10"),
    Field("source", "Where this comes from", hint="Such as: speech therapy quote, 3 June 2026.",
          needed="Say where the words and the cost come from."),
)  # fmt: skip
ADD: Final = Asking("add", "Add this line", NewLine, _FIELDS, "Add a line")
REPLACE: Final = Asking("replace", "Replace the line", NewLine, _FIELDS)
STRIKE: Final = Asking("strike", "Strike it out", Strict, ())


@router.get("/cases/{reference}/section-f")
def read_section_f(request: Request, desk: KeepCase, reference: str) -> Response:
    """The lines, those that hold first."""
    return _page(request, desk, reference)


@router.post("/cases/{reference}/section-f/add")
def add_line(request: Request, desk: KeepCase, reference: str, form: Sent) -> Response:
    """Add a line."""
    return write(
        request, desk, form, ADD,
        lambda session, given: section_f.add_line(session, desk, reference, given),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


@router.post("/cases/{reference}/section-f/{number}/replace")
def replace_line(request: Request, desk: KeepCase, reference: str, number: int, form: Sent) -> Response:
    """Put another in a line's place; the old one is kept."""
    return write(
        request, desk, form, REPLACE,
        lambda session, given: section_f.replace_line(session, desk, reference, number, given),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


@router.post("/cases/{reference}/section-f/{number}/strike")
def strike_line(request: Request, desk: KeepCase, reference: str, number: int, form: Sent) -> Response:
    """Strike a line out that the plan does not specify any more; it is kept."""
    return write(
        request, desk, form, STRIKE,
        lambda session, _given: section_f.replace_line(session, desk, reference, number, None),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


def _page(request: Request, desk: Desk, reference: str, stopped: Stopped | None = None) -> Response:
    with desk.database.reading() as session:
        held = held_of(session, desk, reference)
    return show(request, desk, held, _kept(held), stopped)


def _kept(held: Held) -> Kept:
    plan = section_f.with_section_f(held.case)
    costs = costs_of(held.section_f, held.case.facts)
    together = f"Together: {costs['total']}." if held.section_f else ""
    intro = [
        "The council must secure what Section F specifies, whatever it costs. A cost can raise an award; it never "
        "lowers one. A line that nobody has costed counts as unknown, never as nothing.",
        *(each for each in (together, costs["differs"]) if each),
    ]
    return Kept(
        part="section-f",
        title="What Section F costs",
        intro=intro if plan else ["This case rests on no EHC plan, so there is no Section F."],
        groups=[
            ("What holds", [_entry(line) for line in held.section_f]),
            ("What held before", [_entry(line) for line in reversed(held.lines) if line.replaced_at is not None]),
        ],
        empty="No line is written down yet. Add the first one below." if plan else "",
        adds=[Placed(ADD)] if plan else [],
    )


def _entry(line: SectionFLine) -> Entry:
    cost = "Not costed yet." if line.cost_pence is None else f"{money_words(line.cost_pence, table=True)} a year."
    if line.replaced_at is not None:
        until = f"Held until {day_text(line.replaced_at.date())}."
        return Entry(line.words, [line.source + ".", until], cost)
    values = {
        "words": line.words,
        "cost": "" if line.cost_pence is None else f"{line.cost_pence // 100}.{line.cost_pence % 100:02d}",
        "source": line.source,
    }
    forms = [
        Placed(REPLACE, line.id, values, "Replace this line"),
        Placed(STRIKE, line.id, folded="Strike it out: the plan does not specify it any more"),
    ]
    return Entry(line.words, [line.source.rstrip(".") + "."], cost, forms)
