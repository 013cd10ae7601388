"""Uprating on 1 April: what would rise is shown first, with totals by account, then written by one button, once."""

import re
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
from panel_api.pages.forms import Form, Sent
from panel_api.render import page
from panel_api.routes.guarding import KeepLedger
from panel_api.services import Desk
from panel_api.services.posting import this_year, year_words
from panel_api.services.uprating import Uprating, planned, uprate

router = APIRouter()
MOST_SHOWN: Final = 100
_YEAR: Final = re.compile(r"\d{4}")


@router.get("/uprating")
def preview(request: Request, desk: KeepLedger) -> Response:
    """What uprating would do on 1 April of a year: this one, where none is given."""
    return _page(request, desk, dict(request.query_params), None)


@router.post("/uprating/apply")
def apply(request: Request, desk: KeepLedger, form: Sent) -> Response:
    """Write the rises, in one transaction. Pressed twice it is done once."""

    def work(session: services.Session) -> services.Answered:
        done = uprate(session, desk, _year(form, desk))
        return services.answered(303, {"rises": len(done.rises)})

    try:
        services.once(desk, once_of(request.url.path, form), work)
    except Trouble as trouble:
        if trouble.kind not in ("bad-input", "conflict"):
            raise
        return _page(request, desk, form, trouble)
    return RedirectResponse(f"/uprating?year={_year(form, desk)}", status_code=303)


def _year(form: Form, desk: Desk) -> int:
    text = form.get("year", "").strip()
    if not text:
        return this_year(desk)
    if not _YEAR.fullmatch(text):
        raise Trouble("bad-input", problems=[Problem("year", "this is no year", "a year such as 2027", "Correct it")])
    return int(text)


def _page(request: Request, desk: Desk, form: Form, trouble: Trouble | None) -> Response:
    found: Uprating | None = None
    with desk.database.reading() as session:
        names = {each.id: each.name for each in store.list_accounts(session, desk.viewer)}
        try:
            found = planned(session, desk, _year(form, desk))
        except Trouble as wrong:
            if wrong.kind != "bad-input":
                raise
            trouble = trouble or wrong
    now = this_year(desk)
    view = {
        "title": "Error: Uprating" if trouble else "Uprating",
        "heading": "Uprating on 1 April",
        "found": found,
        "typed": form.get("year", ""),
        "options": [(str(each), year_words(each)) for each in (now - 1, now, now + 1)],
        "now": str(now),
        "sums": _sums(found, names) if found else [],
        "names": names,
        "most": MOST_SHOWN,
        "once": secrets.token_urlsafe(12),
        **form_errors(trouble, {"year": ""}, "Nothing was written."),
    }
    return page(request, "uprating.html", view, status=trouble.status if trouble else 200)


def _sums(found: Uprating, names: dict[int, str]) -> list[dict[str, Any]]:
    """What rises, by account in the order of accounts: how many, how much for a full year, how much in the year."""
    rows = sorted(found.rises, key=lambda each: each.account)
    by_account = {number: list(same) for number, same in groupby(rows, key=lambda each: each.account)}
    return [
        {
            "name": name,
            "many": len(by_account[number]),
            "a_year": sum(each.after - each.before for each in by_account[number]),
            "takes": sum(each.takes for each in by_account[number]),
        }
        for number, name in names.items()
        if number in by_account
    ]
