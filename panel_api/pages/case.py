"""The case page: the case as it stands, what can be done with it next, and what stopped a form."""

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from panel_api.errors import Trouble
from panel_api.pages.forms import Form
from panel_api.pages.shelf import book_or_none
from panel_api.pages.telling import FIELDS, told
from panel_api.render import page
from panel_api.routes.guarding import ReadCases
from panel_api.services import Desk
from panel_api.services.clock import clock_of
from panel_api.services.held import Held, held_of
from panel_api.services.looking import look_at, purpose_of
from panel_api.services.reasons import MONEY, REASONS
from panel_api.services.section_f import with_section_f
from panel_api.views.case import case_view

router = APIRouter()
KINDS: Final = {
    "agree": "Agree as recommended",
    "agree_another_band": "Agree another band",
    "defer_for_information": "Defer for information",
    "refer": "Refer to someone with authority",
    "not_agreed": "Not agree",
}
KEEPING: Final = (
    ("answers", "Answers", "amend"),
    ("people", "People around the child", "keep_case"),
    ("voices", "What they say", "keep_case"),
    ("section-f", "What Section F costs", "keep_case"),
    ("warnings", "Duty warnings and provision lost", "keep_case"),
    ("consultations", "Schools consulted", "keep_case"),
    ("dates", "Dates", "keep_case"),
    ("links", "Linked cases", "keep_case"),
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
    return page(request, "case.html", view, status=trouble.status if trouble else 200)


def case_page(desk: Desk, reference: str, typed: Form | None, trouble: Trouble | None) -> dict[str, Any]:
    """Everything its template shows; the screen of a sitting shows the same."""
    with desk.database.reading() as session:
        held = held_of(session, desk, reference)
        purpose = purpose_of(session, desk, held.case)
    form = typed or {}
    book = book_or_none(desk, held.case.rulebook)
    view: dict[str, Any] = {
        "case": held.case,
        "title": f"Case {held.case.reference}",
        "keeping": _keeping(held),
        "purpose": purpose,
        **_next(held),
    }
    view["shown"] = case_view(held, book, clock_of(desk, held.case, held.days, held.findings))
    if book is None:
        view["step"] = None
    names = (*FIELDS, *(f"reason_{kind}" for kind in KINDS))
    view["typed"] = {name: form.get(name, "").replace("\0", "\ufffd") for name in names}
    view["trouble"] = told(trouble, form) if trouble else None
    wrong = view["trouble"]["fields"] if trouble else {}
    view["errors"] = {name: wrong.get(name, "") for name in FIELDS}
    view["lost"] = view["typed"]["words"] if view["step"] != "decide" else ""
    if trouble:
        view["title"] = f"Error: {view['title']}"
    return view


def _keeping(held: Held) -> list[tuple[str, str, str]]:
    plan = with_section_f(held.case)
    return [each for each in KEEPING if plan or each[0] not in OF_A_PLAN]


def _next(held: Held) -> dict[str, Any]:
    """What can be done with the case as it stands, and only that."""
    stage, settled = held.case.stage, held.assessment is not None and held.assessment.status == "settled"
    step = None
    if stage in ("received", "returned", "deferred", "referred") or not held.current:
        step = "assess" if stage not in ("decided", "withdrawn", "disposed") else None
    elif stage == "assessed":
        step = "recommend"
    elif stage == "recommended":
        step = "decide"
    statutory = held.case.legal_basis != "non_statutory"
    order = held.case.legal_basis == "tribunal_order"
    kinds = [k for k in KINDS if (settled or k != "agree") and (not order or k in ("defer_for_information", "refer"))]
    return {
        "step": step,
        "again": held.assessment is not None,
        "kinds": [{"code": code, "text": KINDS[code], "reasons": _reasons(code, statutory)} for code in kinds],
        "statutory": statutory,
    }


def _reasons(kind: str, statutory: bool) -> list[tuple[str, str]]:
    """The reasons of a kind; where law requires the support, money is none."""
    return [(code, text) for code, text in REASONS[kind].items() if not (statutory and code in MONEY)]
