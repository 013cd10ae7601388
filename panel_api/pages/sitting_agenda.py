"""What the clerk does with an agenda: put waiting cases on it, table one late, put it in another order."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from panel_api.errors import Trouble
from panel_api.pages.form_errors import form_errors
from panel_api.pages.forms import Form, Lists, Sent, SentLists, seen_version
from panel_api.pages.sitting import acted
from panel_api.render import page
from panel_api.routes.guarding import ArrangeSittings
from panel_api.services import Desk
from panel_api.services import agenda as verbs
from panel_api.services.sitting_standing import room_of
from panel_api.services.sittings import find_sitting
from panel_api.store import agenda
from panel_api.views.sitting import agenda_view, sitting_view

router = APIRouter()
SAYINGS: Final = {"cases": "", "late_case": "", "words": ""}


@router.get("/sittings/{reference}/agenda")
def choose(request: Request, desk: ArrangeSittings, reference: str) -> Response:
    """The cases that wait for the panel, the soonest due first; once the papers are frozen, the form for a late one."""
    return _choose(request, desk, reference, {}, None)


@router.post("/sittings/{reference}/agenda")
def put(request: Request, desk: ArrangeSittings, reference: str, lists: SentLists) -> Response:
    """Put the chosen ones on the agenda."""
    chosen = lists.get("cases", [])

    def again(_form: Form, trouble: Trouble) -> Response:
        return _choose(request, desk, reference, lists, trouble)

    return acted(desk, {}, lambda session: verbs.put_on_agenda(session, desk, reference, chosen), again, _to(reference))


@router.post("/sittings/{reference}/late")
def late(request: Request, desk: ArrangeSittings, reference: str, lists: SentLists) -> Response:
    """Table one late."""
    case, words = (lists.get(name, [""])[-1] for name in ("late_case", "words"))

    def again(_form: Form, trouble: Trouble) -> Response:
        return _choose(request, desk, reference, lists, trouble)

    return acted(
        desk, {}, lambda session: verbs.table_late(session, desk, reference, case, words), again, _to(reference)
    )


@router.get("/sittings/{reference}/order")
def order(request: Request, desk: ArrangeSittings, reference: str) -> Response:
    """The agenda with a place beside each item."""
    return _order(request, desk, reference, {}, None)


@router.post("/sittings/{reference}/order")
def reorder(request: Request, desk: ArrangeSittings, reference: str, form: Sent) -> Response:
    """Put it in that order."""

    def work(session: Session) -> None:
        verbs.reorder(session, desk, reference, seen_version(form), _places(form))

    def again(form: Form, trouble: Trouble) -> Response:
        return _order(request, desk, reference, form, trouble)

    return acted(desk, form, work, again, _to(reference))


def _choose(request: Request, desk: Desk, reference: str, lists: Lists, trouble: Trouble | None) -> Response:
    with desk.database.reading() as session:
        sitting = find_sitting(session, desk, reference)
        room = room_of(session, desk, sitting, [])
        waiting = agenda.waiting_cases(session, desk.viewer)
    view = sitting_view(desk, sitting, room) | {
        "waiting": waiting,
        "most": agenda.MOST_WAITING,
        "chosen": lists.get("cases", []),
        "typed": {name: lists.get(name, [""])[-1].replace("\0", "\ufffd") for name in ("late_case", "words")},
        **form_errors(trouble, SAYINGS),
    }
    view["title"] = f"{'Error: ' if trouble else ''}Put cases on the agenda: {view['title']}"
    return page(request, "sitting_agenda.html", view, status=trouble.status if trouble else 200)


def _order(request: Request, desk: Desk, reference: str, form: Form, trouble: Trouble | None) -> Response:
    with desk.database.reading() as session:
        sitting = find_sitting(session, desk, reference)
        lines = agenda.agenda_of(session, desk.viewer, sitting)
        room = room_of(session, desk, sitting, [])
    view = sitting_view(desk, sitting, room) | {
        "agenda": agenda_view(desk, lines, room),
        "typed": {f"place-{line.item.id}": form.get(f"place-{line.item.id}", "") for line in lines},
        **form_errors(trouble, {}),
    }
    view["title"] = f"{'Error: ' if trouble else ''}Order of the agenda: {view['title']}"
    return page(request, "sitting_order.html", view, status=trouble.status if trouble else 200)


def _places(form: Form) -> dict[int, int]:
    """The places that were typed, by item; what is no number stays where it was."""
    found = {}
    for name, text in form.items():
        number = name.removeprefix("place-")
        if name != number and _whole(number) and _whole(text.strip()):
            found[int(number)] = int(text)
    return found


def _whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9


def _to(reference: str) -> str:
    return f"/sittings/{reference}#agenda"
