"""A request being written: the list of its steps, each step's form, and what was typed, which is always kept."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from panel_api import services, store
from panel_api.errors import conflict, not_found
from panel_api.models import RequestDraft
from panel_api.pages.asked import field_view
from panel_api.pages.forms import Lists, SentLists
from panel_api.pages.request_form import Part, Step, Writing, steps_of
from panel_api.pages.request_read import Examined, Told, examine, told_in
from panel_api.pages.requests import council_of
from panel_api.pages.shelf import book_or_none
from panel_api.render import page
from panel_api.routes.guarding import TakeIn
from panel_api.services import Desk
from panel_api.services.drafts import kept_until
from panel_api.views.trying import field

router = APIRouter()
Found = tuple[RequestDraft, Writing, list[Step]]


@router.get("/requests/{reference}")
def overview(request: Request, desk: TakeIn, reference: str) -> Response:
    """Every step with how far it is, and the way to check and send."""
    with desk.database.reading() as session:
        draft = services.find_draft(session, desk, reference)
        became = store.sent_as(session, draft)
        if became is not None:
            return RedirectResponse(f"/cases/{became}", status_code=303)
        writing = writing_of(session, desk, draft)
    steps = steps_of(writing)
    found = examine(desk, writing, steps, council_of(desk)["reference"])
    view = {
        **_frame(draft, writing),
        "title": f"Your request {draft.reference}",
        "steps": [_progress(each, writing, found) for each in steps],
        "until": kept_until(desk, draft),
    }
    return page(request, "request.html", view)


@router.get("/requests/{reference}/{code}")
def read_step(request: Request, desk: TakeIn, reference: str, code: str) -> Response:
    """One step as it was typed so far, with what cannot be used."""
    draft, writing, steps = find(desk, reference)
    step = step_in(steps, code)
    wrong = examine(desk, writing, steps, council_of(desk)["reference"]).wrong
    return _page(request, draft, writing, steps, step, [each for each in wrong if writing.first(each.name)])


@router.post("/requests/{reference}/{code}")
def save_step(request: Request, desk: TakeIn, reference: str, code: str, typed: SentLists) -> Response:
    """Keep what was typed, whatever it is; then on to what was asked for, unless something here cannot be used."""
    _, _, steps = find(desk, reference)
    step, then = step_in(steps, code), typed.get("then", ["next"])[-1]
    if then == "more" and step.count:
        typed = {**typed, step.count: [str(len(step.parts) + 1)]}
    with desk.database.writing() as session:
        services.save_draft(session, desk, reference, _names(step, typed), typed)
    if then == "later":
        return RedirectResponse("/requests", status_code=303)
    draft, writing, steps = find(desk, reference)
    step = step_in(steps, code)
    if then == "more" and step.count:
        return RedirectResponse(f"/requests/{reference}/{code}#{step.parts[-1].block}", status_code=303)
    wrong = examine(desk, writing, steps, council_of(desk)["reference"]).wrong
    here = [each for each in wrong if each.step == code and writing.first(each.name)]
    if here:
        return _page(request, draft, writing, steps, step, here, back=then)
    after = "check" if then == "check" or step is steps[-1] else steps[steps.index(step) + 1].code
    return RedirectResponse(f"/requests/{reference}/{after}", status_code=303)


def find(desk: Desk, reference: str) -> Found:
    """A draft that is not sent yet, with its steps. Raises Trouble "not-found" or "conflict"."""
    with desk.database.reading() as session:
        draft = services.find_draft(session, desk, reference)
        if draft.case_id is not None:
            raise conflict("This request was sent", "Find it among your requests, and change its answers there")
        writing = writing_of(session, desk, draft)
    return draft, writing, steps_of(writing)


def writing_of(session: services.Session, desk: Desk, draft: RequestDraft) -> Writing:
    """A draft with all that its form depends on. Raises Trouble "conflict" where its rulebook is gone."""
    book = book_or_none(desk, draft.rulebook)
    if book is None:
        raise conflict(
            "The rulebook of this request is not on the shelf any more",
            "What you typed is kept. Ask the council which rulebook takes its place",
        )
    known = store.known_of_school(session, desk.viewer, draft.school) if draft.school else store.Known()
    names = () if draft.school and known.partnership else store.partnerships(session)
    return Writing(book, draft.legal_basis, draft.school, known, names, council_of(desk)["name"], dict(draft.typed))


def step_in(steps: Sequence[Step], code: str) -> Step:
    """The step of this code. Raises Trouble "not-found"."""
    found = next((each for each in steps if each.code == code), None)
    if found is None:
        raise not_found("This request has no such step", "Look at its list of steps")
    return found


def _names(step: Step, typed: Lists) -> list[str]:
    """The fields of a step; of blocks that another window added, those too that were sent."""
    start = step.count.removesuffix("count")
    return [*step.names, *(name for name in typed if start and name.startswith(start) and name not in step.names)]


def _frame(draft: RequestDraft, writing: Writing) -> dict[str, Any]:
    return {
        "reference": draft.reference,
        "basis": draft.legal_basis,
        "book": writing.book,
        "child": writing.first("child.name").replace("\0", "\ufffd") or "a child not named yet",
        "saved": draft.saved_at,
        "version": draft.version,
    }


def _progress(step: Step, writing: Writing, found: Examined) -> dict[str, Any]:
    """How far a step is, in words; what has to be there before the request can be sent is said by name."""
    wrong = [each for each in found.wrong if each.step == step.code and writing.first(each.name)]
    missing = [each.line for each in found.missing if each.step == step.code]
    facts = [fact for part in step.parts for fact in part.facts]
    answered = sum(1 for fact in facts if writing.first(fact.name))
    begun = any(writing.first(name) for name in step.names if name != step.count)
    if wrong:
        mark, says = "unsettled", "Something to put right"
    elif missing:
        mark, says = "unsettled", "Not finished" if begun else "To do"
    elif facts:
        some = f"{answered} of {len(facts)} answered" if answered else "Not answered yet"
        mark, says = ("settled", "All answered") if answered == len(facts) else ("begun", some)
    else:
        mark, says = ("settled", "Done") if begun else ("begun", "Nothing written yet")
    return {"code": step.code, "title": step.title, "mark": mark, "says": says, "missing": missing}


def _page(
    request: Request,
    draft: RequestDraft,
    writing: Writing,
    steps: Sequence[Step],
    step: Step,
    wrong: Sequence[Told],
    back: str = "",
) -> Response:
    told = told_in(step, wrong)
    errors = {each.name: each.text for each in told}
    number = [each.code for each in steps].index(step.code)
    from_check = back == "check" or request.query_params.get("back") == "check"
    view = {
        **_frame(draft, writing),
        "title": f"{'Error: ' if errors else ''}{step.title}: your request {draft.reference}",
        "step": step,
        "number": number + 1,
        "of": len(steps),
        "previous": steps[number - 1] if number else None,
        "then": "check" if from_check else "next",
        "parts_of": [_part(each, writing, errors) for each in step.parts],
        "links": [{"anchor": _anchor(step, each.name), "text": each.line} for each in told],
    }
    return page(request, "request_step.html", view, status=422 if back else 200)


def _part(part: Part, writing: Writing, errors: dict[str, str]) -> dict[str, Any]:
    typed = {name: [text.replace("\0", "\ufffd") for text in texts] for name, texts in writing.typed.items()}
    asked = [field_view(each, each.name, writing.first(each.name), errors.get(each.name, "")) for each in part.fields]
    facts = [field(each, typed, errors, open_=True) for each in part.facts]
    return {
        "title": part.title,
        "says": part.says,
        "known": part.known,
        "block": part.block,
        "fields": asked,
        "questions": facts,
    }


def _anchor(step: Step, name: str) -> str:
    facts = {fact.name for part in step.parts for fact in part.facts}
    return f"f-{name}" if name in facts else name
