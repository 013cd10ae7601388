"""Publishing open figures: a month at a time, once, after it has ended, and never rewritten.

What may be shown is decided by `engine.open_figures.deciding`, against every month published before. Amounts are what
awards cost in the financial year, as agreed at the month's end: they change only when an award does.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine.days import financial_year
from engine.law.calendars import day_begins, local_day
from engine.open_figures import deciding
from engine.open_figures.partnership import Caution
from engine.open_figures.parts import (
    ALL,
    Cell,
    Figure,
    Month,
    Part,
    Published,
    Standing,
    Table,
    of_county,
    standing,
    together,
)
from engine.values import pence, pounds_text
from panel_api.errors import Trouble, conflict
from panel_api.models import OpenPart, OpenSnapshot
from panel_api.services.desk import Desk
from panel_api.services.open_parts import NO_PARTNERSHIP, awarded_cases, last_day_of, month_parts, next_month
from panel_api.services.open_words import TITLES, row_words
from panel_api.store import LOCAL
from panel_api.store import open_figures as store
from panel_api.store.allocations import run_for
from panel_api.store.logs import log_change

CAUTION: Final = Caution()
Shown = Mapping[Figure, Standing]


def due_month(session: Session, desk: Desk) -> Month | None:
    """The next month to publish; None while there is no award, or that month has not ended."""
    published = store.list_months(session)
    if published:
        month = next_month(Month(*published[-1]))
    else:
        first = store.first_entry_day(session)
        if first is None:
            return None
        month = Month(local_day(first).year, local_day(first).month)
    return month if desk.last_day() > last_day_of(month) else None


def publish_month(session: Session, desk: Desk, month: Month) -> OpenSnapshot:
    """Publish the month that is due. Raises Trouble "conflict" for any other."""
    due = due_month(session, desk)
    if month != due:
        raise _not_due(session, month, due)
    return next(_publishing(session, desk, month))


def publish_months(session: Session, desk: Desk, through: Month) -> list[OpenSnapshot]:
    """Publish every month that is due, through this one at most, in order; those that were published."""
    due = due_month(session, desk)
    if due is None or due > through:
        return []
    done = []
    for snapshot in _publishing(session, desk, due):
        done.append(snapshot)
        month = next_month(Month(snapshot.year, snapshot.month))
        if month > through or desk.last_day() <= last_day_of(month):
            break
    return done


def _publishing(session: Session, desk: Desk, month: Month) -> Iterator[OpenSnapshot]:
    """Publish one month after another, for as long as the next is asked for."""
    money, heads = _before(session)
    cases = awarded_cases(session, desk)
    while True:
        parts = month_parts(session, desk, month, cases)
        whole = [part for _, part in parts]
        money.append(deciding.publish(month, whole, money, CAUTION))
        heads.append(deciding.publish(month, list(_heads(whole)), heads, CAUTION))
        document = _document(session, desk, month, money, heads)
        snapshot = OpenSnapshot(
            year=month.year,
            month=month.number,
            published=document,
            published_at=desk.clock(),
            by_role=desk.viewer.role,
            by_reference=desk.viewer.reference,
            by_person=desk.viewer.person,
        )
        try:
            added = store.add_snapshot(session, snapshot, [_row(case, part) for case, part in parts])
        except IntegrityError:
            raise conflict(f"{month} was published meanwhile", "Look at it") from None
        log_change(session, desk.viewer, "month_published", f"{month.year}-{month.number:02}", desk.clock())
        yield added
        month = next_month(month)


def _not_due(session: Session, month: Month, due: Month | None) -> Trouble:
    if month in (Month(*each) for each in store.list_months(session)):
        return conflict(f"{month} is published already, and is never rewritten", "Correct it in a later month")
    if due is None:
        return conflict(f"{month} cannot be published yet: it has not ended, or no award was made", "Wait for its end")
    return conflict(f"{month} is not the month that is due", f"Publish {due} first: months go in order")


def _before(session: Session) -> tuple[list[Published], list[Published]]:
    """The months as they were decided, of money and of how many children, from what was published and what is kept."""
    snapshots = store.list_snapshots(session)
    kept = store.parts_of(session, [each.id for each in snapshots])
    money, heads = [], []
    for each in snapshots:
        month, parts = Month(each.year, each.month), [_part(row) for row in kept[each.id]]
        amounts, counts = _shown_in(each.published, str(month))
        whole = together(parts)
        money.append(Published(month, whole, amounts, frozenset()))
        heads.append(Published(month, together(list(_heads(parts))), counts, frozenset()))
    return money, heads


def _shown_in(document: Mapping[str, Any], month: str) -> tuple[dict[Figure, int], dict[Figure, int]]:
    """The figures a snapshot holds that are true of its own month. One that stood unchanged counts like a new one."""
    amounts, counts = {}, {}
    for each in document["partnerships"]:
        for table, rows in each["tables"].items():
            for row in rows:
                if row["month"] == month:
                    amounts[Figure(each["name"], table, row["row"])] = pence(Decimal(row["amount"]))
        if each["children"]["month"] == month:
            counts[Figure(each["name"], "total", ALL)] = each["children"]["number"]
    return amounts, counts


def _heads(parts: Sequence[Part]) -> Iterator[Part]:
    """One part a child of a partnership, so that how many there are is held to the same rule as money."""
    for partnership, child in sorted({(part.cell.partnership, part.child) for part in parts}):
        yield Part(Cell(partnership, ALL, ALL, ALL, ALL), child, 1, "")


def _document(
    session: Session, desk: Desk, month: Month, money: Sequence[Published], heads: Sequence[Published]
) -> dict[str, Any]:
    """The month as anyone reads it: amounts as decimal pounds, None where a figure is not shown."""
    day = last_day_of(month)
    year, before = financial_year(day), day_begins(day + dt.timedelta(days=1))
    amounts, counts = _of_year(standing(money), year), _of_year(standing(heads), year)
    services, pupils = store.services_costs(session, year, before), _pupils(session, year)
    rows = row_words(desk, amounts)
    partnerships = sorted({part.cell.partnership for part in money[-1].parts} | services.keys() | pupils.keys())
    partnerships.sort(key=lambda name: name == NO_PARTNERSHIP)
    county = of_county(amounts)
    return {
        "month": str(month),
        "as_at": str(day),
        "financial_year": f"{year} to {year + 1}",
        "fewest_children": CAUTION.least,
        "dominance_per_cent": CAUTION.per_cent,
        "partnerships": [
            {
                "name": name,
                "pupils": pupils.get(name),
                **_money_of(
                    {table: {row: amounts.get(Figure(name, table, row)) for row in rows[table]} for table in TITLES},
                    rows,
                    counts.get(Figure(name, "total", ALL)),
                    pupils.get(name),
                    services.get(name, 0),
                ),
            }
            for name in partnerships
        ],
        "county": {
            "pupils": sum(pupils.values()) or None,
            **_money_of(
                {table: {row: county.get((table, row)) for row in rows[table]} for table in TITLES},
                rows,
                of_county(counts).get(("total", ALL)),
                sum(pupils.values()),
                sum(services.values()),
            ),
        },
    }


def _money_of(
    tables: Mapping[Table, Mapping[str, Standing | None]],
    rows: Mapping[Table, Mapping[str, str]],
    children: Standing | None,
    pupils: int | None,
    services: int,
) -> dict[str, Any]:
    total = tables["total"][ALL]
    return {
        "per_pupil": pounds_text(round(Fraction(total.pence, pupils))) if total and pupils else None,
        "children": {"number": children.pence, "month": str(children.month)} if children else _NOBODY,
        "services": pounds_text(services),
        "tables": {
            table: [
                {
                    "row": row,
                    "says": rows[table][row],
                    "amount": pounds_text(stood.pence) if stood else None,
                    "month": str(stood.month) if stood else None,
                }
                for row, stood in each.items()
            ]
            for table, each in tables.items()
        },
    }


_NOBODY: Final = {"number": None, "month": None}


def _of_year(stood: Mapping[Figure, Standing], year: int) -> dict[Figure, Standing]:
    """What stands and is of this financial year: last year's amounts are of another kind."""
    return {figure: each for figure, each in stood.items() if financial_year(last_day_of(each.month)) == year}


def _pupils(session: Session, year: int) -> dict[str, int]:
    """Pupils on the rolls of each partnership's schools, as the year's allocation counts them."""
    run = run_for(session, LOCAL, year)
    units = run.run.facts.get("partnership", {}) if run else {}
    return {name: each["pupils"] for name, each in sorted(units.items()) if isinstance(each.get("pupils"), int)}


def _row(case: int, part: Part) -> dict[str, Any]:
    return {"case_id": case, "child": part.child, "pence": part.pence, "mark": part.mark, **part.cell._asdict()}


def _part(row: OpenPart) -> Part:
    return Part(Cell(row.partnership, row.need, row.phase, row.place, row.budget), row.child, row.pence, row.mark)
