"""The run: one screen for the room. The day's cases down the side with their state, and one as its page shows it."""

from collections.abc import Callable, Mapping
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from panel_api import store
from panel_api.errors import Trouble, not_found
from panel_api.models import AgendaItem, Assessment, Case, CaseEvent, Sitting
from panel_api.pages.case import case_page
from panel_api.pages.form_errors import form_errors
from panel_api.pages.forms import Form, Sent
from panel_api.pages.shelf import book_or_none
from panel_api.pages.sitting import acted, renamed
from panel_api.render import page
from panel_api.routes.asking import Number
from panel_api.routes.guarding import ArrangeSittings, Attend, RunSitting
from panel_api.services import Desk
from panel_api.services import agenda as verbs
from panel_api.services.looking import look_at
from panel_api.services.sitting_standing import room_of
from panel_api.services.sittings import find_sitting
from panel_api.store import agenda, sittings
from panel_api.store.papers import since
from panel_api.views.papers import Since, papers_view
from panel_api.views.sitting import agenda_view, neighbours, sitting_view

router = APIRouter()
SAYINGS: Final = {"words_over": "", "words_off": "", "to": ""}


@router.get("/sittings/{reference}/run")
def begin(request: Request, desk: Attend, reference: str) -> Response:
    """To the next item that nobody has dealt with and the reader may see: after one just dealt with, or the first."""
    with desk.database.reading() as session:
        sitting = find_sitting(session, desk, reference)
        lines = agenda.agenda_of(session, desk.viewer, sitting)
    done = request.query_params.get("after", "")
    place = next((n for n, line in enumerate(lines) if str(line.item.id) == done), -1) + 1
    seen = [line for line in [*lines[place:], *lines[:place]] if line.case is not None]
    to = next((line for line in seen if line.item.state == "waiting"), None)
    if to is None and done:  # all is dealt with
        return RedirectResponse(f"/sittings/{reference}", status_code=303)
    to = to or next(iter(seen), None)
    return RedirectResponse(f"/sittings/{reference}" + (f"/run/{to.item.id}" if to else "#agenda"), status_code=303)


@router.get("/sittings/{reference}/run/{number}")
def run(request: Request, desk: Attend, reference: str, number: Number) -> Response:
    """One item, in the same number of queries however many cases the day has; that someone looks at it is noted."""
    with desk.database.reading() as session:
        case = item_case(session, desk, find_sitting(session, desk, reference), number)[1].reference
    look_at(desk, case)
    return run_page(request, desk, reference, number)


@router.post("/sittings/{reference}/run/{number}/note")
def note(request: Request, desk: RunSitting, reference: str, number: Number, form: Sent) -> Response:
    """Note it, and go on to the next."""

    def work(session: Session) -> None:
        verbs.note_item(session, desk, reference, number)

    return _done(request, desk, reference, number, form, work)


@router.post("/sittings/{reference}/run/{number}/carry-over")
def carry_over(request: Request, desk: ArrangeSittings, reference: str, number: Number, form: Sent) -> Response:
    """Carry it over, and go on to the next."""

    def work(session: Session) -> None:
        verbs.carry_over(session, desk, reference, number, form.get("words_over", ""), form.get("to") or None)

    return _done(request, desk, reference, number, form, work, {"words": "words_over"})


@router.post("/sittings/{reference}/run/{number}/take-off")
def take_off(request: Request, desk: ArrangeSittings, reference: str, number: Number, form: Sent) -> Response:
    """Take it off the agenda, and go on to the next."""

    def work(session: Session) -> None:
        verbs.take_off(session, desk, reference, number, form.get("words_off", ""))

    return _done(request, desk, reference, number, form, work, {"words": "words_off"})


def run_page(
    request: Request,
    desk: Desk,
    reference: str,
    number: int,
    typed: Form | None = None,
    trouble: Trouble | None = None,
    stopped: Trouble | None = None,
) -> Response:
    """The screen. trouble: what stopped the case's own form, with what was `typed`; stopped: one of the screen's."""
    with desk.database.reading() as session:
        sitting = find_sitting(session, desk, reference)
        lines = agenda.agenda_of(session, desk.viewer, sitting)
        item, case = item_case(session, desk, sitting, number)
        room = room_of(session, desk, sitting, [line.item.case_id for line in lines])
        between = _since(session, desk, item, case)
        coming = sittings.coming_sittings(session, desk.viewer)
    rows = agenda_view(desk, lines, room)
    waits = item.state == "waiting" and sitting.stage not in ("closed", "cancelled")
    form = typed or {}
    view = case_page(desk, case.reference, typed if trouble else None, trouble)
    view |= sitting_view(desk, sitting, room) | {"title": view["title"]}
    view |= {
        "rows": rows,
        "item": item,
        "row": next(row for row in rows if row["id"] == number),
        "waits": waits,
        "there": room.standing(case.id, desk.clock()) if waits and item.kind == "decide" else None,
        "papers": papers_view(item, case, between, book_or_none(desk, case.rulebook), view["outlook"]),
        "later": [line.sitting for line in coming if line.sitting.held_on > sitting.held_on],
        "over": {name: form.get(name, "").replace("\0", "\ufffd") for name in SAYINGS},
        "stopped": form_errors(stopped, SAYINGS),
        **neighbours(rows, number),
    }
    found = trouble or stopped
    view["title"] = f"{'Error: ' if found else ''}Item {view['row']['number']}, {sitting.panel}"
    return page(request, "sitting_run.html", view, status=found.status if found else 200)


def item_case(session: Session, desk: Desk, sitting: Sitting, number: int) -> tuple[AgendaItem, Case]:
    """An item with its case. Raises Trouble "not-found" where the viewer may not see it."""
    item = agenda.item_by_number(session, desk.viewer, sitting, number)
    case = store.case_by_number(session, desk.viewer, item.case_id) if item is not None else None
    if item is None or case is None:
        raise not_found("There is no such item on this agenda that you may see", "Look at the agenda")
    return item, case


def _since(session: Session, desk: Desk, item: AgendaItem, case: Case) -> Since:
    papers = item.papers or {}
    return Since(
        since(session, desk.viewer, Assessment, case.id, int(papers.get("assessment", 0))),
        since(session, desk.viewer, CaseEvent, case.id, int(papers.get("events", 0))),
    )


def _done(
    request: Request,
    desk: Desk,
    reference: str,
    number: int,
    form: Form,
    work: Callable[[Session], None],
    names: Mapping[str, str] | None = None,
) -> Response:
    def again(form: Form, trouble: Trouble) -> Response:
        return run_page(request, desk, reference, number, form, stopped=renamed(trouble, names or {}))

    return acted(desk, form, work, again, f"/sittings/{reference}/run?after={number}")
