"""Making a report of equity: its rulebook and days, then the report."""

import datetime as dt
import json
import secrets
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from engine.amounts import day_words
from engine.problems import Problem
from panel_api import services
from panel_api.errors import Trouble, conflict
from panel_api.pages.asked import once_of
from panel_api.pages.form_errors import form_errors
from panel_api.pages.forms import Form, Sent, day_typed
from panel_api.render import page
from panel_api.routes.guarding import ReportEquity
from panel_api.services import Desk
from panel_api.services.equity import Asked, asked, keep_report, many_asked, work_out

router = APIRouter()
MOST_AT_ONCE: Final = 20_000
"""Cases that are compared while whoever asked waits; more are for `evenhand equity`."""
_FIELDS: Final = {"rulebook": "Choose a rulebook.", "from_day": "", "until_day": ""}
_YEAR: Final = dt.timedelta(days=365)


@router.get("/equity/new")
def ask(request: Request, desk: ReportEquity) -> Response:
    """The form, with the year up to today."""
    return _form(request, desk, {}, None)


@router.post("/equity/new")
def make(request: Request, desk: ReportEquity, form: Sent) -> Response:
    """Make the report, once."""
    sent = once_of(request.url.path, form)
    try:
        answer = services.earlier(desk, sent)
        if answer is None:
            given = _given(desk, form)
            with desk.database.reading() as session:
                many = many_asked(session, given)
                if many > MOST_AT_ONCE:
                    raise conflict(f"{many:,} cases are too many for a page", "Have it made with `evenhand equity`")
                found = work_out(session, desk, given)

            def keep(session: services.Session) -> services.Answered:
                return services.answered(303, {"reference": keep_report(session, desk, given, found).reference})

            answer = services.once(desk, sent, keep)
    except Trouble as trouble:
        if trouble.kind in ("not-found", "not-allowed"):
            raise
        return _form(request, desk, form, trouble)
    return RedirectResponse(f"/equity/{json.loads(answer.body)['reference']}", status_code=303)


def _given(desk: Desk, form: Form) -> Asked:
    days, problems = {}, []
    for name in ("from_day", "until_day"):
        try:
            days[name] = dt.date.fromisoformat(str(day_typed(form.get(name, "").strip())))
        except ValueError:
            problems.append(Problem(name, "this is no day", "a day such as 1/4/2025", "Write a day"))
    if problems:
        raise Trouble("bad-input", problems=problems)
    return asked(desk, form.get("rulebook", ""), days["from_day"], days["until_day"])


def _form(request: Request, desk: Desk, form: Form, trouble: Trouble | None) -> Response:
    today, title = desk.last_day(), "Make a report of equity"
    books = [(book.name, book.title) for book in desk.shelf.books() if book.amount is not None]
    stand = {
        "rulebook": books[0][0] if books else "",
        "from_day": day_words(today - _YEAR),
        "until_day": day_words(today),
    }
    view = {
        "title": f"Error: {title}" if trouble else title,
        "heading": title,
        "books": books,
        "typed": {name: form.get(name, stand[name]).replace("\0", "\ufffd") for name in stand},
        "once": form.get("once") or secrets.token_urlsafe(12),
        **form_errors(trouble, _FIELDS, "Nothing was made. What you typed is still here."),
    }
    return page(request, "equity_new.html", view, status=trouble.status if trouble else 200)
