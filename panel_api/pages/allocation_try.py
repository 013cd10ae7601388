"""Try other weights, or a proposed formula: every partnership's rise or fall against the scheme as it stands.

Nothing is kept. A formula whose check found anything, such as a plan or a diagnosis that it reads, is not tried: what
was found is shown instead.
"""

from fractions import Fraction
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from engine.amounts import day_words, sentence
from engine.language.loading import text_hash
from engine.problems import Refused
from engine.rulebook import Rulebook
from engine.sharing.allocation import Allocation
from panel_api.errors import Trouble
from panel_api.models import Proposal
from panel_api.render import page
from panel_api.routes.guarding import ReadAllocations
from panel_api.services import Desk
from panel_api.services.allocating import SCHEME, Shares, facts_sent, shares_of, worked_out
from panel_api.services.allocation_runs import find_year, first_day
from panel_api.services.allocation_weights import like_need, moved, spread, weights_of, with_weights
from panel_api.services.proposals import find_proposal
from panel_api.services.published import book_for
from panel_api.store import allocations as kept
from panel_api.views.allocations import bars, spread_words, year_words
from panel_api.views.proposals import fault_rows

router = APIRouter()


@router.get("/allocations/try")
def tried(request: Request, desk: ReadAllocations) -> Response:
    """The form, and what the numbers or the proposal in the address lead to."""
    asked = {name: text.strip()[:40] for name, text in request.query_params.items()}
    with desk.database.reading() as session:
        years = kept.run_years(session, desk.viewer)
        year = asked.get("year", "") or (str(years[0]) if years else "")
        run = find_year(session, desk, year).run if years else None
        wanted = asked.get("proposal", "")
        proposal = find_proposal(session, desk, wanted).proposal if wanted else None
    view: dict[str, Any] = {
        "title": "Try a proposed formula" if proposal else "Try other weights",
        "years": [(str(each), year_words(each)) for each in years],
        "year": year,
        "proposal": proposal,
        "faults": fault_rows(proposal) if proposal else [],
        "name": SCHEME,
        **dict.fromkeys(("weights", "links"), ()),
        **dict.fromkeys(("errors", "result", "cannot")),
    }
    if run is not None and not view["faults"]:
        shelved = book_for(desk, SCHEME, "allocation")
        present = worked_out(shelved, facts_sent(shelved, run.facts), first_day(run.year))
        view |= _beside_it(desk, present, run.facts, proposal, asked)
    if view["errors"]:
        view["title"] = f"Error: {view['title']}"
    return page(request, "allocation_try.html", view, status=422 if view["errors"] else 200)


def _beside_it(
    desk: Desk, present: Allocation, facts: dict[str, Any], proposal: Proposal | None, asked: dict[str, str]
) -> dict[str, Any]:
    """What is tried beside what stands: its numbers, and its result, or what is wrong with the numbers typed."""
    day = present.day
    try:
        book = _formula(desk, present.rulebook, proposal)
    except Refused:  # by a newer engine than the one that checked it
        return {"cannot": "This formula does not pass its check any more."}
    if not book.in_force.holds(day):
        return {"cannot": f"This formula is not in force on {day_words(day)}."}
    weights = weights_of(book, day)
    typed = {each.name: asked.get(each.name, "") for each in weights}
    found: dict[str, Any] = {"weights": [{"weight": each, "typed": typed[each.name] or each.now} for each in weights]}
    if proposal is None and not any(typed.values()):
        return found
    try:
        other = worked_out(with_weights(book, day, typed), facts_sent(book, facts), day)
        return found | {"result": _both(shares_of(present), shares_of(other), like_need(present))}
    except Trouble as trouble:
        errors = {str(each.where): f"{sentence(each.wrong)} Write {each.expected}." for each in trouble.problems}
        if not errors or not errors.keys() <= typed.keys():
            return found | {"cannot": " ".join([trouble.detail, *(each.message for each in trouble.problems[:5])])}
        return found | {"errors": errors, "links": [{"anchor": each, "text": text} for each, text in errors.items()]}


def _formula(desk: Desk, shelved: Rulebook, proposal: Proposal | None) -> Rulebook:
    """The proposed rulebook, whose check passed when it was proposed; or the one on the shelf."""
    if proposal is None:
        return shelved
    return desk.shelf.old(text_hash(proposal.text, proposal.vocabulary), proposal.text, proposal.vocabulary)


def _both(before: Shares, after: Shares, need: dict[str, Fraction]) -> dict[str, Any]:
    return {
        "bars": bars(moved(before, after)),
        "before": _told(before, spread_words(spread(before, need))),
        "after": _told(after, spread_words(spread(after, need))),
    }


def _told(shares: Shares, spread_said: str) -> dict[str, Any]:
    return {"contingency": shares.contingency, "together": sum(shares.partnerships.values()), "spread": spread_said}
