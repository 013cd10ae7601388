"""The ledger: write entries with their lines, and read what they come to, now or as it was known at a moment.

Whoever writes holds the accounts first (`hold_accounts`), in order of number: that is what makes two decisions on one
account wait for each other, on PostgreSQL too. Triggers refuse whatever would not add up (`panel_api.sealing_policy`).
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, false, func, insert, select, text, true
from sqlalchemy.orm import Session

from engine.ledger.entries import Line
from engine.ledger.figures import HELD, MEASURES, Figures
from panel_api.models import Account, Base, LedgerEntry, LedgerLine
from panel_api.store.anchors import note_entries
from panel_api.store.viewer import Viewer

_AFTER: Final = {**dict.fromkeys(HELD, "held"), **{each: each for each in ("committed", "paid", "released", "handed")}}
"""The running total that each measure adds to; income has none but its month's."""
_LINES: Final = Base.metadata.tables[LedgerLine.__tablename__]
_ENTRIES: Final = Base.metadata.tables[LedgerEntry.__tablename__]
"""Many rows are written into the tables themselves: the mapper would look at each for nothing."""
NO_FIGURES: Final = Figures()
_MANY: Final = 5_000
"""Awards asked for at once."""
TOTALS: Final = ("held", "committed", "paid", "released", "handed")


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry to write. details: what else its row holds, by column. at: when, where it is not with the rest."""

    kind: str
    pence: int
    lines: Sequence[Line]
    words: str
    details: dict[str, Any]
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class MonthSum:
    """What a cell's lines of one measure come to in one month of the financial year (April is 1)."""

    month: int
    measure: str
    pence: int


