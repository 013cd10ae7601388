"""Claims: what other authorities owe, the last day to claim it, what was claimed and what came in. Gross, always."""

from collections.abc import Callable
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from engine.problems import Problem
from panel_api import services
from panel_api.errors import Trouble
from panel_api.pages.asked import once_of
from panel_api.pages.forms import Form, Sent, pounds_typed
from panel_api.render import page
from panel_api.routes.asking import Reference
from panel_api.routes.guarding import KeepLedger, ReadLedger
from panel_api.services import Desk
from panel_api.services.claims import claim, owed, receive
from panel_api.services.file_rows import Row

router = APIRouter()
MOST_SHOWN: Final = 200


@router.get("/claims")
def read_claims(request: Request, desk: ReadLedger) -> Response:
    """Every award for which another authority owes something."""
    return _list(request, desk, None)


@router.post("/claims/{reference}/claim")
def claimed(request: Request, desk: KeepLedger, reference: Reference, form: Sent) -> Response:
    """Write that what is owed was claimed, once."""

    def work(session: services.Session) -> services.Answered:
        claim(session, desk, reference, form.get("account", ""))
        return services.answered(303, {})

    return _acted(request, desk, form, work)


@router.post("/claims/{reference}/receive")
def received(request: Request, desk: KeepLedger, reference: Reference, form: Sent) -> Response:
    """Write what came in, once."""

    def work(session: services.Session) -> services.Answered:
        problems: list[Problem] = []
        pence = Row(1, problems).pence(pounds_typed(form.get("amount", "")))
        if pence is None:
            raise Trouble("bad-input", "Write what came in, in pounds.")
        receive(session, desk, reference, form.get("account", ""), pence)
        return services.answered(303, {})

    return _acted(request, desk, form, work)


def _acted(request: Request, desk: Desk, form: Form, work: Callable[[services.Session], services.Answered]) -> Response:
    try:
        services.once(desk, once_of(request.url.path, form), work)
    except Trouble as trouble:
        if trouble.kind not in ("bad-input", "conflict"):
            raise
        return _list(request, desk, trouble)
    return RedirectResponse("/claims", status_code=303)


def _list(request: Request, desk: Desk, trouble: Trouble | None) -> Response:
    with desk.database.reading() as session:
        found = owed(session, desk)
    view = {
        "title": "Claims from other authorities",
        "told": {"title": trouble.title, "detail": _said(trouble)} if trouble else None,
        "rows": found[:MOST_SHOWN],
        "many": len(found),
        "today": desk.last_day(),
        "sums": {
            name: sum(getattr(each, name) for each in found)
            for name in ("due", "to_claim", "claimed", "received", "outstanding")
        },
        "once": desk.clock().isoformat(),
    }
    return page(request, "claims.html", view, status=trouble.status if trouble else 200)


def _said(trouble: Trouble) -> str:
    return " ".join(each.message for each in trouble.problems) or trouble.detail
