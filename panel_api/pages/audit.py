"""The auditor's front page: where each thing is, with one figure."""

import datetime as dt
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from panel_api import store
from panel_api.log_actions import ABOUT as LOGS
from panel_api.render import page
from panel_api.routes.guarding import ReadRecords
from panel_api.store import audit_samples as samples
from panel_api.store.audit_checks import count_first
from panel_api.store.audit_rates import varied_by
from panel_api.store.record_search import RecordFilter

router = APIRouter()
YEAR: Final = dt.timedelta(days=365)
_RECORDS: Final = "Search them by anything they say, read one, and check it without this software."
_SAMPLES: Final = "Draw records by chance or by risk, and fill in a working paper for each."
_RATES: Final = "Rates by partnership, sitting, role, month and reason, beside what chance would give."
_LOGS: Final = "Who looked, who signed in, what was changed, and what the ledger wrote."
_CHECKS: Final = (
    "Delegation limits, suitability before cost, urgent decisions, quorum and interests, overpayments, corrections: "
    "one after another, those to be read first in front."
)


@router.get("/audit")
def front(request: Request, desk: ReadRecords) -> Response:
    """Records, samples, overviews and logs."""
    with desk.database.reading() as session:
        head = store.chain_head(session)
        heads = [each for log in LOGS if (each := store.chain_head(session, log)) is not None]
        drawn = samples.list_samples(session, desk.viewer)
        lately = RecordFilter(from_day=desk.last_day() - YEAR)
        above = count_first(session, desk.viewer, "limits")
        waiting = count_first(session, desk.viewer, "urgent")
        rates = varied_by(session, desk.viewer, "role", lately)
    many = head.sequence if head else 0
    parts = [_part("/records", "Records", f"{many:,} record{'s' if many != 1 else ''}", _RECORDS)]
    if desk.viewer.may("audit"):
        left = sum(each.papers - each.concluded for each in drawn)
        figure = f"{len(drawn):,} drawn, {left:,} paper{'s' if left != 1 else ''} to conclude"
        parts.append(_part("/audit/samples", "Samples", figure, _SAMPLES))
    compared, varied = sum(each.compared for each in rates), sum(each.varied for each in rates)
    figure = f"{varied:,} of {compared:,} in the last twelve months"
    parts.append(_part("/audit/overrides", "Decisions otherwise than advised", figure, _RATES))
    figure = f"{above:,} above a limit, {waiting:,} urgent and not noted yet"
    parts.append(_part("/audit/checks", "Checks", figure, _CHECKS))
    lines = sum(each.sequence for each in heads)
    parts.append(_part("/audit/logs", "Logs", f"{lines:,} line{'s' if lines != 1 else ''} in four logs", _LOGS))
    return page(request, "audit.html", {"title": "Audit", "parts": parts})


def _part(href: str, name: str, figure: str, says: str) -> dict[str, str]:
    return {"href": href, "name": name, "figure": figure, "says": says}
