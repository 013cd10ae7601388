"""What can be done from the case page: assess, put to the panel, decide, open again. Sent twice, done once."""

import re
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from panel_api import schemas, services, store
from panel_api.errors import Trouble
from panel_api.models import Assessment, Case
from panel_api.pages.case import shown
from panel_api.pages.decision_form import meant, read_decision
from panel_api.pages.forms import Form, Sent, seen_version
from panel_api.pages.sitting_run import run_page
from panel_api.reading import read
from panel_api.routes.guarding import Advise, Assess, Decide, Reopen
from panel_api.services import Desk, held_of

router = APIRouter()
_SITTING: Final = re.compile(r"S-[A-Z0-9-]{1,30}")


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
        if trouble.kind != "stale" or not _stands_at(desk, reference, version + 1, "recommended"):
            return _again(request, desk, reference, form, trouble)
    return _back(reference, "decide")


@router.post("/cases/{reference}/decide")
def decide(request: Request, desk: Decide, reference: str, form: Sent) -> Response:
    """Record a decision and its sealed record, or have it go up; nothing typed is lost where it cannot stand."""
    try:
        given = read_decision(desk, reference, form)
        version = seen_version(form)
        with desk.database.writing() as session:
            done = services.decide(session, desk, reference, version, given)
        return _back(reference, "decided" if isinstance(done, services.Decided) else "decide", form)
    except Trouble as trouble:
        part = _done_already(desk, reference, version + 1, given) if trouble.kind == "stale" else None
        return _back(reference, part, form) if part else _again(request, desk, reference, form, trouble)


@router.post("/cases/{reference}/reopen")
def reopen(request: Request, desk: Reopen, reference: str, form: Sent) -> Response:
    """Open a decided case again, with a reason, then come back to it."""
    try:
        typed = form.get("reopen_words", "").replace("\r\n", "\n").strip()
        given = read(schemas.Reopening, {"words": typed} if typed else {})
        version = seen_version(form)
        with desk.database.writing() as session:
            services.reopen(session, desk, reference, version, given)
    except Trouble as trouble:
        if trouble.kind != "stale" or not _stands_at(desk, reference, version + 1, "recommended", "received"):
            return _again(request, desk, reference, form, trouble)
    return _back(reference, "next" if _stands_at(desk, reference, version + 1, "received") else "decide")


def _stands_at(desk: Desk, reference: str, version: int, *stages: str) -> bool:
    with desk.database.reading() as session:
        case = services.find_case(session, desk, reference)
    return case.stage in stages and case.version == version


def _done_already(desk: Desk, reference: str, version: int, given: schemas.NewDecision) -> str | None:
    """Where to go if the very next thing that happened to the case was this same decision: it was sent twice."""
    with desk.database.reading() as session:
        case = services.find_case(session, desk, reference)
        latest = next(iter(store.decisions_of(session, desk.viewer, case)), None)
        up = store.put_up_of(session, desk.viewer, case)
    if case.version != version:
        return None
    if up is not None:
        same = up.by_reference == desk.viewer.reference and up.given == services.as_put_up(given)
        return "decide" if same else None
    return "decided" if latest is not None and meant(desk, given, latest) else None


def _again(request: Request, desk: Desk, reference: str, form: Form, trouble: Trouble) -> Response:
    """The page that the form stood on, the case's own or the screen of a sitting, with what stopped it."""
    if trouble.kind == "not-found":
        raise trouble
    run, item = _at_sitting(form)
    if run:
        return run_page(request, desk, run, item, form, trouble)
    return shown(request, desk, reference, form, trouble)


def _back(reference: str, part: str, form: Form | None = None) -> Response:
    """To that part of the case; from the screen of a sitting to the next item, once this one is dealt with."""
    run, item = _at_sitting(form or {})
    to = f"/sittings/{run}/run?after={item}" if run else f"/cases/{reference}#{part}"
    return RedirectResponse(to, status_code=303)


def _at_sitting(form: Form) -> tuple[str, int]:
    """The sitting and the item on whose screen a form stood; "" where it stood on the case's own page."""
    run, item = form.get("run", ""), form.get("item", "")
    if _SITTING.fullmatch(run) and item.isascii() and item.isdigit() and len(item) <= 15:
        return run, int(item)
    return "", 0
