"""Working a year's allocation out: figures in, what they come to, and, once somebody confirms it, the ledger."""

import re
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from engine.amounts import sentence
from engine.problems import Complaints, Problem
from engine.rulebook import Rulebook
from panel_api import store
from panel_api.errors import Trouble
from panel_api.pages.allocations import shown_run
from panel_api.pages.figures_typed import columns, figures_text, figures_typed
from panel_api.pages.forms import Form, Sent, pounds_typed
from panel_api.render import page
from panel_api.routes.guarding import KeepLedger, ReadAllocations
from panel_api.services import Desk
from panel_api.services.allocating import POT, SCHEME
from panel_api.services.allocation_runs import NewRun, changes_of, find_run, keep_run, post_run
from panel_api.services.posting import this_year
from panel_api.services.published import book_for
from panel_api.store import allocations as kept

router = APIRouter()
LONGEST: Final = 400
_FIELDS: Final = ("reference", "year", "pot", "figures", "words")
_YEAR: Final = re.compile(r"20\d\d")
_REFERENCE: Final = re.compile(r"L-[A-Z0-9-]{4,20}")


@router.get("/allocations/new")
def new(request: Request, desk: KeepLedger, year: str = "") -> Response:
    """The form, with the figures of that year's last run; for a new year with those of the year before."""
    book, wanted = _book(desk), int(year) if _YEAR.fullmatch(year) else this_year(desk)
    with desk.database.reading() as session:
        same = kept.run_for(session, desk.viewer, wanted)
        before = same or kept.run_for(session, desk.viewer, wanted - 1)
    facts: dict[str, Any] = dict(before.run.facts) if before else {}
    partnerships = {name: dict(each) for name, each in facts.get(str(book.over), {}).items()}
    if before and not same:
        for name, each in partnerships.items():
            each["last_year"] = before.run.result["partnership"][name]
    typed = {
        "reference": f"L-{store.new_reference()}",
        "year": str(wanted),
        "pot": str(facts.get(POT, "")),
        "figures": figures_text(book, partnerships),
        "words": "",
    }
    return _form(request, book, typed, [])


@router.post("/allocations")
def keep(request: Request, desk: KeepLedger, form: Sent) -> Response:
    """Work it out and keep it; sent twice, kept once. Nothing is written to the ledger."""
    book = _book(desk)
    typed = {name: form.get(name, "").strip() for name in _FIELDS}
    try:
        given = _read(book, typed)
        with desk.database.writing() as session:
            reference = keep_run(session, desk, given).reference
    except Trouble as trouble:
        if trouble.kind not in ("bad-input", "conflict"):
            raise
        says = [_said(book, each) for each in trouble.problems] or [("figures", trouble.detail)]
        return _form(request, book, typed, says)
    return RedirectResponse(f"/allocations/runs/{reference}", status_code=303)


@router.get("/allocations/runs/{reference}")
def one(request: Request, desk: ReadAllocations, reference: str) -> Response:
    """What a run comes to, and what it would change in the ledger."""
    return _shown(request, desk, reference)


@router.post("/allocations/runs/{reference}/post")
def confirm(request: Request, desk: KeepLedger, reference: str) -> Response:
    """Write it to the ledger, once."""
    try:
        with desk.database.writing() as session:
            post_run(session, desk, reference)
    except Trouble as trouble:
        if trouble.kind != "conflict":
            raise
        return _shown(request, desk, reference, trouble.detail)
    return RedirectResponse(f"/allocations/runs/{reference}", status_code=303)


def _shown(request: Request, desk: Desk, reference: str, wrong: str = "") -> Response:
    with desk.database.reading() as session:
        found = find_run(session, desk, reference)
        changes = [] if found.posting else changes_of(session, desk, found.run)
    view = {**shown_run(found), "changes": changes, "wrong": wrong}
    title = f"Allocation {found.run.reference} for {view['words']}"
    view["title"] = f"Error: {title}" if wrong else title
    return page(request, "allocation_run.html", view, status=409 if wrong else 200)


def _book(desk: Desk) -> Rulebook:
    return book_for(desk, SCHEME, "allocation")


def _read(book: Rulebook, typed: Form) -> NewRun:
    """The run that the form asks for. Raises Trouble "bad-input" with all that is wrong."""
    complaints = Complaints()
    if not _YEAR.fullmatch(typed["year"]):
        complaints.add("year", "This is no year", "the year in which it begins, such as 2026", "Correct it")
    if not 0 < len(typed["words"]) <= LONGEST:
        complaints.add("words", "It does not say why", f"1 to {LONGEST} letters", "Say why it is worked out")
    if not _REFERENCE.fullmatch(typed["reference"]):
        complaints.add("figures", "The form has lost its mark", "the form as it was opened", "Open it again")
    partnerships = figures_typed(book, typed["figures"], complaints)
    if complaints.problems:
        raise Trouble("bad-input", problems=complaints.problems)
    facts = {POT: pounds_typed(typed["pot"]), str(book.over): partnerships}
    return NewRun(typed["reference"], int(typed["year"]), typed["words"], facts)


def _said(book: Rulebook, problem: Problem) -> tuple[str, str]:
    """A problem as its field and a sentence: which partnership and which question, where it is of one."""
    where = str(problem.where)
    if where in _FIELDS:
        return where, f"{sentence(problem.wrong)} Expected: {problem.expected}."
    if where == f"facts.{POT}":
        return "pot", f"“{book.facts[POT].asks.strip()}” takes {book.facts[POT].expected}."
    name, _, fact = where.removeprefix(f"facts.{book.over}").removeprefix(".").rpartition(".")
    asked = book.facts.get(fact)
    what = f"{name}, “{asked.asks.strip()}”" if asked else name or "The figures"
    return "figures", f"{what}: {sentence(problem.wrong)} Expected {problem.expected}."


def _form(request: Request, book: Rulebook, typed: Form, wrong: list[tuple[str, str]]) -> Response:
    errors = {name: " ".join(text for where, text in wrong if where == name) for name, _ in wrong}
    title = "Work out a year’s allocation"
    view = {
        "title": f"Error: {title}" if wrong else title,
        "book": book,
        "typed": typed,
        "errors": errors,
        "links": [{"anchor": name, "text": text} for name, text in wrong],
        "columns": [{"name": fact.name, "asks": fact.asks, "help": fact.help or ""} for fact in columns(book)],
    }
    return page(request, "allocation_new.html", view, status=422 if wrong else 200)
