"""Trying texts on the caseload: which ones, for which day, on whose caseload, and how falls are softened."""

import datetime as dt
import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from engine.problems import Complaints
from panel_api import services
from panel_api.errors import Trouble
from panel_api.models import Proposal
from panel_api.pages.asked import once_of
from panel_api.pages.form_errors import form_errors
from panel_api.pages.forms import Form, Sent, day_typed
from panel_api.render import page
from panel_api.routes.guarding import TryWhatIf
from panel_api.services import Desk
from panel_api.services.answers import refuse_if_any
from panel_api.services.overlays import OverlayHere, overlays
from panel_api.services.protecting import protection_given
from panel_api.services.runs_at_work import MOST_AT_ONCE, begin
from panel_api.services.whatif import Asked, keep_whatif, proposals_to_try, size_of, try_texts, worked_out

router = APIRouter()
_SAYINGS: Final = {
    "texts": "Choose a proposal or an overlay, at most ten.",
    "words": "Say in a few words what it is for.",
    "as_of": "Write a day such as 1/4/2027, or leave it empty.",
    "caseload_on": "Write a day before today, or leave it empty for the caseload now.",
    "taper_years": "Write how many years, from 1 to 10.",
    "most_fall_percent": "Write a whole number from 0 to 100, or leave it empty.",
}
_PROPOSAL, _OVERLAY = "proposal-", "overlay-"


@router.get("/whatif/new")
def new(request: Request, desk: TryWhatIf) -> Response:
    """The form. `proposal` in the address is chosen already."""
    chosen = request.query_params.get("proposal", "")[:32]
    return _form(request, desk, {f"{_PROPOSAL}{chosen}": "yes"} if chosen else {}, None)


@router.post("/whatif/new")
def add(request: Request, desk: TryWhatIf, form: Sent) -> Response:
    """Try them, once; a large caseload is worked out beside the requests."""
    once = once_of(request.url.path, form)
    try:
        answer = services.earlier(desk, once)
        if answer is None:
            answer = services.once(desk, once, _tried(desk, _asked(desk, form)))
    except Trouble as trouble:
        if trouble.kind == "not-allowed":
            raise
        return _form(request, desk, form, trouble)
    kept = json.loads(answer.body)
    there = f"/whatif/{kept['reference']}" if "reference" in kept else f"/whatif?run={kept['run']}"
    return RedirectResponse(there, status_code=303)


def _tried(desk: Desk, asked: Asked) -> Any:
    """What keeps the answer to the form: the what-if itself, or the name of the run that will keep it."""
    many = size_of(desk, asked)
    if many > MOST_AT_ONCE:
        run = secrets.token_hex(8)
        begin(desk, run_key(run), many, lambda told: try_texts(desk, asked, told))
        return lambda _session: services.answered(303, {"run": run})
    found = worked_out(desk, asked)
    return lambda session: services.answered(303, {"reference": keep_whatif(session, desk, found).reference})


def run_key(run: str) -> str:
    """What a run at work is known by."""
    return f"whatif {run}"


def _asked(desk: Desk, form: Form) -> Asked:
    """What the form asks. Raises Trouble "bad-input" with everything that is wrong with it."""
    complaints = Complaints()
    proposals = tuple(name.removeprefix(_PROPOSAL) for name in form if name.startswith(_PROPOSAL))
    names = tuple(name.removeprefix(_OVERLAY) for name in form if name.startswith(_OVERLAY))
    typed = {name: _day(complaints, name, form.get(name, "")) for name in ("as_of", "caseload_on")}
    protection = protection_given(
        complaints, form.get("hold", ""), form.get("taper_years", ""), form.get("most_fall_percent", "")
    )
    refuse_if_any(complaints)
    as_of = typed["as_of"] or _first_day(desk, proposals, names)
    return Asked(form.get("words", ""), proposals, names, as_of, typed["caseload_on"], protection)


def _first_day(desk: Desk, proposals: Sequence[str], names: Sequence[str]) -> dt.date:
    """The first day on which all that is chosen would be in force, today or later."""
    found, files = _choices(desk)
    days = [each.from_day for each in found if each.reference in proposals]
    days += [each.from_day for each in files if each.from_day is not None and each.name in names]
    return max([desk.last_day(), *days])


def _choices(desk: Desk) -> tuple[Sequence[Proposal], Sequence[OverlayHere]]:
    with desk.database.reading() as session:
        return proposals_to_try(session, desk), overlays(desk)


def _day(complaints: Complaints, name: str, typed: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(day_typed(typed.strip())) if typed.strip() else None
    except ValueError:
        complaints.add(name, "this is no day", "a day such as 1 April 2027", "Write the day")
        return None


def _form(request: Request, desk: Desk, form: Mapping[str, str], trouble: Trouble | None) -> Response:
    found, files = _choices(desk)
    title = "Try texts on the caseload"
    view = {
        "title": f"Error: {title}" if trouble else title,
        "heading": title,
        "proposals": found,
        "overlays": files,
        "chosen": set(form),
        "typed": {name: form.get(name, "").replace("\0", "\ufffd") for name in (*_SAYINGS, "hold")},
        "once": form.get("once") or secrets.token_urlsafe(12),
        **form_errors(trouble, _SAYINGS, "Nothing was tried."),
    }
    return page(request, "whatif_new.html", view, status=trouble.status if trouble else 200)
