"""The auditor's front page: where each thing is, with one figure."""

import datetime as dt
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from panel_api import store
from panel_api.render import page
from panel_api.routes.guarding import ReadRecords
from panel_api.store import audit_samples as samples
from panel_api.store.audit_rates import varied_by
from panel_api.store.record_search import RecordFilter

router = APIRouter()
YEAR: Final = dt.timedelta(days=365)


@router.get("/audit")
def front(request: Request, desk: ReadRecords) -> Response:
    """Records, samples, overviews and logs."""
    with desk.database.reading() as session:
        head = store.chain_head(session)
        drawn = samples.list_samples(session, desk.viewer)
        lately = RecordFilter(from_day=desk.last_day() - YEAR)
        rates = varied_by(session, desk.viewer, "role", lately)
    many = head.sequence if head else 0
    parts = [
        {
            "href": "/records",
            "name": "Records",
            "figure": f"{many:,} record{'s' if many != 1 else ''}",
            "says": "Search them by anything they say, read one, and check it without this software.",
        },
    ]
    if desk.viewer.may("audit"):
        left = sum(each.papers - each.concluded for each in drawn)
        parts.append(
            {
                "href": "/audit/samples",
                "name": "Samples",
                "figure": f"{len(drawn):,} drawn, {left:,} paper{'s' if left != 1 else ''} to conclude",
                "says": "Draw records by chance or by risk, and fill in a working paper for each.",
            }
        )
    compared, varied = sum(each.compared for each in rates), sum(each.varied for each in rates)
    parts.append(
        {
            "href": "/audit/overrides",
            "name": "Decisions otherwise than advised",
            "figure": f"{varied:,} of {compared:,} in the last twelve months",
            "says": "Rates by partnership, sitting, role, month and reason, beside what chance would give.",
        }
    )
    return page(request, "audit.html", {"title": "Audit", "parts": parts})
