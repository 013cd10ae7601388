"""Audit samples: the list, drawing one, what one holds, and drawing it again to see whether the same records come."""

import secrets
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from panel_api import store
from panel_api.errors import Trouble
from panel_api.pages.form_errors import form_errors
from panel_api.pages.forms import Form, Sent
from panel_api.reading import read
from panel_api.render import page
from panel_api.routes.guarding import Audit
from panel_api.schemas_audit import MOST_RECORDS, NewAuditSample
from panel_api.services import Desk
from panel_api.services.audit_samples import (
    STRATA,
    draw_again,
    draw_audit_sample,
    filter_kept,
    filter_read,
    find_audit_sample,
)
from panel_api.store import audit_samples as rows
from panel_api.store.record_search import RecordFilter
from panel_api.views.audit_samples import METHODS, again_lines, filter_lines, list_rows, sample_view

router = APIRouter()
_FIELDS: Final = ("reference", "title", "method", "strata", "size", "seed")
_SAYINGS: Final = {
    "title": "Write what the sample is for, in at most 200 letters.",
    "method": "Choose how the records are drawn.",
    "strata": "Choose what they are parted by.",
    "size": f"Write how many records, from 1 to {MOST_RECORDS}.",
    "seed": "Write 1 to 32 letters, digits or hyphens.",
}
_NOT_DRAWN: Final = "Nothing was drawn. What you typed is still here."


@router.get("/audit/samples")
def list_samples(request: Request, desk: Audit) -> Response:
    """Every sample, the newest first."""
    with desk.database.reading() as session:
        found = list_rows(rows.list_samples(session, desk.viewer))
    return page(request, "audit_samples.html", {"title": "Audit samples", "samples": found})


@router.get("/audit/samples/new")
def new(request: Request, _desk: Audit) -> Response:
    """The form, with a seed by chance that may be written over; the filter comes in the address, as a search has it."""
    typed = {
        "reference": store.new_reference(),
        "title": "",
        "method": "random",
        "strata": "partnership",
        "size": "25",
        "seed": str(secrets.randbelow(1_000_000)),
    }
    wanted = filter_read(request.query_params)
    return _form(request, typed, {name: str(value) for name, value in filter_kept(wanted).items()}, None)


@router.post("/audit/samples")
def draw(request: Request, desk: Audit, form: Sent) -> Response:
    """Draw the sample; sent twice, drawn once."""
    given: dict[str, Any] = {name: form.get(name, "").strip() for name in _FIELDS}
    size = given["size"].replace(",", "")
    given["size"] = int(size) if size.isascii() and size.isdigit() and len(size) < 7 else given["size"]
    asked = {name.removeprefix("filter-"): text for name, text in form.items() if name.startswith("filter-")}
    try:
        wanted = filter_read(asked)
        new_sample = read(NewAuditSample, {name: value for name, value in given.items() if value != ""})
        with desk.database.writing() as session:
            reference = draw_audit_sample(session, desk, new_sample, wanted).reference
    except Trouble as trouble:
        if trouble.kind != "bad-input":
            raise
        return _form(request, {name: form.get(name, "") for name in _FIELDS}, asked, trouble)
    return RedirectResponse(f"/audit/samples/{reference}", status_code=303)


@router.get("/audit/samples/{sample}")
def one(request: Request, desk: Audit, sample: str) -> Response:
    """A sample: how it was drawn, its papers, and how far they are."""
    return _shown(request, desk, sample, again=False)


@router.get("/audit/samples/{sample}/again")
def again(request: Request, desk: Audit, sample: str) -> Response:
    """The same draw made anew, and whether the same records came. Nothing is changed."""
    return _shown(request, desk, sample, again=True)


def _shown(request: Request, desk: Desk, reference: str, *, again: bool) -> Response:
    with desk.database.reading() as session:
        found = find_audit_sample(session, desk, reference)
        papers = rows.papers_of(session, desk.viewer, found)
        cases = rows.references_of(session, desk.viewer, found.strata["drawn"])
        drawn = draw_again(session, desk, found) if again else None
    view = sample_view(found, papers, {number: each[0] for number, each in cases.items()})
    view["again"] = {"same": drawn.same, "lines": again_lines(drawn), "population": drawn.population} if drawn else None
    return page(request, "audit_sample.html", view)


def _form(request: Request, typed: Form, asked: Form, trouble: Trouble | None) -> Response:
    known = {name: asked[name] for name in RecordFilter.__dataclass_fields__ if asked.get(name)}
    try:
        lines = filter_lines(filter_kept(filter_read(known)))
    except Trouble:
        lines = []
    view = {
        "title": "Error: Draw an audit sample" if trouble else "Draw an audit sample",
        "typed": typed,
        "filter": known,
        "filter_lines": lines,
        "methods": [(code, name, says) for code, (name, says) in METHODS.items()],
        "strata": list(STRATA.items()),
        **form_errors(trouble, _SAYINGS, _NOT_DRAWN),
    }
    return page(request, "audit_sample_new.html", view, status=trouble.status if trouble else 200)
