"""What can be done from the case page: assess, put the advice to the panel, decide. Sent twice, done once."""

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from engine.problems import Problem
from panel_api import schemas, services, store
from panel_api.errors import Trouble
from panel_api.models import Assessment, Case
from panel_api.pages.case import shown
from panel_api.pages.forms import Form, Sent, pounds_typed, seen_version
from panel_api.pages.shelf import book_or_none
from panel_api.reading import read
from panel_api.routes.guarding import Advise, Assess, Decide
from panel_api.services import Desk, held_of

router = APIRouter()
_AS_TYPED: Final = ("kind", "words", "band", "amount", "law", "authority", "by")


@router.post("/cases/{reference}/assess")
def assess(request: Request, desk: Assess, reference: str, form: Sent) -> Response:
    """Assess with second opinions, then come back to the case."""

    def within(work: Any) -> Any:
        with desk.database.writing() as session:
            return work(session)

    def done(_session: Session, case: Case, _row: Assessment) -> str:
        return case.reference

    try:
        version = seen_version(form)
        with desk.database.reading() as session:
            held = held_of(session, desk, reference)
        if not (held.case.version == version + 1 and held.current and held.case.stage == "assessed"):
            services.assess_case(desk, reference, None, within, done)
    except Trouble as trouble:
        return _again(request, desk, reference, form, trouble)
    return _back(reference, "advice")


@router.post("/cases/{reference}/recommend")
def recommend(request: Request, desk: Advise, reference: str, form: Sent) -> Response:
    """Put the advice to the panel, then come back to the case."""
    try:
        version = seen_version(form)
        with desk.database.writing() as session:
            services.held_case(session, desk, reference, version)
            services.recommend(session, desk, reference)
    except Trouble as trouble:
        if trouble.kind != "stale" or not _stands_at(desk, reference, "recommended", version + 1):
            return _again(request, desk, reference, form, trouble)
    return _back(reference, "decide")


@router.post("/cases/{reference}/decide")
def decide(request: Request, desk: Decide, reference: str, form: Sent) -> Response:
    """Record a decision and its sealed record; nothing typed is lost where it cannot stand."""
    try:
        given = _read(desk, reference, _decision(form))
        version = seen_version(form)
        with desk.database.writing() as session:
            services.decide(session, desk, reference, version, given)
    except Trouble as trouble:
        if trouble.kind != "stale" or not _is_decided_so(desk, reference, version + 1, given):
            return _again(request, desk, reference, form, trouble)
    return _back(reference, "decided")


def _read(desk: Desk, reference: str, raw: dict[str, Any]) -> schemas.NewDecision:
    """The decision. Where it cannot be read, what this case needs besides is told along with the rest."""
    try:
        return read(schemas.NewDecision, raw)
    except Trouble as trouble:
        with desk.database.reading() as session:
            case = services.find_case(session, desk, reference)
        book = book_or_none(desk, case.rulebook)
        priced = book is not None and any(step.node.type.kind == "money" for step in book.outcomes.values())
        wanted = ["law"] if case.legal_basis != "non_statutory" else []
        if raw.get("kind") == "agree_another_band":
            wanted += ["band", "amount"] if priced else ["band"]
        missing = [Problem(name, f"`{name}` is missing", "it", "Add it") for name in wanted if name not in raw]
        raise Trouble(trouble.kind, problems=[*trouble.problems, *missing]) from None


def _stands_at(desk: Desk, reference: str, stage: str, version: int) -> bool:
    with desk.database.reading() as session:
        case = services.find_case(session, desk, reference)
    return case.stage == stage and case.version == version


def _is_decided_so(desk: Desk, reference: str, version: int, given: schemas.NewDecision) -> bool:
    """Whether the very next thing that happened to the case was this same decision: it was sent twice."""
    with desk.database.reading() as session:
        case = services.find_case(session, desk, reference)
        latest = next(iter(store.decisions_of(session, desk.viewer, case)), None)
    if latest is None or case.version != version:
        return False
    was = (latest.kind, latest.reason_code, latest.words, latest.law, latest.authority, latest.by_reference)
    return was == (given.kind, given.reason, given.words, given.law, given.authority, given.by.reference)


def _decision(form: Form) -> dict[str, Any]:
    """What was typed, as the API would have been sent it; an empty field was left out."""
    plain = {name: form.get(name, "").replace("\r\n", "\n").strip() for name in _AS_TYPED}
    given: dict[str, Any] = {name: text for name, text in plain.items() if text}
    reason = form.get(f"reason_{given.get('kind')}", "").strip()
    if reason:
        given["reason"] = reason
    if "by" in given:
        given["by"] = {"role": "chair", "reference": given["by"]}
    if "band" in given and given["band"].isascii() and given["band"].isdigit() and len(given["band"]) < 4:
        given["band"] = int(given["band"])
    if "amount" in given:
        given["amount"] = pounds_typed(given["amount"])
    return given


def _again(request: Request, desk: Desk, reference: str, form: Form, trouble: Trouble) -> Response:
    if trouble.kind == "not-found":
        raise trouble
    return shown(request, desk, reference, form, trouble)


def _back(reference: str, part: str) -> Response:
    return RedirectResponse(f"/cases/{reference}#{part}", status_code=303)
