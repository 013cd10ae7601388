"""Scoring a case again: its page under no name, and the form for its levels. Saved as often as one likes."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from engine.agreement.bands import strands
from panel_api.errors import Trouble, not_found
from panel_api.pages.forms import Lists, SentLists
from panel_api.render import page
from panel_api.routes.guarding import ScoreSamples
from panel_api.services import Desk
from panel_api.services.moderation import find_case_to_score, find_sample, save_score
from panel_api.store import moderation as sampled
from panel_api.views.moderation import NO_DECISION
from panel_api.views.scoring import scoring_view

router = APIRouter()
_TOLD: Final = {
    "words": "Shorten what you wrote to 2,000 letters.",
    "finished": "Choose at least one level before you finish, or save and come back.",
}
_LEVEL: Final = "Choose one of the levels listed, or that you cannot say."


@router.get("/moderation/{reference}/cases/{position}")
def read_case(request: Request, desk: ScoreSamples, reference: str, position: str) -> Response:
    """The case and the form, as far as its scorer has come."""
    return _shown(request, desk, reference, _number(position))


@router.post("/moderation/{reference}/cases/{position}")
def score(request: Request, desk: ScoreSamples, reference: str, position: str, typed: SentLists) -> Response:
    """Save the scorer's levels; then back to the list, or on to the next case."""
    number, finished = _number(position), typed.get("then", [""])[-1] == "finish"
    words = typed.get("words", [""])[-1].replace("\r\n", "\n")
    levels = {
        name: int(text) if text.isascii() and text.isdigit() and len(text) < 3 else text
        for name, (*_, text) in typed.items()
        if name not in ("words", "then", "csrf") and text
    }
    try:
        with desk.database.writing() as session:
            save_score(session, desk, reference, number, levels, words, finished=finished)
    except Trouble as trouble:
        if trouble.kind in ("not-found", "not-allowed"):
            raise
        return _shown(request, desk, reference, number, typed, trouble)
    return RedirectResponse(_next(desk, reference, number) if finished else f"/moderation/{reference}", status_code=303)


def _next(desk: Desk, reference: str, number: int) -> str:
    """The next case that is not finished, those behind this one first; the list where there is none."""
    with desk.database.reading() as session:
        sample = find_sample(session, desk, reference)
        mine = sampled.own_cases(session, desk.viewer, sample)
    left = [each.position for each in mine if not each.left_out and each.finished_at is None]
    after = [position for position in left if position > number] or left
    return f"/moderation/{reference}/cases/{after[0]}" if after else f"/moderation/{reference}"


def _shown(
    request: Request,
    desk: Desk,
    reference: str,
    number: int,
    typed: Lists | None = None,
    trouble: Trouble | None = None,
) -> Response:
    with desk.database.reading() as session:
        sample = find_sample(session, desk, reference)
        given, book = find_case_to_score(session, desk, sample, number)
        cases = len(sampled.own_cases(session, desk.viewer, sample))
    own = given.own
    if typed is None:
        typed = {name: [str(level)] for name, level in (own.levels if own else {}).items()}
        typed["words"] = [(own.words if own else None) or ""]
    errors = _errors(trouble, strands(book))
    heading = f"Case {number} of {cases}"
    view = scoring_view(given, book, typed, errors) | {
        "title": f"Error: {heading}" if trouble else heading,
        "heading": heading,
        "sample": sample,
        "position": number,
        "own": own,
        "words": typed.get("words", [""])[-1],
        "errors": errors,
        "trouble": trouble,
        "links": [{"anchor": _anchor(name), "text": text} for name, text in errors.items()],
        "no_decision": NO_DECISION,
    }
    return page(request, "moderation_score.html", view, status=trouble.status if trouble else 200)


def _errors(trouble: Trouble | None, levels: tuple[str, ...]) -> dict[str, str]:
    where = [str(each.where).removeprefix("levels.") for each in trouble.problems] if trouble else []
    return {name: _TOLD.get(name, _LEVEL) for name in where if name in _TOLD or name in levels}


def _anchor(name: str) -> str:
    return {"finished": "finish", "words": "words"}.get(name, f"f-{name}-1")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise not_found("There is no such case in this sample", "Look at its list")
    return int(text)
