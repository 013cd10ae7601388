"""The records: the list, and each as an auditor reads it."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from panel_api import store
from panel_api.errors import not_found
from panel_api.render import page
from panel_api.routes.asking import OfDesk
from panel_api.store.record_list import latest_records
from panel_api.views.record import detail, line

router = APIRouter()
PAGE = 50


@router.get("/records")
def list_records(request: Request, desk: OfDesk, before: int | None = None) -> Response:
    """A page of records, newest first."""
    with desk.database.reading() as session:
        rows = latest_records(session, desk.viewer, before=before, size=PAGE + 1)
        head = store.chain_head(session)
    more = len(rows) > PAGE
    view = {
        "title": "Records",
        "rows": [line(row) for row in rows[:PAGE]],
        "older": f"/records?before={rows[PAGE - 1].sequence}" if more else None,
        "head": head,
        "integrity": f"{head.sequence:,} records. The mark of the last one is {head.sha256}." if head else "",
    }
    return page(request, "records.html", view)


@router.get("/records/{sequence}")
def one(request: Request, desk: OfDesk, sequence: int) -> Response:
    """One record: its story, advice beside decision, and its bytes."""
    with desk.database.reading() as session:
        record = store.record_by_sequence(session, desk.viewer, sequence) if 0 < sequence < 2**53 else None
        if record is None:
            raise not_found(f"There is no record {sequence} that you may see", "Check the number")
        values = store.sealed_values_of(session, desk.viewer, sequence)
        head = store.chain_head(session)
    last = head.sequence if head else 0
    view = detail(record, values)
    view["integrity"] = f"Record {sequence:,} of {last:,}. `evenhand verify` checks it with all before it."
    return page(request, "record.html", view)
