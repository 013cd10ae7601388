"""The whole working of a case, for panel and auditor: worked out again from what was kept, and held against it."""

from itertools import groupby
from operator import itemgetter

from fastapi import APIRouter, Request
from fastapi.responses import Response

from engine.assessing import assess
from engine.explaining.explain import explain
from engine.explaining.report import report
from engine.recording.canonical import assessed_from
from engine.rulebook import Rulebook
from panel_api import services, store
from panel_api.errors import not_found
from panel_api.render import page
from panel_api.routes.guarding import SeeWorking
from panel_api.services.answers import taken_out
from panel_api.services.looking import look_at

router = APIRouter()


@router.get("/cases/{reference}/working")
def working(request: Request, desk: SeeWorking, reference: str) -> Response:
    """Every condition, step and amount of the latest assessment, and what would have to be different."""
    look_at(desk, reference, "working_viewed")
    with desk.database.reading() as session:
        case = services.find_case(session, desk, reference)
        row = store.latest_assessment(session, desk.viewer, case)
        text = store.rulebook_text(session, row.rulebook_sha256) if row else None
    if row is None or text is None:
        raise not_found(f"Case {case.reference} has not been assessed yet", "Assess it first")
    book = desk.shelf.old(text.sha256, text.text, text.vocabulary)
    again = assess(book, taken_out(book, row.facts), row.as_of)
    found = report(again, explain(again), None)
    view = {
        "title": f"The working of case {case.reference}",
        "case": case,
        "report": found,
        "trace": [(_home(book, home), list(lines)) for home, lines in groupby(found["trace"], itemgetter("home"))],
        "held_back": [each for each in found["why_not"] if each["about"] != "step"],
        "same": assessed_from(again) == store.assessed_of(row),
        "sha256": row.rulebook_sha256,
        "as_of": row.as_of,
        "engines": row.engines,
    }
    return page(request, "working.html", view)


def _home(book: Rulebook, name: str) -> str:
    """What a step is called; a rule by its id."""
    step = book.derives.get(name) or book.outcomes.get(name)
    said = step.says if step else name.replace("_", " ")
    return said[:1].upper() + said[1:]
