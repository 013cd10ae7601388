"""Interests: declared before a case is opened. The page says only what one must know to tell whether one has any."""

import re
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from panel_api.errors import Trouble, not_found
from panel_api.pages.form_errors import form_errors
from panel_api.pages.forms import Form, Sent
from panel_api.pages.sitting import acted
from panel_api.render import page
from panel_api.routes.asking import Number
from panel_api.routes.guarding import DeclareInterest
from panel_api.services import Desk, find_case
from panel_api.services.interests import KEEPS, declare_interest, interests_of, withdraw_interest
from panel_api.store import seats, sittings
from panel_api.words import LEGAL_BASES

router = APIRouter()
SAYINGS: Final = {"person": "", "words": ""}
_SITTING: Final = re.compile(r"S-[A-Z0-9]{6}")


@router.get("/cases/{reference}/interest")
def ask(request: Request, desk: DeclareInterest, reference: str) -> Response:
    """Whom and what the case is about, the form, and the interests that are held already."""
    return _shown(request, desk, reference, {"sitting": request.query_params.get("sitting", "")}, None)


@router.post("/cases/{reference}/interest")
def declare(request: Request, desk: DeclareInterest, reference: str, form: Sent) -> Response:
    """Declare one: from then on the case is closed to whoever has it."""

    def work(session: Session) -> object:
        return declare_interest(session, desk, reference, form.get("words", ""), form.get("person") or None)

    def again(form: Form, trouble: Trouble) -> Response:
        return _shown(request, desk, reference, form, trouble)

    sitting = _sitting(form)
    return acted(desk, form, work, again, f"/sittings/{sitting}#agenda" if sitting else "/cases")


@router.get("/cases/{reference}/interest/{number}")
def ask_to_withdraw(request: Request, desk: DeclareInterest, reference: str, number: Number) -> Response:
    """The form that withdraws another person's."""
    return _withdraw(request, desk, reference, number, {}, None)


@router.post("/cases/{reference}/interest/{number}")
def withdraw(request: Request, desk: DeclareInterest, reference: str, number: Number, form: Sent) -> Response:
    """Withdraw it: the case is open to them again."""

    def work(session: Session) -> object:
        return withdraw_interest(session, desk, number, form.get("words", ""))

    def again(form: Form, trouble: Trouble) -> Response:
        return _withdraw(request, desk, reference, number, form, trouble)

    return acted(desk, form, work, again, f"/cases/{reference}/interest")


def _shown(request: Request, desk: Desk, reference: str, form: Form, trouble: Trouble | None) -> Response:
    with desk.database.reading() as session:
        case = find_case(session, desk, reference)
        held = interests_of(session, desk, case)
        sitting = sittings.sitting_by_reference(session, desk.viewer, _sitting(form))
        seated = seats.seats_of(session, desk.viewer, sitting) if sitting is not None else []
    keeper = desk.viewer.may(KEEPS)
    own = desk.viewer.reference
    people = [(each.person.reference, each.person.name) for each in seated if each.coming != "withdrawn"]
    view: dict[str, Any] = {
        "title": f"{'Error: ' if trouble else ''}An interest in case {case.reference}",
        "case": case,
        "about": _about(case),
        "held": held,
        "keeper": keeper,
        "own": own,
        "people": [each for each in people if each[0] != own] if keeper else [],
        "sitting": sitting,
        "typed": {name: form.get(name, "").replace("\0", "\ufffd") for name in SAYINGS},
        **form_errors(trouble, SAYINGS),
    }
    return page(request, "interest.html", view, status=trouble.status if trouble else 200)


def _withdraw(
    request: Request, desk: Desk, reference: str, number: int, form: Form, trouble: Trouble | None
) -> Response:
    with desk.database.reading() as session:
        case = find_case(session, desk, reference)
        held = interests_of(session, desk, case)
    found = next((each for each in held if each.interest.id == number), None)
    if found is None and trouble is None:
        raise not_found("There is no such interest that you may withdraw", "Look at the case's interests")
    view = {
        "title": f"{'Error: ' if trouble else ''}Withdraw an interest in case {case.reference}",
        "case": case,
        "each": found,
        "typed": {"words": form.get("words", "").replace("\0", "\ufffd")},
        **form_errors(trouble, SAYINGS),
    }
    return page(request, "interest_withdraw.html", view, status=trouble.status if trouble else 200)


def _about(case: Any) -> list[tuple[str, str]]:
    """What tells whether one has an interest: the child, the school, the partnership. Nothing of the request itself."""
    named = {"child": "Child or young person", "school": "School or setting"}
    found = [(named[party.role], party.name) for party in case.parties if party.role in named and party.name]
    if case.partnership:
        found.append(("Partnership", case.partnership))
    return [*found, ("Legal footing", LEGAL_BASES[case.legal_basis])]


def _sitting(form: Form) -> str:
    text = form.get("sitting", "")
    return text if _SITTING.fullmatch(text) else ""
