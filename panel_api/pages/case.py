"""The case page: the case as it stands, what can be done with it next, and what stopped a form."""

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from panel_api import services, store, words
from panel_api.errors import Trouble
from panel_api.pages.decision_form import ASKED_OF_ALL, typed_of, written
from panel_api.pages.forms import Form
from panel_api.pages.shelf import book_or_none
from panel_api.pages.telling import told
from panel_api.render import page
from panel_api.routes.guarding import ReadCases
from panel_api.services import Desk
from panel_api.services.choice import Choice
from panel_api.services.clock import clock_of
from panel_api.services.held import Held, held_of
from panel_api.services.looking import look_at, purpose_of
from panel_api.services.reopen import DONE
from panel_api.services.section_f import with_section_f
from panel_api.services.who_saw import seen_by
from panel_api.store import agenda
from panel_api.store.holds import standing_holds
from panel_api.views.case import case_view
from panel_api.views.deciding import deciding_view, field_names
from panel_api.views.disposed import disposal_view
from panel_api.views.logs import seen_view
from panel_api.views.waiting import of_case

router = APIRouter()
KEEPING: Final = (
    ("answers", "Answers", "amend"),
    ("people", "People around the child", "keep_case"),
    ("voices", "What they say", "keep_case"),
    ("section-f", "What Section F costs", "keep_case"),
    ("warnings", "Duty warnings and provision lost", "keep_case"),
    ("asked", "Schools asked for", "keep_case"),
    ("consultations", "Schools consulted", "keep_case"),
    ("sought", "What place is sought", "keep_case"),
    ("place-costs", "What places would cost", "keep_case"),
    ("shares", "What health, care and others pay", "keep_case"),
    ("dates", "Dates", "keep_case"),
    ("links", "Linked cases", "keep_case"),
    ("corrections", "Corrections of records", "correct_records"),
    ("holds", "Holds", "keep_retention"),
    ("subject-access", "Requests for what we hold", "answer_subjects"),
)
"""What is kept of a case: the last part of a page's address, what it is called, and what one must be allowed to do."""
OF_A_PLAN: Final = ("section-f", "warnings")


@router.get("/cases/{reference}")
def read_case(request: Request, desk: ReadCases, reference: str) -> Response:
    """The case, in a constant number of queries; that someone looked at it is noted before it is shown."""
    look_at(desk, reference)
    return shown(request, desk, reference)


def shown(
    request: Request, desk: Desk, reference: str, typed: Form | None = None, trouble: Trouble | None = None
) -> Response:
    """The case page; with `trouble`, what stopped the form, and what was `typed` into it."""
    view = case_page(desk, reference, typed, trouble)
    if view["case"].stage == "disposed":
        return page(request, "case_disposed.html", gone_view(desk, reference))
    return page(request, "case.html", view, status=trouble.status if trouble else 200)


def gone_view(desk: Desk, reference: str) -> dict[str, Any]:
    """What is left to show of a case that was disposed of."""
    with desk.database.reading() as session:
        case = services.find_case(session, desk, reference)
        record = store.disposal_record(session, desk.viewer, case)
        many = len(store.records_of_case(session, desk.viewer, case.id))
    return {"title": f"Case {reference}", "case": case, "records": many, **disposal_view(record)}


def case_page(desk: Desk, reference: str, typed: Form | None, trouble: Trouble | None) -> dict[str, Any]:
    """Everything its template shows; the screen of a sitting shows the same."""
    with desk.database.reading() as session:
        held = held_of(session, desk, reference)
        purpose = purpose_of(session, desk, held.case)
        choice = services.choice_of(session, desk, held)
        agendas = agenda.agendas_of(session, desk.viewer, held.case.id)
        seen = seen_view(seen_by(session, desk, held.case.reference))
        kept = desk.viewer.may("keep_retention")
        standing = standing_holds(session, desk.viewer, [held.case.id]) if kept else {}
    form = typed or {}
    book = book_or_none(desk, held.case.rulebook)
    names = (*ASKED_OF_ALL, "reopen_words", *field_names(choice))
    begun = form if typed is not None or choice is None or choice.up is None else typed_of(choice.up)
    wrong = told(trouble, form, names) if trouble else None
    clock = clock_of(desk, held.case, held.days, held.findings)
    view: dict[str, Any] = {
        "case": held.case,
        "title": f"Case {held.case.reference}",
        "keeping": _keeping(held),
        "purpose": purpose,
        "agendas": agendas,
        "seen": seen,
        "holds": [words.HOLD_KINDS[each.kind] for each in standing.get(held.case.id, ())],
        "shown": case_view(held, book, clock),
        "standing": of_case(held, clock) if desk.viewer.role == "school" else None,
        "outlook": held.outlook,
        "step": _step(held, choice) if book else None,
        "again": held.assessment is not None,
        "trouble": wrong,
        "errors": {name: (wrong["fields"] if wrong else {}).get(name, "") for name in names},
        "typed": {name: begun.get(name, "").replace("\0", "\ufffd") for name in names},
    }
    if choice and book:
        view |= deciding_view(choice, view["typed"], view["errors"])
    offered = view["step"] == "decide" and choice is not None and choice.offered
    view["lost"] = [] if offered else written(form)
    if trouble:
        view["title"] = f"Error: {view['title']}"
    return view


def _keeping(held: Held) -> list[tuple[str, str, str]]:
    plan = with_section_f(held.case)
    return [each for each in KEEPING if plan or each[0] not in OF_A_PLAN]


def _step(held: Held, choice: Choice | None) -> str | None:
    """What can be done with the case as it stands, and only that."""
    stage = held.case.stage
    if stage in DONE:
        return "reopen"
    if stage == "disposed":
        return None
    if stage in ("received", "returned", "deferred", "referred") or not held.current:
        return "assess"
    if stage == "assessed":
        return "recommend"
    return "decide" if choice is not None else None
