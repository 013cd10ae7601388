"""Accounts, a figure's lines, entries and awards as JSON: the same figures as the pages, in pounds as text."""

from engine.ledger.accounts import slug
from engine.ledger.figures import PARTS, Figures
from engine.values import pounds_text
from panel_api.services.budget import AwardLine, Budget
from panel_api.services.ledger_pages import Asked, OneAward, OneEntry
from panel_api.store.budget import Balance
from panel_api.store.ledger_lines import LinePage, LineRow

Document = dict[str, object]


def accounts_document(found: list[Balance], year: int) -> Document:
    """Every account with its four figures."""
    return {
        "year": year,
        "accounts": [
            {
                "account": slug(each.account.code),
                "code": each.account.code,
                "name": each.account.name,
                "kind": each.account.kind,
                "may_overspend": each.account.may_overspend,
                "held": pounds_text(each.held),
                "paid": pounds_text(each.paid),
                "outstanding": pounds_text(each.outstanding),
                "uncommitted": pounds_text(each.uncommitted),
            }
            for each in found
        ],
    }


def account_document(found: Budget) -> Document:
    """One account's year: figures, months, first calls and a page of awards."""
    view = found.view
    return {
        "account": slug(view.account.code),
        "code": view.account.code,
        "name": view.account.name,
        "kind": view.account.kind,
        "year": view.year,
        "known": str(view.known_on) if view.known_on else None,
        "figures": figures_document(found.figures),
        "months": [
            {"month": each.month, "measure": each.measure, "amount": pounds_text(each.pence)} for each in found.months
        ],
        "next_year": figures_document(found.next_year),
        "awards": [_award(each) for each in found.awards],
        "pages": {"before": found.more_after},
    }


def figures_document(figures: Figures) -> Document:
    """Every figure by name."""
    return {name: pounds_text(getattr(figures, name)) for name in PARTS}


def lines_document(asked: Asked, found: LinePage) -> Document:
    """A page of the lines that a figure is made of."""
    return {
        "account": slug(asked.view.account.code),
        "year": asked.view.year,
        "measure": asked.measure,
        "before": pounds_text(found.before),
        "lines": [_line(each) for each in found.rows],
        "total": pounds_text(found.total),
        "pages": {"after": found.rows[-1].place if found.more else None},
    }


def entry_document(found: OneEntry) -> Document:
    """One entry with its lines on accounts that are seen."""
    entry = found.entry
    return {
        "entry": entry.id,
        "kind": entry.kind,
        "amount": pounds_text(entry.pence),
        "words": entry.words,
        "award": found.award,
        "case": found.case,
        "written_at": entry.written_at.isoformat(),
        "by_role": entry.by_role,
        "second_role": entry.second_role,
        "reverses": entry.reverses_id,
        "reversed_by": found.reversed_by,
        "lines": [
            {
                "account": slug(account.code),
                "year": line.year,
                "measure": line.measure,
                "amount": pounds_text(line.pence),
                "effective_on": str(line.effective_on),
            }
            for line, account, seen in found.lines
            if seen
        ],
    }


def award_document(found: OneAward) -> Document:
    """One award as far as accounts that are seen bear it."""
    award, names = found.award, found.accounts
    return {
        "award": award.reference,
        "kind": award.kind,
        "name": award.name,
        "band": award.band,
        "statutory": award.statutory,
        "case": found.case,
        "terms": [
            {
                "from": str(each.from_day),
                "until": str(each.until_day) if each.until_day else None,
                "account": slug(names[int(each.account)].code),
                "school": each.school,
                "a_year": pounds_text(each.pence_a_year),
            }
            for each in found.stretches
        ],
        "costs": [
            {"account": slug(names[account].code), "year": year, "amount": pounds_text(pence)}
            for account, year, pence in found.costs
        ],
        "figures": [
            {"account": slug(names[account].code), "year": year, **figures_document(figures)}
            for (account, year), figures in found.figures.items()
        ],
        "entries": sorted({row.entry for row, _ in found.lines}),
    }


def _line(row: LineRow) -> Document:
    return {
        "entry": row.entry,
        "kind": row.kind,
        "measure": row.measure,
        "words": row.words,
        "award": row.award,
        "amount": pounds_text(row.pence),
        "sum": pounds_text(row.total),
        "effective_on": str(row.effective_on),
        "written_at": row.written_at.isoformat(),
        "by_role": row.by_role,
        "reverses": row.reverses,
        "reversed_by": row.reversed_by,
    }


def _award(line: AwardLine) -> Document:
    return {
        "award": line.award.reference,
        "kind": line.award.kind,
        "name": line.award.name,
        "band": line.award.band,
        "case": line.case,
        "a_year": None if line.a_year is None else pounds_text(line.a_year),
        "spent": pounds_text(line.figures.spent),
        "paid": pounds_text(line.figures.paid),
        "outstanding": pounds_text(line.figures.outstanding),
    }
