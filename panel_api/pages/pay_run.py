"""A payment run: what it would pay is shown first, then it is paid by one button, once."""

import datetime as dt
import secrets
from itertools import groupby
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from engine.problems import Problem
from panel_api import services, store
from panel_api.errors import Trouble
from panel_api.pages.asked import once_of
from panel_api.pages.form_errors import form_errors
from panel_api.pages.forms import Form, Sent, day_typed
from panel_api.render import page
from panel_api.routes.guarding import KeepLedger
from panel_api.services import Desk
from panel_api.services.pay_run import Run, pay_due, planned

router = APIRouter()
MOST_SHOWN: Final = 100
_SAYINGS: Final = {"until": "Write today or a day before it, such as 1/9/2026."}


@router.get("/payments/run")
def preview(request: Request, desk: KeepLedger) -> Response:
    """What a run up to a day would pay, today where none is given."""
    return _page(request, desk, dict(request.query_params), None)


@router.post("/payments/run/pay")
def run(request: Request, desk: KeepLedger, form: Sent) -> Response:
    """Pay it, in one transaction. Pressed twice it is done once."""

    def work(session: services.Session) -> services.Answered:
        done = pay_due(session, desk, _until(form, desk), form.get("account") or None)
        return services.answered(303, {"paid": len(done.payments), "pence": done.pence})

    try:
        services.once(desk, once_of(request.url.path, form), work)
    except Trouble as trouble:
        if trouble.kind not in ("bad-input", "conflict"):
            raise
        return _page(request, desk, form, trouble)
    return RedirectResponse(f"/payments/run?until={form.get('until', '')}", status_code=303)


def _until(form: Form, desk: Desk) -> dt.date:
    text = form.get("until", "").strip()
    if not text:
        return desk.last_day()
    try:
        return dt.date.fromisoformat(day_typed(text))
    except ValueError:
        raise Trouble("bad-input", problems=[Problem("until", "this is no day", "a day", "Correct it")]) from None


def _page(request: Request, desk: Desk, form: Form, trouble: Trouble | None) -> Response:
    found: Run | None = None
    with desk.database.reading() as session:
        accounts = store.list_accounts(session, desk.viewer)
        try:
            found = planned(session, desk, _until(form, desk), form.get("account") or None)
        except Trouble as wrong:
            if wrong.kind not in ("bad-input", "conflict"):
                raise
            trouble = trouble or wrong
    names = {each.id: each.name for each in accounts}
    title = "Pay what is due"
    view = {
        "title": f"Error: {title}" if trouble else title,
        "heading": title,
        "run": found,
        "typed": {"until": form.get("until", ""), "account": form.get("account", "")},
        "today": desk.last_day(),
        "options": [(each.code, each.name) for each in accounts],
        "sums": _sums(found, names) if found else [],
        "names": names,
        "most": MOST_SHOWN,
        "once": secrets.token_urlsafe(12),
        **form_errors(trouble, _SAYINGS, "Nothing was paid."),
    }
    return page(request, "pay_run.html", view, status=trouble.status if trouble else 200)


def _sums(run: Run, names: dict[int, str]) -> list[dict[str, Any]]:
    by_account = groupby(sorted(run.payments, key=lambda each: each.account), key=lambda each: each.account)
    found = [(number, list(rows)) for number, rows in by_account]
    return [
        {"name": names[number], "many": len(rows), "pence": sum(each.pence for each in rows)} for number, rows in found
    ]
