"""Leavers: returns from schools, who is said to have left, what was overpaid, and days without provision."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from panel_api import services
from panel_api.errors import Trouble
from panel_api.models import Award
from panel_api.pages.asked import once_of
from panel_api.pages.files import checked, file_told
from panel_api.pages.forms import Form, Sent, Upload, Uploaded
from panel_api.render import page
from panel_api.routes.asking import Reference
from panel_api.routes.guarding import KeepLedger
from panel_api.services import Desk
from panel_api.services.leavers import gaps_of, overpaid, recover, who_left
from panel_api.services.roll_file import RollRead, read_roll
from panel_api.services.roll_import import RollPlan, plan_roll, take_in_roll
from panel_api.sheets import rows_of
from panel_api.store import finance as files
from panel_api.store import leavers as rows

router = APIRouter()


@router.get("/leavers")
def read_leavers(request: Request, desk: KeepLedger) -> Response:
    """Who is said to have left, what is to be recovered, and who went without school for a time."""
    return _list(request, desk, None)


@router.post("/leavers/check")
def check(request: Request, desk: KeepLedger, sent: Upload) -> Response:
    """What a return says, and every row that cannot be used. Nothing is kept."""
    return _shown(request, desk, sent, None)


@router.post("/leavers/take-in")
def take(request: Request, desk: KeepLedger, sent: Upload) -> Response:
    """Keep a return. Pressed twice it is done once."""

    def work(session: services.Session) -> services.Answered:
        take_in_roll(session, desk, sent.name, read_roll(rows_of(sent.content)))
        return services.answered(303, {})

    try:
        services.once(desk, once_of(request.url.path, sent.form), work)
    except Trouble as trouble:
        if trouble.kind not in ("bad-input", "conflict"):
            raise
        return _shown(request, desk, sent, trouble)
    return RedirectResponse("/leavers", status_code=303)


@router.post("/leavers/{reference}/recover")
def take_back(request: Request, desk: KeepLedger, reference: Reference, form: Sent) -> Response:
    """Write that what an award was overpaid came back."""

    def work(session: services.Session) -> services.Answered:
        recover(session, desk, reference, "Overpayment recovered")
        return services.answered(303, {})

    try:
        services.once(desk, once_of(request.url.path, form), work)
    except Trouble as trouble:
        if trouble.kind != "conflict":
            raise
        return _list(request, desk, trouble)
    return RedirectResponse("/leavers#overpaid", status_code=303)


def _list(request: Request, desk: Desk, trouble: Trouble | None) -> Response:
    with desk.database.reading() as session:
        found = rows.found_lately(session, desk.viewer)
        awards = _awards(found, ("left", "moved_school", "moved_authority"))
        view = {
            "title": "Leavers",
            "told": file_told(trouble, ()),
            "left": who_left(session, desk),
            "overpaid": overpaid(session, desk, awards),
            "gaps": gaps_of(session, desk, _awards(found, ("moved_school",))),
            "found": found,
            "authorities": {leaving.award_id: leaving.authority for leaving, _ in found if leaving.authority},
            "returns": files.latest_imports(session, "roll")[:12],
            "most": rows.MOST_LISTED,
            "once": desk.clock().isoformat(),
        }
    return page(request, "leavers.html", view, status=trouble.status if trouble else 200)


def _awards(found: Sequence[Any], kinds: tuple[str, ...]) -> list[Award]:
    return list({award.id: award for leaving, award in found if leaving.kind in kinds}.values())


def _shown(request: Request, desk: Desk, sent: Uploaded, trouble: Trouble | None) -> Response:
    nothing = (RollRead(), RollPlan())
    return checked(
        request, desk, sent, trouble, "Check a roll return", "roll_check.html", read_roll, plan_roll, nothing
    )


def typed_of(form: Form, names: Sequence[str]) -> dict[str, str]:
    """What was typed, as a page shows it again."""
    return {name: form.get(name, "").replace("\0", "\ufffd") for name in names}
