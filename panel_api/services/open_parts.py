"""What open figures are made of: each award's cost of a year at a month's end, by need, phase, place and budget.

An area of need is where most of a child's levels lie, never a diagnosis. Whether a school is in the county is by
authority code. What is not known stands as `not_known`, a row like any other.
"""

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from engine.awards.terms import Term, as_it_stands
from engine.days import financial_year, financial_year_days
from engine.law.calendars import day_begins
from engine.open_figures.parts import Cell, Month, Part
from engine.problems import Refused
from engine.rulebook import Rulebook
from panel_api.models import AwardTerm
from panel_api.services.desk import Desk
from panel_api.shelf import NoSuchRulebook
from panel_api.store import open_figures as store

NOT_KNOWN: Final = "not_known"
NO_PARTNERSHIP: Final = "Without a partnership"


def last_day_of(month: Month) -> dt.date:
    """The month's last day."""
    return dt.date(month.year, month.number, calendar.monthrange(month.year, month.number)[1])


def next_month(month: Month) -> Month:
    """The month after."""
    return Month(month.year + month.number // 12, month.number % 12 + 1)


@dataclass(frozen=True, slots=True)
class Awarded:
    """A case that has an award: of which child (by a number), where, and with what need."""

    child: str
    partnership: str
    need: str
    phase: str


def awarded_cases(session: Session, desk: Desk) -> dict[int, Awarded]:
    """Every case that has an award, by number."""
    children = store.children_of_cases(session)
    books: dict[str, Rulebook | None] = {}
    found = {}
    for number, (rulebook, facts, partnership) in store.awarded_cases(session).items():
        if rulebook not in books:
            books[rulebook] = _book(desk, rulebook)
        found[number] = Awarded(
            str(children.get(number, number)),
            partnership or NO_PARTNERSHIP,
            area_of_need(books[rulebook], facts),
            str(facts.get("phase", NOT_KNOWN)),
        )
    return found


def month_parts(session: Session, desk: Desk, month: Month, cases: Mapping[int, Awarded]) -> list[tuple[int, Part]]:
    """What each award adds to the month, with its case's number: what was known as the month ended."""
    day = last_day_of(month)
    year, before = financial_year(day), day_begins(day + dt.timedelta(days=1))
    areas, terms = store.areas_of_cases(session, day, before), store.terms_with_why(session, before)
    found = []
    for cost in store.years_costs(session, year, before):
        case = cases[cost.case]
        place = _place(areas.get(cost.case), desk.settings.authority_code)
        cell = Cell(cost.partnership or case.partnership, case.need, case.phase, place, cost.kind)
        mark = _mark(terms.get(cost.award, []), year, cost.pence)
        found.append((cost.case, Part(cell, case.child, cost.pence, mark)))
    return found


def area_of_need(book: Rulebook | None, facts: Mapping[str, Any]) -> str:
    """The area with the highest sum of levels; of equal ones that with the highest level, then the rulebook's first."""
    sums: dict[str, tuple[int, int]] = {}
    for fact in book.facts.values() if book else ():
        level = facts.get(fact.name)
        if fact.is_level and fact.kind == "need" and isinstance(level, int) and fact.area:
            total, highest = sums.get(fact.area, (0, 0))
            sums[fact.area] = (total + level, max(highest, level))
    return max(sums, key=sums.__getitem__) if any(total for total, _ in sums.values()) else NOT_KNOWN


def _book(desk: Desk, name: str) -> Rulebook | None:
    try:
        return desk.shelf.book(name)
    except (NoSuchRulebook, Refused):
        return None


def _place(area: str | None, own: str) -> str:
    if area is None:
        return NOT_KNOWN
    return "in_area" if area == own else "out_of_area"


def _mark(terms: Sequence[AwardTerm], year: int, pence: int) -> str:
    """Stays the same while an outsider could take the amount to be the same, but for a year's uprating.

    For an award that runs the whole year at one rate: that rate before any uprating. For any other: the year and the
    amount itself.
    """
    first, last = financial_year_days(year)
    inside = [
        each
        for each in as_it_stands(_term(term) for term in terms)
        if each.from_day <= last and (each.until_day is None or each.until_day >= first)
    ]
    if (
        len(inside) != 1
        or inside[0].from_day > first
        or not (inside[0].until_day is None or inside[0].until_day >= last)
    ):
        return f"{year} {pence}"
    base = rate = 0
    for term in terms:
        if term.pence_a_year != rate and term.why != "uprated":
            base = term.pence_a_year
        rate = term.pence_a_year
    return f"whole {base}"


def _term(term: AwardTerm) -> Term:
    return Term(
        term.id, term.from_day, term.until_day, str(term.account_id), term.school, term.pence_a_year, term.written_at
    )