def accounts_seen(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `Account` that every query of the ledger must carry."""
    if viewer.everything or (viewer.may("read_ledger") and viewer.role != "budget_holder"):
        return true()
    if viewer.may("read_ledger") and viewer.partnership is not None:
        return Account.partnership == viewer.partnership
    return false()


def list_accounts(session: Session, viewer: Viewer) -> Sequence[Account]:
    """The accounts a viewer sees: the county's first, then partnerships by name."""
    found = select(Account).where(accounts_seen(viewer))
    return session.scalars(found.order_by(Account.partnership.is_not(None), Account.partnership, Account.id)).all()


def account_by_code(session: Session, viewer: Viewer, code: str) -> Account | None:
    """One account by its code."""
    return session.scalar(select(Account).where(Account.code == code, accounts_seen(viewer)))


def accounts_by_code(session: Session, codes: Collection[str]) -> dict[str, Account]:
    """Accounts by code, for the work that posts to them, whoever is at it."""
    rows = session.scalars(select(Account).where(Account.code.in_(codes)).order_by(Account.id))
    return {each.code: each for each in rows}


def any_account(session: Session) -> bool:
    """Whether the authority keeps its money here: an account is open."""
    return session.scalar(select(Account.id).limit(1)) is not None


def account_by_number(session: Session, number: int) -> Account:
    """One account by its number, for the work that posts to it."""
    return session.get_one(Account, number)


def hold_accounts(session: Session, numbers: Collection[int]) -> dict[int, Account]:
    """Lock accounts until the transaction ends, in order of number, so that nobody else writes to them meanwhile."""
    rows = session.scalars(
        select(Account)
        .where(Account.id.in_(set(numbers)))
        .order_by(Account.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {each.id: each for each in rows}


def append_entries(session: Session, entries: Sequence[NewEntry], at: dt.datetime) -> list[int]:
    """Write entries, in order; their numbers. The accounts must be held. Raises IntegrityError where one cannot stand.

    Each stands in the log of the ledger by its digest when the transaction ends.

    A clock that runs behind an earlier line's moment is set to it: within a cell time never runs backwards.
    """
    session.flush()
    numbers = _next_numbers(session, len(entries))
    cells = _Cells(session)
    lines: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    for number, entry in zip(numbers, entries, strict=True):
        moment = max([entry.at or at, *(cells.moment(line.account, line.year) for line in entry.lines)])
        lines += [cells.next_line(line, number, moment) for line in entry.lines]
        rows.append(_entry_row(number, entry, moment))
    if lines:
        session.execute(insert(_LINES), lines)
        session.execute(insert(_ENTRIES), rows)
        note_entries(session, rows, lines)
    return numbers


def figures(session: Session, account: int, year: int, known_at: dt.datetime | None = None) -> Figures:
    """What an account comes to in a year, as it is now or as it was known at a moment; the caller saw the account."""
    sums = month_sums(session, account, year, known_at)
    totals = dict.fromkeys(MEASURES, 0)
    for each in sums:
        totals[each.measure] += each.pence
    return Figures(**totals)


def uncommitted(session: Session, account: int, year: int) -> int:
    """The uncommitted balance by one seek."""
    last = _last_line(session, account, year)
    return 0 if last is None else last.held_after - last.committed_after + last.released_after


def month_sums(session: Session, account: int, year: int, known_at: dt.datetime | None = None) -> list[MonthSum]:
    """Each measure by month of effect, in order: one seek each, however many lines there are."""
    return month_sums_upto(session, account, year, last_sequence(session, account, year, known_at))


def month_sums_upto(session: Session, account: int, year: int, upto: int) -> list[MonthSum]:
    """The same, of a cell's lines up to one of them."""
    if upto == 0:
        return []
    months = text(
        "SELECT m.month, k.measure, (SELECT l.month_after FROM ledger_lines l WHERE l.account_id = :account "
        "AND l.year = :year AND l.measure = k.measure AND l.month = m.month AND l.sequence <= :upto "
        "ORDER BY l.sequence DESC LIMIT 1) AS pence "
        f"FROM ({_listed('month', range(1, 13))}) m CROSS JOIN ({_listed('measure', MEASURES)}) k"
    )
    rows = session.execute(months, {"account": account, "year": year, "upto": upto})
    found = [MonthSum(int(row.month), str(row.measure), int(row.pence)) for row in rows if row.pence is not None]
    return sorted(found, key=lambda each: (each.month, MEASURES.index(each.measure)))


def award_figures(session: Session, awards: Collection[int], year: int | None = None) -> dict[int, Figures]:
    """What the lines of each award come to, in one year or in all."""
    query = select(LedgerLine.award_id, LedgerLine.measure, func.sum(LedgerLine.pence))
    query = query.where(LedgerLine.award_id.in_(awards)).group_by(LedgerLine.award_id, LedgerLine.measure)
    if year is not None:
        query = query.where(LedgerLine.year == year)
    found: dict[int, Figures] = {}
    for award, measure, pence in session.execute(query.order_by(LedgerLine.award_id, LedgerLine.measure)):
        if award is not None:
            found[award] = found.get(award, Figures()).plus(measure, int(pence))
    return found


def award_cells(session: Session, award: int) -> dict[tuple[int, int], Figures]:
    """What the lines of one award come to in each account and year it ever touched."""
    return cells_of_awards(session, [award])[award]


def cells_of_awards(session: Session, awards: Iterable[int]) -> dict[int, dict[tuple[int, int], Figures]]:
    """The same of several awards, in a query for each few thousand of them."""
    found: dict[int, dict[tuple[int, int], Figures]] = {number: {} for number in awards}
    keys = (LedgerLine.award_id, LedgerLine.account_id, LedgerLine.year, LedgerLine.measure)
    for start in range(0, len(found), _MANY):
        some = list(found)[start : start + _MANY]
        query = select(*keys, func.sum(LedgerLine.pence)).where(LedgerLine.award_id.in_(some)).group_by(*keys)
        for award, account, year, measure, pence in session.execute(query.order_by(*keys)):
            if award is not None:
                cells = found[award]
                cells[account, year] = cells.get((account, year), Figures()).plus(measure, int(pence))
    return found


def calls_on(session: Session, account: int, year: int) -> list[tuple[int, int]]:
    """The awards that have a first call on a year, by number, with what they would take."""
    called = func.sum(LedgerLine.pence)
    rows = session.execute(
        select(LedgerLine.award_id, called)
        .where(LedgerLine.account_id == account, LedgerLine.year == year, LedgerLine.measure == "called")
        .group_by(LedgerLine.award_id)
        .having(called > 0)
        .order_by(LedgerLine.award_id)
    )
    return [(award, int(pence)) for award, pence in rows if award is not None]


def entry_lines(session: Session, entry: int) -> list[Line]:
    """The lines of one entry, as they were written."""
    rows = session.scalars(select(LedgerLine).where(LedgerLine.entry_id == entry).order_by(LedgerLine.id))
    return [
        Line(each.account_id, each.year, each.measure, each.pence, each.effective_on, each.award_id) for each in rows
    ]


def reversal_of(session: Session, number: int) -> int | None:
    """The entry that reversed this one, if one did."""
    return session.scalar(select(LedgerEntry.id).where(LedgerEntry.reverses_id == number))


def entry_by_number(session: Session, number: int) -> LedgerEntry | None:
    """One entry by its number."""
    return session.get(LedgerEntry, number)


class _Cells:
    """The cells that a batch writes to, as they stand after each of its lines."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.cells: dict[tuple[int, int], dict[str, Any]] = {}
        self.months: dict[tuple[int, int, str, int], int] = {}

    def moment(self, account: int, year: int) -> dt.datetime:
        """When the last line of a cell was written."""
        moment: dt.datetime = self._cell(account, year)["moment"]
        return moment

    def next_line(self, line: Line, entry: int, at: dt.datetime) -> dict[str, Any]:
        """The row of a line that runs on from the one before it."""
        cell = self._cell(line.account, line.year)
        cell["sequence"], cell["moment"] = cell["sequence"] + 1, at
        total = _AFTER.get(line.measure)
        if total is not None:
            cell[total] += line.pence
        key = (line.account, line.year, line.measure, line.month)
        if key not in self.months:
            self.months[key] = _month_after(self.session, *key)
        self.months[key] += line.pence
        return {
            "entry_id": entry,
            "account_id": line.account,
            "year": line.year,
            "sequence": cell["sequence"],
            "measure": line.measure,
            "pence": line.pence,
            "award_id": line.award,
            "effective_on": line.effective_on,
            "month": line.month,
            "written_at": at,
            **{f"{each}_after": cell[each] for each in TOTALS},
            "month_after": self.months[key],
        }

    def _cell(self, account: int, year: int) -> dict[str, Any]:
        if (account, year) not in self.cells:
            last = _last_line(self.session, account, year)
            cell: dict[str, Any] = {each: getattr(last, f"{each}_after") if last else 0 for each in TOTALS}
            cell["sequence"] = last.sequence if last else 0
            cell["moment"] = last.written_at if last else dt.datetime.min.replace(tzinfo=dt.UTC)
            self.cells[account, year] = cell
        return self.cells[account, year]


def _last_line(session: Session, account: int, year: int) -> LedgerLine | None:
    query = select(LedgerLine).where(LedgerLine.account_id == account, LedgerLine.year == year)
    return session.scalar(query.order_by(LedgerLine.sequence.desc()).limit(1))


def last_sequence(session: Session, account: int, year: int, known_at: dt.datetime | None = None) -> int:
    """The place of a cell's last line, now or as it was known at a moment; 0 where there is none."""
    query = select(LedgerLine.sequence).where(LedgerLine.account_id == account, LedgerLine.year == year)
    if known_at is not None:
        query = query.where(LedgerLine.written_at <= known_at).order_by(LedgerLine.written_at.desc())
    return session.scalar(query.order_by(LedgerLine.sequence.desc()).limit(1)) or 0


def _month_after(session: Session, account: int, year: int, measure: str, month: int) -> int:
    query = select(LedgerLine.month_after).where(
        LedgerLine.account_id == account,
        LedgerLine.year == year,
        LedgerLine.measure == measure,
        LedgerLine.month == month,
    )
    return session.scalar(query.order_by(LedgerLine.sequence.desc()).limit(1)) or 0


def _next_numbers(session: Session, many: int) -> list[int]:
    """Numbers for entries, which their lines must name before the entries are written."""
    if session.get_bind().dialect.name == "postgresql":
        given = text(
            "SELECT nextval(pg_get_serial_sequence('ledger_entries', 'id')) FROM generate_series(1, :many) ORDER BY 1"
        )
        return [int(number) for number in session.scalars(given, {"many": many})]
    last = session.scalar(select(func.coalesce(func.max(LedgerEntry.id), 0))) or 0
    return list(range(last + 1, last + 1 + many))


def _entry_row(number: int, entry: NewEntry, at: dt.datetime) -> dict[str, Any]:
    return {
        **_NO_DETAILS,
        **entry.details,
        "id": number,
        "kind": entry.kind,
        "pence": entry.pence,
        "line_count": len(entry.lines),
        "words": entry.words,
        "written_at": at,
    }


_NO_DETAILS: Final = dict.fromkeys(
    ("award_id", "decision_id", "reverses_id", "source", "consent_by", "consent_words", "by_person", "second_role",
     "second_reference")
)  # fmt: skip


def _listed(name: str, values: Iterable[object]) -> str:
    """Constants as rows, in words both databases know."""
    return " UNION ALL ".join(f"SELECT {value!r} AS {name}" for value in values)
