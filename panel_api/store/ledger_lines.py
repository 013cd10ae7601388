"""Lines with their entries: those that a figure is made of, a page at a time, each with the sum so far.

In order of measure, month of effect and place in the account's year. Each line carries what its month came to with it,
so the sum up to any line is known without reading those before it.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, exists, select, tuple_
from sqlalchemy.orm import Session, aliased

from engine.ledger.figures import MEASURES
from panel_api.models import Account, Award, LedgerEntry, LedgerLine
from panel_api.store.ledger import accounts_seen, month_sums_upto
from panel_api.store.viewer import Viewer

MOST: Final = 500
"""Lines of one page."""
Place = tuple[str, int, int]
"""Where a line stands: its measure, its month, its place in the account's year."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What is opened: a figure of an account's year. parts: the measures it is made of, each 1 or -1.

    since, upto: only lines after and up to these places. month: of the financial year. award: its number.
    """

    account: int
    year: int
    parts: Mapping[str, int]
    upto: int
    since: int = 0
    month: int | None = None
    award: int | None = None


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line as lists show it. pence: what it adds to the figure. total: what the figure comes to with it."""

    entry: int
    kind: str
    words: str
    measure: str
    month: int
    sequence: int
    pence: int
    total: int
    effective_on: dt.date
    written_at: dt.datetime
    by_role: str
    by_reference: str
    source: str | None
    award: str | None
    reverses: int | None
    reversed_by: int | None

    @property
    def place(self) -> str:
        """Where it stands, as addresses carry it."""
        return f"{self.measure}-{self.month}-{self.sequence}"


@dataclass(frozen=True, slots=True)
class LinePage:
    """A page of lines. before: what the lines before it come to. total: what all of them come to."""

    rows: Sequence[LineRow]
    before: int
    total: int
    more: bool

    @property
    def after(self) -> int:
        """What the lines up to the end of this page come to."""
        return self.rows[-1].total if self.rows else self.before


def read_place(text: str) -> Place:
    """A place out of an address. Raises ValueError where it is none."""
    measure, month, sequence = text.split("-")
    if measure not in MEASURES or not (month + sequence).isdecimal() or len(month + sequence) > 18:
        raise ValueError(text)
    return measure, int(month), int(sequence)


def list_lines(session: Session, opened: Opened, after: Place | None = None, size: int = 50) -> LinePage:
    """A page of what a figure is made of; the caller saw the account. A query a measure, and two for the sums."""
    if opened.award is not None:
        return _of_award(session, opened, after, size)
    base, upto = (_sums(session, opened, place) for place in (opened.since, opened.upto))
    sums = {key: pence - base.get(key, 0) for key, pence in upto.items()}
    total = sum(sums.values())
    found: list[LineRow] = []
    for measure in (each for each in MEASURES if each in opened.parts):
        if len(found) > size or (after and MEASURES.index(measure) < MEASURES.index(after[0])):
            continue
        query = _where(opened).where(LedgerLine.measure == measure)
        if after and after[0] == measure:
            query = query.where(tuple_(LedgerLine.month, LedgerLine.sequence) > tuple_(after[1], after[2]))
        query = query.order_by(LedgerLine.month, LedgerLine.sequence).limit(size + 1 - len(found))
        for line, entry, award, reversed_by in session.execute(query):
            sign = opened.parts[measure]
            so_far = _before(sums, measure, line.month) + sign * line.month_after - base.get((measure, line.month), 0)
            found.append(_row(line, entry, award, reversed_by, sign, so_far))
    return _page(found, size, total, total if after else 0)


def lines_of_entry(session: Session, viewer: Viewer, entry: int) -> list[tuple[LedgerLine, Account, bool]]:
    """The lines of an entry in order, each with its account and whether the viewer sees that account."""
    rows = session.execute(
        select(LedgerLine, Account, accounts_seen(viewer))
        .join(Account, Account.id == LedgerLine.account_id)
        .where(LedgerLine.entry_id == entry)
        .order_by(LedgerLine.id)
    )
    return [(line, account, bool(seen)) for line, account, seen in rows]


def lines_of_award(session: Session, viewer: Viewer, award: int, many: int = MOST) -> list[tuple[LineRow, Account]]:
    """An award's lines on accounts that the viewer sees, in the order written; totals are of the line alone."""
    query = _base_query().join(Account, Account.id == LedgerLine.account_id).add_columns(Account)
    query = query.where(LedgerLine.award_id == award, accounts_seen(viewer)).order_by(LedgerLine.id).limit(many)
    return [
        (_row(line, entry, reference, reversed_by, 1, line.pence), account)
        for line, entry, reference, reversed_by, account in session.execute(query)
    ]


