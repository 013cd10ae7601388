"""Calibrating a proposal: what is asked, what was found and how, and taking it into a proposal."""

import json
import secrets
from dataclasses import asdict, replace
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from engine.language.loading import load_text
from panel_api import services
from panel_api.errors import Trouble
from panel_api.models import Calibration
from panel_api.pages.asked import once_of
from panel_api.pages.form_errors import form_errors
from panel_api.pages.forms import Form, Sent
from panel_api.render import page
from panel_api.routes.guarding import ProposeRulebook, Rescore, TryWhatIf
from panel_api.services import Desk
from panel_api.services.calibrating import (
    calibrations_of,
    find_calibration,
    keep_calibration,
    keep_taken,
    proposal_of,
    taken,
    work_out,
)
from panel_api.services.calibration_asked import TargetTyped, percent_words, values_of
from panel_api.services.proposals import find_proposal
from panel_api.services.rescoring import tried_of
from panel_api.views.calibration import calibration_view

router = APIRouter()
_FIRST: Final = TargetTyped("")
_SAYINGS: Final = dict.fromkeys(asdict(_FIRST), "")


@router.get("/proposals/{reference}/calibrate")
def asked(request: Request, desk: Rescore, reference: str) -> Response:
    """What may be asked, and what was found before."""
    return _asked(request, desk, reference, {}, None)


@router.post("/proposals/{reference}/calibrate")
def find_them(request: Request, desk: Rescore, reference: str, form: Sent) -> Response:
    """Find the values, once; seconds."""
    once = once_of(request.url.path, form)
    try:
        answer = services.earlier(desk, once)
        if answer is None:
            worked = work_out(desk, tried_of(desk, reference), _typed(form))

            def keep(session: services.Session) -> services.Answered:
                return services.answered(303, {"reference": keep_calibration(session, desk, worked).reference})

            answer = services.once(desk, once, keep)
    except Trouble as trouble:
        if trouble.kind in ("not-found", "not-allowed"):
            raise
        return _asked(request, desk, reference, form, trouble)
    return RedirectResponse(f"/calibrations/{json.loads(answer.body)['reference']}", status_code=303)


@router.get("/calibrations/{calibration}")
def one(request: Request, desk: TryWhatIf, calibration: str) -> Response:
    """What was found, what binds, and the trade-off."""
    return _shown(request, desk, calibration, {}, None)


@router.post("/calibrations/{calibration}/propose")
def take(request: Request, desk: ProposeRulebook, calibration: str, form: Sent) -> Response:
    """Take what was found into a proposal, once; its check takes seconds."""
    once = once_of(request.url.path, form)
    try:
        answer = services.earlier(desk, once)
        if answer is None:
            given = taken(desk, calibration)

            def keep(session: services.Session) -> services.Answered:
                return services.answered(303, {"reference": keep_taken(session, desk, given).reference})

            answer = services.once(desk, once, keep)
    except Trouble as trouble:
        if trouble.kind in ("not-found", "not-allowed"):
            raise
        return _shown(request, desk, calibration, form, trouble)
    return RedirectResponse(f"/proposals/{json.loads(answer.body)['reference']}", status_code=303)


def _asked(request: Request, desk: Desk, reference: str, form: Form, trouble: Trouble | None) -> Response:
    with desk.database.reading() as session:
        row = find_proposal(session, desk, reference).proposal
        made = calibrations_of(session, row)
    values = [] if row.faults else values_of(load_text(row.text, row.vocabulary), row.from_day)
    near = _FIRST.within if row.promise_basis_points is None else percent_words(row.promise_basis_points)
    typed = asdict(_typed(form) if form else replace(_FIRST, value=_usual(values), within=near))
    title = f"Calibrate proposal {row.reference}"
    view = {
        "title": f"Error: {title}" if trouble else title,
        "heading": title,
        "row": row,
        "made": made,
        "values": [(name, name.replace("_", " ")) for name in values],
        "typed": {**typed, "rising": "yes" if typed["rising"] else ""},
        "once": form.get("once") or secrets.token_urlsafe(12),
        **form_errors(trouble, _SAYINGS, "Nothing was kept."),
    }
    return page(request, "calibrate.html", view, status=trouble.status if trouble else 200)


def _shown(request: Request, desk: Desk, reference: str, form: Form, trouble: Trouble | None) -> Response:
    with desk.database.reading() as session:
        row: Calibration = find_calibration(session, reference)
        proposal = proposal_of(session, desk, row)
    title = f"Calibration {row.reference}: {row.name}"
    view: dict[str, Any] = {
        "title": f"Error: {title}" if trouble else title,
        "row": row,
        "proposal": proposal.reference if proposal else "",
        "view": calibration_view(row.spec, row.result),
        "once": form.get("once") or secrets.token_urlsafe(12),
        **form_errors(trouble, {}, "Nothing was changed."),
    }
    return page(request, "calibrated.html", view, status=trouble.status if trouble else 200)


def _typed(form: Form) -> TargetTyped:
    names = [name for name in _SAYINGS if name != "rising"]
    lines = {name: form.get(name, "").replace("\0", "\ufffd")[:4000].replace("\r\n", "\n") for name in names}
    return TargetTyped(**lines, rising=form.get("rising") == "yes")


def _usual(values: list[str]) -> str:
    return "tariff" if "tariff" in values else next(iter(values), "")
