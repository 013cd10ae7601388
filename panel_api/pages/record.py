"""A record as an auditor reads it."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from panel_api import store
from panel_api.errors import not_found
from panel_api.pages.shelf import book_or_none
from panel_api.render import page
from panel_api.routes.guarding import ReadRecords
from panel_api.store.corrections import corrections_beside
from panel_api.views.corrections import beside_record
from panel_api.views.record import detail, rulebook_of

router = APIRouter()
LARGEST: Final = 2**53 - 1


@router.get("/records/{number}")
def one(request: Request, desk: ReadRecords, number: str) -> Response:
    """One record: its story, advice beside decision, and its bytes."""
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
    book = book_or_none(desk, rulebook_of(record) or "")
    view = detail(record, values, book, names=names)
    view["corrections"] = beside_record(beside, sequence, names=names)
    view["last"] = head.sequence if head else 0
    view["origin"] = f"http://{request.headers.get('host', '127.0.0.1:8000')}"
    return page(request, "record.html", view)


def _number(text: str, what: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 16 else 0
    if not 0 < number <= LARGEST:
        raise not_found(f"There is no {what} “{text[:20]}”", "Write a whole number from 1 on")
    return number
