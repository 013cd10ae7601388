"""A case's answers as a form: what is changed is answered anew, what is emptied is taken back, the rest stays."""

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from engine.amounts import day_words
from engine.facts import Fact, from_canonical
from engine.problems import Problem
from engine.rulebook import Rulebook
from panel_api import schemas, services
from panel_api.errors import Trouble
from panel_api.models import Case
from panel_api.pages.answers_typed import answer_typed, errors_beside, links_to
from panel_api.pages.forms import Lists, SentLists, seen_version
from panel_api.pages.shelf import book_or_none
from panel_api.reading import read
from panel_api.render import page
from panel_api.routes.guarding import Amend
from panel_api.services import Desk
from panel_api.views.opening import opening
from panel_api.views.trying import fields

router = APIRouter()
KEEPERS: Final = frozenset({"duty", "plan", "money"})
"""Kinds of facts that whoever keeps the case answers: what law requires and what accounts hold."""


@router.get("/cases/{reference}/answers")
def read_answers(request: Request, desk: Amend, reference: str) -> Response:
    """Every question with its answer as it stands."""
    return _page(request, desk, reference)


@router.post("/cases/{reference}/answers")
def change_answers(request: Request, desk: Amend, reference: str, typed: SentLists) -> Response:
    """Keep what is different; where something cannot be kept, nothing is, and what was typed stays."""
    try:
        version = seen_version({name: values[-1] for name, values in typed.items()})
        with desk.database.writing() as session:
            case = services.held_case(session, desk, reference)
            book = services.book_of(desk, case.rulebook)
            given = read(schemas.Amendment, _changes(desk, book, case, typed))
            if given.facts or given.unanswered:
                services.amend(session, desk, reference, version, given)
    except Trouble as trouble:
        if trouble.kind not in ("bad-input", "stale", "conflict"):
            raise
        return _page(request, desk, reference, typed, trouble)
    return RedirectResponse(f"/cases/{reference}", status_code=303)


def _asked(desk: Desk, book: Rulebook) -> list[Fact]:
    keeps = desk.viewer.may("keep_case")
    return [fact for fact in book.facts.values() if keeps or fact.kind not in KEEPERS]


def _changes(desk: Desk, book: Rulebook, case: Case, typed: Lists) -> dict[str, Any]:
    before = _as_typed(book, case)
    facts, gone = {}, []
    for fact in _asked(desk, book):
        texts = [text.strip() for text in typed.get(fact.name, []) if text.strip()]
        if texts == before.get(fact.name, []):
            continue
        answer = answer_typed(fact, texts)
        if answer is not None:
            facts[fact.name] = answer
        elif fact.name in case.facts:
            gone.append(fact.name)
    return {"facts": facts, "unanswered": gone}


def _as_typed(book: Rulebook, case: Case) -> Lists:
    """The answers as they stand, as somebody would have typed them."""
    return {fact.name: texts_of(fact, case.facts[fact.name]) for fact in book.facts.values() if fact.name in case.facts}


def texts_of(fact: Fact, raw: object) -> list[str]:
    """A kept answer as somebody would have typed it."""
    if isinstance(raw, list):
        return [str(each) for each in raw]
    if isinstance(raw, bool):
        return ["true" if raw else "false"]
    value = from_canonical(fact, raw)
    if fact.type.kind == "date" and not isinstance(value, Problem | str):
        return [day_words(value)]  # type: ignore[arg-type]
    return [str(raw)]


def _page(
    request: Request, desk: Desk, reference: str, typed: Lists | None = None, trouble: Trouble | None = None
) -> Response:
    with desk.database.reading() as session:
        case = services.find_case(session, desk, reference)
    book = book_or_none(desk, case.rulebook)
    closed = _closed(case, book)
    errors = errors_beside(book, (str(each.where) for each in trouble.problems)) if trouble and book else {}
    shown = typed if typed is not None else _as_typed(book, case) if book else {}
    groups = fields(book, shown, errors) if book and not closed else []
    asked = {fact.name for fact in _asked(desk, book)} if book else set()
    title = f"Answers: case {case.reference}"
    view = {
        "title": f"Error: {title}" if trouble else title,
        "case": case,
        "version": case.version,
        "opening": opening(case, book),
        "closed": closed,
        "groups": [
            {**group, "fields": kept}
            for group in groups
            if (kept := [each for each in group["fields"] if each["name"] in asked])
        ],
        "trouble": _told(trouble, errors) if trouble else None,
    }
    return page(request, "answers.html", view, status=trouble.status if trouble else 200)


def _closed(case: Case, book: Rulebook | None) -> str:
    """Why nothing can be changed here; empty where it can be."""
    if book is None:
        return "The rulebook of this case is not on the shelf any more, so its questions cannot be asked."
    if case.stage in ("decided", "withdrawn", "disposed"):
        return "This case is decided. Its answers stay as they were; a later decision can correct it."
    return ""


def _told(trouble: Trouble, errors: dict[str, str]) -> dict[str, Any]:
    links, kept = links_to(errors), "What you typed is still here."
    title, detail = trouble.title, trouble.detail
    if trouble.kind == "bad-input":
        title = "There is a problem" if len(links) == 1 else f"There are {len(links)} problems"
        detail = f"Nothing was changed. {kept}"
    elif trouble.kind == "stale":
        last = trouble.more.get("current")
        detail = f"{detail} {kept}" + (f" The last change: {last['last_change']}." if isinstance(last, dict) else "")
    return {"title": title, "detail": detail, "links": links, "others": []}
