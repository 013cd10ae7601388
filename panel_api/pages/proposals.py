"""Proposals of rulebooks: the list, one of them with what it changes and what its check found, and its answer."""

import secrets
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from engine.language.loading import RULEBOOK_FILE, text_hash
from engine.proof.check import CASES_FILE
from panel_api import services
from panel_api.errors import Trouble, not_found
from panel_api.models import Proposal
from panel_api.pages.asked import once_of
from panel_api.pages.form_errors import form_errors
from panel_api.pages.forms import Form, Sent, seen_version
from panel_api.render import page
from panel_api.routes.guarding import AnswerProposal, ProposeRulebook
from panel_api.services import Desk
from panel_api.services.adopting import way_to_adoption
from panel_api.services.promises import promise_of, promised
from panel_api.services.proposals import (
    SAID,
    answer_proposal,
    find_proposal,
    listed_proposals,
    why_not,
    withdraw_proposal,
)
from panel_api.services.protecting import protection_of, protection_words
from panel_api.store.proposals import MOST_LISTED, Proposed
from panel_api.views.proposals import fault_rows, in_words, line_changes, rows
from panel_api.views.whatif_kept import document_of
from panel_api.views.whatif_words import answer as answer_of

router = APIRouter()
_ANSWER: Final = {"stage": "Choose one: support it, or send it back.", "words": ""}


@router.get("/proposals")
def listed(request: Request, desk: AnswerProposal) -> Response:
    """Every proposal, the newest first."""
    with desk.database.reading() as session:
        found = rows(listed_proposals(session, desk), desk.viewer.person)
    return page(request, "proposals.html", {"title": "Proposals", "proposals": found, "most": MOST_LISTED})


@router.get("/proposals/{reference}")
def one(request: Request, desk: AnswerProposal, reference: str) -> Response:
    """What is proposed and why, what it changes, what the check found, and what may be done with it."""
    return shown(request, desk, reference, {}, None)


@router.get("/proposals/{reference}/{file}")
def text(desk: AnswerProposal, reference: str, file: str) -> Response:
    """Its text or its cases as a file, for whoever puts it on the shelf."""
    with desk.database.reading() as session:
        row = find_proposal(session, desk, reference).proposal
    content = {RULEBOOK_FILE: row.text, CASES_FILE: row.cases}.get(file)
    if content is None:
        raise not_found("There is no such file", f"Ask for {RULEBOOK_FILE} or {CASES_FILE}")
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return Response(content, media_type="text/plain; charset=utf-8", headers=headers)


@router.post("/proposals/{reference}/answer")
def answer(request: Request, desk: AnswerProposal, reference: str, form: Sent) -> Response:
    """Support it or send it back, once."""

    def work(session: services.Session) -> Proposal:
        return answer_proposal(
            session, desk, reference, seen_version(form), form.get("stage", ""), form.get("words", "")
        )

    return _acted(request, desk, reference, form, work)


@router.post("/proposals/{reference}/withdraw")
def withdraw(request: Request, desk: ProposeRulebook, reference: str, form: Sent) -> Response:
    """Take it back, once."""

    def work(session: services.Session) -> Proposal:
        return withdraw_proposal(session, desk, reference, seen_version(form))

    return _acted(request, desk, reference, form, work)


def _acted(request: Request, desk: Desk, reference: str, form: Form, work: Any) -> Response:
    def kept(session: services.Session) -> services.Answered:
        work(session)
        return services.answered(303, {})

    try:
        services.once(desk, once_of(request.url.path, form), kept)
    except Trouble as trouble:
        if trouble.kind in ("not-found", "not-allowed"):
            raise
        return shown(request, desk, reference, form, trouble)
    return RedirectResponse(f"/proposals/{reference}", status_code=303)


def shown(request: Request, desk: Desk, reference: str, form: Form, trouble: Trouble | None) -> Response:
    """The page of one proposal; with `trouble`, what stopped an answer, and what was typed into it."""
    with desk.database.reading() as session:
        found = find_proposal(session, desk, reference)
        way = way_to_adoption(session, desk, found.proposal)
        own = found.proposal.proposed_by == desk.viewer.person
    title = f"Proposal {found.proposal.reference}: {found.proposal.name}"
    view = {
        "title": f"Error: {title}" if trouble else title,
        "row": found.proposal,
        "proposer": "you" if own else found.proposer,
        "answerer": "you" if found.proposal.answered_by == desk.viewer.person else found.answerer,
        "said": SAID[found.proposal.stage],
        "promised": promised(promise_of(found.proposal)),
        "protected": protection_words(protection_of(found.proposal.protection)),
        "own": own,
        "why_not": why_not(desk, found.proposal),
        "way": way,
        "comes_to": way.rescoring and answer_of(document_of(way.rescoring.result, way.rescoring.as_of)),
        "once": form.get("once") or secrets.token_urlsafe(12),
        "typed": {name: form.get(name, "").replace("\0", "\ufffd") for name in _ANSWER},
        **_changes(desk, found),
        **form_errors(trouble, _ANSWER),
    }
    return page(request, "proposal.html", view, status=trouble.status if trouble else 200)


def _changes(desk: Desk, found: Proposed) -> dict[str, Any]:
    row = found.proposal
    before, now = desk.shelf.texts(row.begun_from or ""), desk.shelf.texts(row.name)
    return {
        "faults": fault_rows(row),
        "lines_of_text": line_changes(before.rulebook, row.text) if before.rulebook else None,
        "lines_of_cases": line_changes(before.cases, row.cases) if before.rulebook else None,
        "in_words": in_words(desk.shelf, row),
        "on_shelf": (now.rulebook, now.cases) == (row.text, row.cases),
        "sha256": text_hash(row.text, row.vocabulary),
    }
