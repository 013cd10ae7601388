"""The ledger's pages as plain data: a figure opened to its lines, one entry, one award."""

from typing import Any
from urllib.parse import urlencode

from engine.ledger.accounts import slug
from engine.ledger.entries import ENTRY_KINDS
from engine.ledger.figures import PARTS, Figures
from panel_api import roles
from panel_api.models import Account
from panel_api.services.budget import View
from panel_api.services.ledger_pages import Asked, OneAward, OneEntry, month_words
from panel_api.services.posting import year_words
from panel_api.store.ledger_lines import LinePage, LineRow
from panel_api.views.budget import MEASURES, address, opens

_WHYS = {
    "decided": "As decided",
    "uprated": "Uprated",
    "moved": "Moved school or account",
    "left": "Left",
    "ended": "Ended",
    "corrected": "Corrected",
    "commissioned": "Commissioned",
}


def lines_view(asked: Asked, found: LinePage, after: str) -> dict[str, Any]:
    """A figure and a page of the lines it is made of."""
    view, opened = asked.view, asked.opened
    query = query_of(asked)
    return {
        "title": f"{MEASURES[asked.measure]}: {view.account.name}",
        "heading": MEASURES[asked.measure],
        "account": view.account,
        "back": address(view),
        "about": about(asked),
        "known_on": view.known_on,
        "made_of": [{"words": MEASURES[each], "takes": sign < 0} for each, sign in PARTS[asked.measure].items()],
        "rows": [line_view(each, sign_shown=True) for each in found.rows],
        "before": found.before if after else None,
        "after": found.after,
        "more": f"/ledger?{urlencode({**query, 'after': found.rows[-1].place})}" if found.more else None,
        "first": f"/ledger?{urlencode(query)}" if after else None,
        "total": found.total,
        "spreadsheet": f"/ledger.csv?{urlencode(query)}",
        "new_only": bool(opened.since),
    }


def query_of(asked: Asked) -> dict[str, object]:
    """What an address needs to open the same figure again."""
    view, opened = asked.view, asked.opened
    given = {
        "account": slug(view.account.code),
        "year": view.year,
        "measure": asked.measure,
        "month": opened.month,
        "award": asked.award,
        "known": view.known_on,
        "since": opened.since or None,
    }
    return {name: value for name, value in given.items() if value is not None}


def about(asked: Asked) -> str:
    """Riverside partnership, 2026 to 2027, September 2026, award W-CDFG-HJKM."""
    view, opened = asked.view, asked.opened
    parts = [view.account.name, year_words(view.year)]
    if opened.month is not None:
        parts.append(month_words(view.year, opened.month))
    if asked.award is not None:
        parts.append(f"award {asked.award}")
    return ", ".join(parts)


def line_view(row: LineRow, *, sign_shown: bool = False) -> dict[str, Any]:
    """One line with its entry."""
    del sign_shown
    return {
        "entry": row.entry,
        "kind": ENTRY_KINDS[row.kind].words,
        "measure": MEASURES[row.measure],
        "words": row.words,
        "award": row.award,
        "effective_on": row.effective_on,
        "written_at": row.written_at,
        "by": role_name(row.by_role),
        "pence": row.pence,
        "total": row.total,
        "reverses": row.reverses,
        "reversed_by": row.reversed_by,
        "source": row.source,
    }


def role_name(code: str) -> str:
    """A role in words; the operator at the command line is no role."""
    return roles.ABOUT[code].name if code in roles.ABOUT else "The operator"


def entry_view(found: OneEntry) -> dict[str, Any]:
    """One entry with its lines."""
    entry = found.entry
    return {
        "title": f"Entry {entry.id}",
        "entry": entry,
        "kind": ENTRY_KINDS[entry.kind].words,
        "by": role_name(entry.by_role),
        "second": role_name(entry.second_role) if entry.second_role else None,
        "award": found.award,
        "case": found.case,
        "reversed_by": found.reversed_by,
        "lines": [
            {
                "account": account.name,
                "href": address(View(account, line.year)) if seen else None,
                "year": year_words(line.year),
                "measure": MEASURES[line.measure],
                "opens": opens(View(account, line.year), line.measure) if seen else None,
                "effective_on": line.effective_on,
                "pence": line.pence,
            }
            for line, account, seen in found.lines
        ],
    }


def award_page(found: OneAward) -> dict[str, Any]:
    """One award: what is paid, what it costs by year, its payments, its entries and their sum."""
    award = found.award
    total = sum(found.figures.values(), Figures())
    return {
        "title": f"Award {award.reference}" if award.name is None else award.name,
        "award": award,
        "case": found.case,
        "schools": (award.schools or {}).get("schools", []),
        "school_shown": found.school_shown,
        "elsewhere": found.elsewhere,
        "uncounted": found.uncounted,
        "stretches": [
            {
                "from_day": each.from_day,
                "until_day": each.until_day,
                "account": found.accounts[int(each.account)].name,
                "school": each.school,
                "pence": each.pence_a_year,
            }
            for each in found.stretches
        ],
        "years": [_year(found, account, year, pence) for account, year, pence in found.costs],
        "dues": [
            {
                "year": year_words(year),
                "from_day": each.from_day,
                "until_day": each.until_day,
                "account": found.accounts[int(each.account)].name,
                "school": each.school,
                "pence": each.pence,
            }
            for year, each in found.dues
        ],
        "dues_total": sum(each.pence for _, each in found.dues),
        "lines": [{**line_view(row), "account": account.name} for row, account in found.lines],
        "sums": [
            {"words": MEASURES[name], "pence": getattr(total, name)}
            for name in ("committed", "released", "paid", "outstanding", "called", "due_in", "received")
            if getattr(total, name) or name in ("paid", "outstanding")
        ],
    }


def _year(found: OneAward, account: int, year: int, cost: int) -> dict[str, Any]:
    """What an award costs an account in a year, beside what stands committed and paid for it."""
    held: Account = found.accounts[account]
    figures = found.figures.get((account, year), Figures())
    view = View(held, year)
    stands = figures.spent or figures.called
    return {
        "year": year_words(year),
        "account": held.name,
        "cost": cost,
        "called": figures.called,
        "agrees": stands == cost,
        "figures": [
            {"pence": getattr(figures, name), "href": opens(view, name, award=found.award.reference)}
            for name in ("spent", "paid", "outstanding", "called")
        ],
    }
