"""One sitting: when and where, what comes next, its agenda; and what is done with it as a whole."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from panel_api.errors import Trouble
from panel_api.pages.form_errors import form_errors
from panel_api.pages.forms import Form, Sent, seen_version
from panel_api.pages.sittings import SAYINGS, arranged_in
from panel_api.render import page
from panel_api.routes.guarding import ArrangeSittings, Attend, RunSitting
from panel_api.services import Desk
from panel_api.services.papers import freeze_papers
from panel_api.services.running import close_sitting, open_sitting
from panel_api.services.sitting_standing import room_of
from panel_api.services.sittings import cancel, change, find_sitting
from panel_api.store import agenda
from panel_api.views.sitting import agenda_view, next_step, sitting_view

router = APIRouter()
Again = Callable[[Form, Trouble], Response]
_CANCEL: Final = {**SAYINGS, "words": "Say why it is cancelled."}


@router.get("/sittings/{reference}")
def read_sitting(request: Request, desk: Attend, reference: str) -> Response:
    """The sitting and its agenda, in the same number of queries however long that is."""
    return shown(request, desk, reference)


def shown(request: Request, desk: Desk, reference: str, trouble: Trouble | None = None) -> Response:
    """The page; with `trouble`, what stopped a form."""
    with desk.database.reading() as session:
        sitting = find_sitting(session, desk, reference)
        lines = agenda.agenda_of(session, desk.viewer, sitting)
        room = room_of(session, desk, sitting, [line.item.case_id for line in lines])
    view = sitting_view(desk, sitting, room) | {
        "agenda": agenda_view(desk, lines, room),
        "step": next_step(desk, sitting, lines, room),
        **form_errors(trouble, {"carry_over": ""}),
    }
    return page(request, "sitting.html", view, status=trouble.status if trouble else 200)


@router.post("/sittings/{reference}/freeze")
def freeze(request: Request, desk: ArrangeSittings, reference: str, form: Sent) -> Response:
    """Freeze its papers."""
    return _done(request, desk, reference, form, lambda session: freeze_papers(session, desk, reference))


@router.post("/sittings/{reference}/open")
def open_(request: Request, desk: RunSitting, reference: str, form: Sent) -> Response:
    """Open it."""
    return _done(request, desk, reference, form, lambda session: open_sitting(session, desk, reference))


@router.post("/sittings/{reference}/close")
def close(request: Request, desk: RunSitting, reference: str, form: Sent) -> Response:
    """Close it, and go to its minutes."""

    def work(session: Session) -> object:
        carry, stayed = form.get("carry_over") == "yes", form.get("stayed") == "yes"
        return close_sitting(session, desk, reference, seen_version(form), carry_over=carry, stayed=stayed)

    return _done(request, desk, reference, form, work, "/minutes")


@router.get("/sittings/{reference}/change")
def change_form(request: Request, desk: ArrangeSittings, reference: str) -> Response:
    """The forms that move a sitting and cancel it."""
    return _change_form(request, desk, reference, None, None)


@router.post("/sittings/{reference}/change")
def change_it(request: Request, desk: ArrangeSittings, reference: str, form: Sent) -> Response:
    """Move it to another day, time or place."""

    def work(session: Session) -> object:
        return change(session, desk, reference, seen_version(form), arranged_in(form))

    def again(form: Form, trouble: Trouble) -> Response:
        return _change_form(request, desk, reference, form, trouble)

    return acted(desk, form, work, again, f"/sittings/{reference}")


@router.post("/sittings/{reference}/cancel")
def cancel_it(request: Request, desk: ArrangeSittings, reference: str, form: Sent) -> Response:
    """Cancel it."""

    def work(session: Session) -> object:
        return cancel(session, desk, reference, seen_version(form), form.get("words", ""))

    def again(form: Form, trouble: Trouble) -> Response:
        return _change_form(request, desk, reference, form, trouble)

    return acted(desk, form, work, again, f"/sittings/{reference}")


def acted(desk: Desk, form: Form, work: Callable[[Session], object], again: Again, to: str) -> Response:
    """Do what a form asks in one transaction and go on; where it cannot be done, show its page with what stopped it."""
    try:
        with desk.database.writing() as session:
            work(session)
    except Trouble as trouble:
        if trouble.kind == "not-found":
            raise
        return again(form, trouble)
    return RedirectResponse(to, status_code=303)


def renamed(trouble: Trouble, names: Mapping[str, str]) -> Trouble:
    """The same trouble, its problems at the fields of a page that calls them otherwise."""
    problems = [replace(each, where=names.get(str(each.where), each.where)) for each in trouble.problems]
    return Trouble(trouble.kind, trouble.detail, problems)


def _done(
    request: Request, desk: Desk, reference: str, form: Form, work: Callable[[Session], object], to: str = ""
) -> Response:
    def again(_form: Form, trouble: Trouble) -> Response:
        return shown(request, desk, reference, trouble)

    return acted(desk, form, work, again, f"/sittings/{reference}{to}")


def _change_form(request: Request, desk: Desk, reference: str, form: Form | None, trouble: Trouble | None) -> Response:
    with desk.database.reading() as session:
        sitting = find_sitting(session, desk, reference)
        room = room_of(session, desk, sitting, [])
    stands: dict[str, Any] = {
        "panel": sitting.panel,
        "held_on": f"{sitting.held_on.day}/{sitting.held_on.month}/{sitting.held_on.year}",
        "begins": sitting.begins,
        "place": sitting.place,
    }
    typed = {name: (form or {}).get(name, stands.get(name, "")).replace("\0", "\ufffd") for name in _CANCEL}
    view = sitting_view(desk, sitting, room) | {"typed": typed, **form_errors(trouble, _CANCEL)}
    view["title"] = f"{'Error: ' if trouble else ''}Change or cancel: {view['title']}"
    return page(request, "sitting_change.html", view, status=trouble.status if trouble else 200)
