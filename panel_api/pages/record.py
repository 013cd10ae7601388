"""A record as an auditor reads it, and verifying the chain it stands in."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from engine.problems import Refused
from engine.rulebook import Rulebook
from panel_api import store
from panel_api.errors import not_found
from panel_api.models import Record
from panel_api.pages.forms import Sent
from panel_api.render import page
from panel_api.routes.guarding import ReadRecords
from panel_api.services import Desk
from panel_api.services.verified import last_verified, verify_now
from panel_api.services.who_saw import seen_by
from panel_api.store.corrections import corrections_beside
from panel_api.views.corrections import beside_record
from panel_api.views.logs import seen_view
from panel_api.views.record import detail, text_of
from panel_api.views.record_integrity import integrity_line

router = APIRouter()
LARGEST: Final = 2**53 - 1


@router.get("/records/{number}")
def one(request: Request, desk: ReadRecords, number: str) -> Response:
    """One record: its story, advice beside decision, what it rests on, and its bytes."""
    sequence = _number(number, "record")
    with desk.database.reading() as session:
        record = store.record_by_sequence(session, desk.viewer, sequence)
        if record is None:
            raise not_found(f"There is no record {sequence} that you may see", "Check the number")
        values = store.sealed_values_of(session, desk.viewer, sequence)
        head = store.chain_head(session)
        case = None if record.case_id is None else store.case_by_number(session, desk.viewer, record.case_id)
        beside = corrections_beside(session, desk.viewer, sequence)
        names = case is not None and store.names_seen(session, desk.viewer, case, desk.clock())
        verified = last_verified(session, desk)
        book = _sealed_book(session, desk, record)
        seen = None if case is None else seen_by(session, desk, case.reference)
    view = detail(record, values, book, names=names, inside=case is not None)
    last = head.sequence if head else 0
    view |= {
        "corrections": beside_record(beside, sequence, names=names),
        "seen": seen_view(seen),
        "integrity": integrity_line(sequence, last, verified, desk.clock()),
    }
    return page(request, "record.html", view)


@router.post("/records/verify")
def verify(desk: ReadRecords, form: Sent) -> Response:
    """Hash every record again and see that each follows the one before; then back to where it was asked."""
    verify_now(desk)
    number = form.get("record", "")
    back = f"/records/{int(number)}#integrity" if number.isascii() and number.isdigit() and len(number) < 17 else ""
    return RedirectResponse(back or "/records", status_code=303)


def _sealed_book(session: Session, desk: Desk, record: Record) -> Rulebook | None:
    """The rulebook by the text that the record rests on; None where there is none, or it cannot be read."""
    text = store.rulebook_text(session, text_of(record) or "")
    try:
        return desk.shelf.old(text.sha256, text.text, text.vocabulary) if text is not None else None
    except Refused:
        return None


def _number(text: str, what: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 16 else 0
    if not 0 < number <= LARGEST:
        raise not_found(f"There is no {what} “{text[:20]}”", "Write a whole number from 1 on")
    return number