def newest_lines(session: Session, account: int, year: int, since: int, within: int, many: int) -> list[LineRow]:
    """The newest lines after a place that are no payments, out of the last `within` lines of the cell."""
    query = _base_query().where(LedgerLine.account_id == account, LedgerLine.year == year, LedgerLine.sequence > since)
    query = query.where(LedgerLine.sequence > within, LedgerLine.measure.not_in(("paid", "handed")))
    query = query.order_by(LedgerLine.sequence.desc()).limit(many)
    return [_row(line, entry, award, by, 1, line.pence) for line, entry, award, by in session.execute(query)]


def entry_seen(session: Session, viewer: Viewer, number: int) -> LedgerEntry | None:
    """One entry by its number, if it touches an account that the viewer sees."""
    touches = exists().where(
        LedgerLine.entry_id == LedgerEntry.id, Account.id == LedgerLine.account_id, accounts_seen(viewer)
    )
    return session.scalar(select(LedgerEntry).where(LedgerEntry.id == number, touches))


def _of_award(session: Session, opened: Opened, after: Place | None, size: int) -> LinePage:
    """The lines of one award, which are few: summed as they are read."""
    measures = sorted(opened.parts, key=MEASURES.index)
    query = _where(opened).where(LedgerLine.award_id == opened.award, LedgerLine.measure.in_(measures))
    rows = session.execute(query.order_by(LedgerLine.measure, LedgerLine.month, LedgerLine.sequence)).all()
    found: list[LineRow] = []
    total = before = 0
    for line, entry, award, reversed_by in sorted(rows, key=lambda each: _order(each[0])):
        total += opened.parts[line.measure] * line.pence
        if after and _order(line) <= (MEASURES.index(after[0]), *after[1:]):
            before = total
            continue
        found.append(_row(line, entry, award, reversed_by, opened.parts[line.measure], total))
    return _page(found, size, total, before)


def _order(line: LedgerLine) -> tuple[int, int, int]:
    return MEASURES.index(line.measure), line.month, line.sequence


def _page(found: list[LineRow], size: int, total: int, none: int) -> LinePage:
    before = found[0].total - found[0].pence if found else none
    return LinePage(found[:size], before, total, len(found) > size)


def _base_query() -> Select[LedgerLine, LedgerEntry, str | None, int | None]:
    other = aliased(LedgerEntry)
    return (
        select(LedgerLine, LedgerEntry, Award.reference, other.id)
        .join(LedgerEntry, LedgerEntry.id == LedgerLine.entry_id)
        .outerjoin(Award, Award.id == LedgerLine.award_id)
        .outerjoin(other, other.reverses_id == LedgerEntry.id)
    )


def _where(opened: Opened) -> Select[LedgerLine, LedgerEntry, str | None, int | None]:
    query = _base_query().where(LedgerLine.account_id == opened.account, LedgerLine.year == opened.year)
    query = query.where(LedgerLine.sequence <= opened.upto, LedgerLine.sequence > opened.since)
    return query if opened.month is None else query.where(LedgerLine.month == opened.month)


def _sums(session: Session, opened: Opened, upto: int) -> dict[tuple[str, int], int]:
    """What the lines up to a place come to by measure and month, each counted as the figure counts it."""
    return {
        (each.measure, each.month): opened.parts[each.measure] * each.pence
        for each in month_sums_upto(session, opened.account, opened.year, upto)
        if each.measure in opened.parts and opened.month in (None, each.month)
    }


def _before(sums: Mapping[tuple[str, int], int], measure: str, month: int) -> int:
    """What stands before a month of a measure."""
    place = (MEASURES.index(measure), month)
    return sum(pence for (name, when), pence in sums.items() if (MEASURES.index(name), when) < place)


def _row(
    line: LedgerLine, entry: LedgerEntry, award: str | None, reversed_by: int | None, sign: int, total: int
) -> LineRow:
    return LineRow(
        entry.id,
        entry.kind,
        entry.words,
        line.measure,
        line.month,
        line.sequence,
        sign * line.pence,
        total,
        line.effective_on,
        line.written_at,
        entry.by_role,
        entry.by_reference,
        entry.source,
        award,
        entry.reverses_id,
        reversed_by,
    )
