"""Moderation: the samples, drawing one, asking its scorers, closing it, and what it shows."""

import secrets
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from engine.amounts import day_words
from panel_api import services, store
from panel_api.errors import Trouble, conflict
from panel_api.models import Sample
from panel_api.pages.forms import Form, Sent, SentLists, day_typed
from panel_api.reading import read
from panel_api.render import page
from panel_api.routes.guarding import Moderate, ScoreSamples
from panel_api.schemas_moderation import HIGHEST_SEED, MOST_CASES, NewSample
from panel_api.services import Desk
from panel_api.services.moderation import (
    ask_scorers,
    close_sample,
    draw_sample,
    find_sample,
    keeps,
    numbered,
    waits_for_own,
)
from panel_api.services.moderation_result import result_of
from panel_api.sheets import line
from panel_api.store import moderation as sampled
from panel_api.views.moderation import NO_DECISION, STRATA, drawing, own_rows, result_view, sample_lines, scorer_rows

router = APIRouter()
HEADS: Final = ("Sample", "Case", "Scorer", "What was scored", "As first given", "As scored")
_FIELDS: Final = {
    "title": "Give the sample a title of at most 200 letters.",
    "rulebook": "Choose a rulebook.",
    "from": "Write the first day, such as 1 April 2026.",
    "to": "Write the last day, such as 30 June 2026. It is not before the first.",
    "by": "Choose how the cases are drawn.",
    "size": f"Write how many cases, from 1 to {MOST_CASES}.",
    "seed": f"Write a whole number from 0 to {HIGHEST_SEED:,}.",
}


@router.get("/moderation")
def samples(request: Request, desk: ScoreSamples) -> Response:
    """The samples that the viewer keeps or scores."""
    with desk.database.reading() as session:
        found = sample_lines(sampled.list_samples(session, desk.viewer))
    return page(request, "moderation.html", {"title": "Moderation", "samples": found, "no_decision": NO_DECISION})


@router.get("/moderation/new")
def new(request: Request, desk: Moderate) -> Response:
    """The form, with a seed by chance that may be written over."""
    today = desk.last_day()
    typed = {
        "reference": store.new_reference(),
        "from": day_words(today.replace(day=1, month=4, year=today.year - (today.month < 4))),
        "to": day_words(today),
        "by": "band",
        "size": "20",
        "seed": str(secrets.randbelow(1_000_000)),
    }
    return _form(request, desk, typed, {})


@router.post("/moderation")
def draw(request: Request, desk: Moderate, form: Sent) -> Response:
    """Draw the sample; sent twice, drawn once."""
    given: dict[str, Any] = {name: form.get(name, "").strip() for name in ("reference", *_FIELDS)}
    given |= {name: day_typed(given[name]) for name in ("from", "to")}
    given |= {name: _number(given[name]) for name in ("size", "seed")}
    try:
        asked = read(NewSample, {name: value for name, value in given.items() if value != ""})
        with desk.database.writing() as session:
            sample = draw_sample(session, desk, asked)
            reference = sample.reference
    except Trouble as trouble:
        if trouble.kind != "bad-input":
            raise
        return _form(request, desk, form, {str(each.where): each.message for each in trouble.problems})
    return RedirectResponse(f"/moderation/{reference}", status_code=303)


@router.get("/moderation/{reference}")
def one(request: Request, desk: ScoreSamples, reference: str) -> Response:
    """A sample: how it was drawn, who scores it, and what of it is the viewer's to score."""
    return _shown(request, desk, reference)


@router.post("/moderation/{reference}/scorers")
def ask(request: Request, desk: Moderate, reference: str, typed: SentLists) -> Response:
    """Ask exactly the people chosen; who has saved a score stays."""
    try:
        with desk.database.writing() as session:
            ask_scorers(session, desk, reference, typed.get("scorer", []))
    except Trouble as trouble:
        return _again(request, desk, reference, trouble)
    return RedirectResponse(f"/moderation/{reference}#scorers", status_code=303)


@router.post("/moderation/{reference}/close")
def close(request: Request, desk: Moderate, reference: str) -> Response:
    """Take no more scores."""
    try:
        with desk.database.writing() as session:
            close_sample(session, desk, reference)
    except Trouble as trouble:
        return _again(request, desk, reference, trouble)
    return RedirectResponse(f"/moderation/{reference}/result", status_code=303)


