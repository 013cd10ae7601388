"""Check your answers, then send: everything that was typed in words, what is not answered, and what stops it."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from engine.amounts import answer_words
from engine.facts import Fact, read_answer
from engine.problems import Problem
from panel_api import services, store
from panel_api.errors import Trouble
from panel_api.pages.answers_typed import answer_typed
from panel_api.pages.asked import Field
from panel_api.pages.forms import Sent, seen_version
from panel_api.pages.request_form import Step, Writing, begun
from panel_api.pages.request_read import Examined, examine
from panel_api.pages.request_steps import find
from panel_api.pages.requests import council_of
from panel_api.render import page
from panel_api.routes.guarding import TakeIn
from panel_api.services import Desk
from panel_api.views.needs import evidence_rows

router = APIRouter()


@router.get("/requests/{reference}/check")
def check(request: Request, desk: TakeIn, reference: str) -> Response:
    """What would be sent, and what is not answered."""
    return _page(request, desk, reference)


@router.post("/requests/{reference}/send")
def send(request: Request, desk: TakeIn, reference: str, form: Sent) -> Response:
    """Send the request as it was checked; sent twice, it is one case."""
    with desk.database.reading() as session:
        became = store.sent_as(session, services.find_draft(session, desk, reference))
    if became is None:
        _, writing, steps = find(desk, reference)
        given = examine(desk, writing, steps, council_of(desk)["reference"]).given
        if given is None:
            return _page(request, desk, reference, status=422)
        try:
            version = seen_version(form)
            with desk.database.writing() as session:
                became = services.send_draft(session, desk, reference, version, given)
        except Trouble as trouble:
            if trouble.kind != "stale":
                raise
            return _page(request, desk, reference, trouble=trouble, status=trouble.status)
    return RedirectResponse(f"/cases/{became}#standing", status_code=303)


def _page(request: Request, desk: Desk, reference: str, trouble: Trouble | None = None, status: int = 200) -> Response:
    draft, writing, steps = find(desk, reference)
    found = examine(desk, writing, steps, council_of(desk)["reference"])
    stops = [*found.missing, *found.wrong]
    title = "Check your answers"
    view = {
        "title": f"{'Error: ' if status != 200 else ''}{title}: request {draft.reference}",
        "heading": title,
        "reference": draft.reference,
        "version": draft.version,
        "basis": draft.legal_basis,
        "book": writing.book,
        "trouble": {"title": trouble.title, "detail": trouble.detail} if trouble else None,
        "refused": status == 422,
        "stops": [{"href": _href(draft.reference, each.step, each.name, steps), "text": each.line} for each in stops],
        "sections": [each for step in steps if (each := _section(step, writing))["groups"] or not step.asks],
        "open": [{"step": each, "asks": asks} for each in steps if (asks := _open(each, writing, found))],
        "worked_out": _worked_out(writing, found),
    }
    return page(request, "request_check.html", view, status=status)


def _href(reference: str, code: str, name: str, steps: Sequence[Step]) -> str:
    if not code:
        return f"/requests/{reference}"
    facts = {fact.name for each in steps for part in each.parts for fact in part.facts}
    return f"/requests/{reference}/{code}?back=check#{'f-' if name in facts else ''}{name}"


def _section(step: Step, writing: Writing) -> dict[str, Any]:
    """A step in words: what is known, and what was typed."""
    groups = []
    for part in step.parts:
        if part.block and not begun(writing, part):
            continue
        rows = [(each.asks, _said(each, writing.first(each.name))) for each in part.fields if writing.first(each.name)]
        rows += [(each.asks, _answer(each, texts)) for each in part.facts if (texts := writing.typed.get(each.name))]
        if rows or part.known:
            groups.append({"title": part.title, "rows": [*part.known, *rows]})
    return {"code": step.code, "title": step.title, "groups": groups}


def _said(asked: Field, text: str) -> str:
    if asked.shape == "tick":
        return "Yes"
    options = dict(asked.options) or ({"yes": "Yes", "no": "No"} if asked.shape == "yes_no" else {})
    return options.get(text, text).replace("\0", "\ufffd")


def _answer(fact: Fact, texts: Sequence[str]) -> str:
    value = read_answer(fact, answer_typed(fact, texts), fact.name)
    said = ", ".join(texts) if isinstance(value, Problem) else answer_words(fact, value)
    return said[:1].upper() + said[1:].replace("\0", "\ufffd")


def _open(step: Step, writing: Writing, found: Examined) -> list[str]:
    """The questions of a step that are not answered, and that intake answers neither."""
    facts = (fact for part in step.parts for fact in part.facts if fact.name not in found.filled)
    return [fact.asks for fact in facts if not writing.first(fact.name)]


def _worked_out(writing: Writing, found: Examined) -> list[dict[str, str]]:
    """What intake answers by itself, in words, with the reason."""
    facts = {writing.book.facts[name].asks: why for name, why in found.filled.items()}
    said = dict(evidence_rows(writing.book, found.facts))
    return [{"asks": asks, "said": said.get(asks, ""), "why": why} for asks, why in facts.items()]
