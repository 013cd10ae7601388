"""What a place of the directory costs: today, from a day to come, and every line that was ever written."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from engine.days import financial_year
from engine.placing.costs import LINES
from panel_api.models import ProvisionCost
from panel_api.services.posting import year_words

Row = dict[str, Any]


def costs_view(rows: Sequence[ProvisionCost], today: dt.date) -> dict[str, list[Row]]:
    """now: what holds today. later: what begins after it. before: lines that hold no more, the latest first.

    rows: the earliest first, of one day as they were written. Each list goes by part and band.
    """
    now: dict[tuple[str, str | None], ProvisionCost] = {}
    for row in rows:
        if row.from_day <= today:
            now[row.line, row.band] = row
    later = [row for row in rows if row.from_day > today]
    holding = {row.id for row in (*now.values(), *later)}
    before = [row for row in rows[::-1] if row.id not in holding]
    return {
        "now": [_row(each) for each in sorted(now.values(), key=_order)],
        "later": [_row(each) for each in sorted(later, key=lambda row: (row.from_day, *_order(row)))],
        "before": [_row(each) for each in sorted(before, key=_order)],
    }


def _order(row: ProvisionCost) -> tuple[int, str]:
    return list(LINES).index(row.line), row.band or ""


def _row(row: ProvisionCost) -> Row:
    source = row.source.rstrip(".") + "."
    return {
        "part": LINES[row.line],
        "band": row.band or "any",
        "pence": row.pence,
        "from_day": row.from_day,
        "year": year_words(financial_year(row.from_day)),
        "words": row.words,
        "source": f"{source} Estimated by {row.estimated_by}." if row.estimated_by else source,
        "at": row.written_at,
        "who": row.by_role,
    }