@router.get("/moderation/{reference}/result")
def result(request: Request, desk: ScoreSamples, reference: str) -> Response:
    """How far the scorers agree. Kept from a scorer until their own part is finished, or the sample closed."""
    with desk.database.reading() as session:
        sample = _ready(session, desk, reference)
        view = result_view(result_of(session, desk, sample), with_notes=keeps(desk, sample))
        names = numbered(sampled.scorers_of(session, desk.viewer, sample))
    view |= {"title": f"What {sample.title} shows", "sample": sample, "you": names.get(desk.viewer.person or 0, "")}
    return page(request, "moderation_result.html", view | {"drawing": drawing(sample, _book_title(desk, sample))})


@router.get("/moderation/{reference}/result.csv")
def spreadsheet(desk: ScoreSamples, reference: str) -> Response:
    """Every level and band, as first given and as scored, one a row; cases and scorers by number."""
    with desk.database.reading() as session:
        sample = _ready(session, desk, reference)
        found = result_of(session, desk, sample)
    rows = [
        (
            sample.title,
            each.case,
            each.scorer,
            each.strand,
            "" if each.first is None else str(each.first),
            str(each.scored),
        )
        for each in found.lines
    ]
    headers = {"Content-Disposition": f'attachment; filename="moderation-{sample.reference}.csv"'}
    text = "\ufeff" + "".join(map(line, (HEADS, *rows, (NO_DECISION,))))
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


def _ready(session: services.Session, desk: Desk, reference: str) -> Sample:
    """The sample, where the viewer may see what it shows. Raises Trouble "conflict" while they may not yet."""
    sample = find_sample(session, desk, reference)
    if sample.closed_at is None and not keeps(desk, sample):
        raise conflict("The result is shown when the sample is closed", "Score your cases meanwhile")
    if waits_for_own(session, desk, sample):
        raise conflict("You score this sample yourself: the result would tell you what others think", "Finish first")
    return sample


def _form(request: Request, desk: Desk, typed: Form, wrong: dict[str, str]) -> Response:
    books = [book for book in desk.shelf.books() if book.decides in ("top_up", "placement")]
    nothing = "decided by this rulebook" in wrong.get("from", "") or "were decided then" in wrong.get("from", "")
    errors = {name: text for name, text in _FIELDS.items() if name in wrong}
    if nothing:
        errors["from"] = wrong["from"]
    view = {
        "title": "Error: Draw a sample" if wrong else "Draw a sample",
        "books": [{"name": book.name, "title": book.title} for book in books],
        "strata": list(STRATA.items()),
        "typed": {name: typed.get(name, "") for name in ("reference", *_FIELDS)},
        "errors": errors,
        "links": [{"anchor": "by-none" if name == "by" else name, "text": text} for name, text in errors.items()],
        "others": [text for name, text in wrong.items() if name not in errors],
        "no_decision": NO_DECISION,
    }
    return page(request, "moderation_new.html", view, status=422 if wrong else 200)


def _shown(request: Request, desk: Desk, reference: str, trouble: Trouble | None = None) -> Response:
    with desk.database.reading() as session:
        sample = find_sample(session, desk, reference)
        mine = sampled.own_cases(session, desk.viewer, sample)
        asked = sampled.scorers_of(session, desk.viewer, sample)
        names, keeping, waits = numbered(asked), keeps(desk, sample), waits_for_own(session, desk, sample)
        cases = len(sampled.first_readings(session, desk.viewer, sample))
        people = sampled.people_to_ask(session, desk.last_day()) if keeping else []
        far = sampled.progress(session, desk.viewer, sample)
    view = {
        "title": sample.title,
        "sample": sample,
        "drawing": drawing(sample, _book_title(desk, sample)),
        "mine": own_rows(mine),
        "keeps": keeping,
        "may_read": (keeping or sample.closed_at is not None) and not waits,
        "waits": waits,
        "scorers": scorer_rows(people, asked, names, far, cases) if keeping else [],
        "no_decision": NO_DECISION,
        "trouble": trouble,
    }
    return page(request, "moderation_sample.html", view, status=trouble.status if trouble else 200)


def _again(request: Request, desk: Desk, reference: str, trouble: Trouble) -> Response:
    if trouble.kind in ("not-found", "not-allowed"):
        raise trouble
    return _shown(request, desk, reference, trouble)


def _book_title(desk: Desk, sample: Sample) -> str:
    return next((book.title for book in desk.shelf.books() if book.name == sample.rulebook), sample.rulebook)


def _number(text: str) -> int | str:
    bare = text.replace(",", "")
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 12 else text
