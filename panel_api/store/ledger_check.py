"""The whole ledger as a stream, for checking it from outside: in order of cells, of entries and of awards.

For a command's own desk, which sees every account. A few thousand rows are in memory at a time.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from engine.ledger.checking import WrittenEntry, WrittenLine
from panel_api.models import LedgerAssertion, LedgerEntry, LedgerLine

_BATCH: Final = 2000
_LINE: Final = tuple(
    getattr(LedgerLine, name)
    for name in (
        "entry_id", "account_id", "year", "sequence", "measure", "pence", "award_id", "effective_on", "month",
        "written_at", "held_after", "committed_after", "paid_after", "released_after", "handed_after", "month_after",
    )
)  # fmt: skip
_ENTRY: Final = (
    LedgerEntry.id,
    LedgerEntry.kind,
    LedgerEntry.pence,
    LedgerEntry.line_count,
    LedgerEntry.award_id,
    LedgerEntry.reverses_id,
    LedgerEntry.written_at,
)


def lines_by_cell(session: Session) -> Iterator[WrittenLine]:
    """Every line, account by account, year by year, in its place."""
    query = select(*_LINE).order_by(LedgerLine.account_id, LedgerLine.year, LedgerLine.sequence)
    for row in session.execute(query, execution_options={"yield_per": _BATCH}):
        yield WrittenLine(*row)


def lines_by_award(session: Session) -> Iterator[WrittenLine]:
    """Every line of an award, award by award, each in order of cells and places."""
    order = (LedgerLine.award_id, LedgerLine.account_id, LedgerLine.year, LedgerLine.sequence)
    query = select(*_LINE).where(LedgerLine.award_id.is_not(None)).order_by(*order)
    for row in session.execute(query, execution_options={"yield_per": _BATCH}):
        yield WrittenLine(*row)


def entries_with_lines(session: Session) -> Iterator[tuple[WrittenEntry | None, list[WrittenLine]]]:
    """Every entry that has lines, with them, in order of number; None where lines name an entry that is not there."""
    query = (
        select(*_ENTRY, *_LINE)
        .select_from(LedgerLine)
        .outerjoin(LedgerEntry, LedgerEntry.id == LedgerLine.entry_id)
        .order_by(LedgerLine.entry_id, LedgerLine.id)
    )
    rows = session.execute(query, execution_options={"yield_per": _BATCH})
    wide = len(_ENTRY)
    for _, group in groupby(rows, key=lambda row: row[wide]):
        together = [tuple(row) for row in group]
        first = together[0]
        entry = None if first[0] is None else WrittenEntry(*first[:wide])
        yield entry, [WrittenLine(*row[wide:]) for row in together]


def lines_of_entry(session: Session, number: int) -> list[WrittenLine]:
    """One entry's lines as they are stored."""
    query = select(*_LINE).where(LedgerLine.entry_id == number).order_by(LedgerLine.id)
    return [WrittenLine(*row) for row in session.execute(query)]


def entries_without_lines(session: Session) -> Sequence[int]:
    """The numbers of entries that have no line at all."""
    lines = exists().where(LedgerLine.entry_id == LedgerEntry.id)
    return session.scalars(select(LedgerEntry.id).where(~lines).order_by(LedgerEntry.id)).all()


def assertions(session: Session) -> Sequence[LedgerAssertion]:
    """Every statement line, in order of account, year and number."""
    order = (LedgerAssertion.account_id, LedgerAssertion.year, LedgerAssertion.id)
    return session.scalars(select(LedgerAssertion).order_by(*order)).all()
