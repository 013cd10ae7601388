"""Try other weights: every partnership's rise or fall against the scheme as it stands. Nothing is kept."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from engine.amounts import sentence
from engine.sharing.allocation import Allocation
from panel_api.errors import Trouble
from panel_api.render import page
from panel_api.routes.guarding import ReadAllocations
from panel_api.services.allocating import SCHEME, Shares, facts_sent, shares_of, worked_out
from panel_api.services.allocation_runs import find_year, first_day
from panel_api.services.allocation_weights import like_need, moved, spread, weights_of, with_weights
from panel_api.services.published import book_for
from panel_api.store import allocations as kept
from panel_api.views.allocations import bars, spread_words, year_words

router = APIRouter()


@router.get("/allocations/try")
def tried(request: Request, desk: ReadAllocations) -> Response:
    """The form, and what the numbers in the address lead to where there are any."""
    with desk.database.reading() as session:
        years = kept.run_years(session, desk.viewer)
        asked = request.query_params.get("year", "") or (str(years[0]) if years else "")
        run = find_year(session, desk, asked).run if years else None
    view: dict[str, Any] = {
        "title": "Try other weights",
        "years": [(str(year), year_words(year)) for year in years],
        "year": asked,
        "weights": [],
        "errors": {},
        "links": [],
        "result": None,
        "cannot": "",
    }
    if run is None:
        return page(request, "allocation_try.html", view)
    book, day = book_for(desk, SCHEME, "allocation"), first_day(run.year)
    weights = weights_of(book, day)
    typed = {each.name: request.query_params.get(each.name, "").strip()[:40] for each in weights}
    view["weights"] = [{"weight": each, "typed": typed[each.name] or each.now} for each in weights]
    view["book"] = book
    if not any(typed.values()):
        return page(request, "allocation_try.html", view)
    try:
        facts = facts_sent(book, run.facts)
        present = worked_out(book, facts, day)
        view["result"] = _beside(present, worked_out(with_weights(book, day, typed), facts, day))
    except Trouble as trouble:
        if trouble.problems:
            errors = {str(each.where): f"{sentence(each.wrong)} Write {each.expected}." for each in trouble.problems}
            view |= {"errors": errors, "links": [{"anchor": name, "text": text} for name, text in errors.items()]}
            view["title"] = f"Error: {view['title']}"
        else:
            view["cannot"] = trouble.detail
    return page(request, "allocation_try.html", view, status=422 if view["errors"] else 200)


def _beside(present: Allocation, other: Allocation) -> dict[str, Any]:
    """Both, side by side. Raises Trouble "conflict" where one cannot be shared out."""
    before, after = shares_of(present), shares_of(other)
    need = like_need(present)
    return {
        "bars": bars(moved(before, after)),
        "before": _told(before, spread_words(spread(before, need))),
        "after": _told(after, spread_words(spread(after, need))),
    }


def _told(shares: Shares, spread_said: str) -> dict[str, Any]:
    return {"contingency": shares.contingency, "together": sum(shares.partnerships.values()), "spread": spread_said}
