"""Payments that the council's finance system made, taken into the ledger: shown first, then written once.

What was paid is the truth. Each line pays as much as is outstanding for its award in the account and year; the rest
stays on the line as paid and not committed. What came back lowers that rest first, then what was paid.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from engine.awards.terms import Stretch, Term, as_it_stands
from engine.days import financial_year, within_year
from engine.ledger import entries
from engine.ledger.figures import Figures
from panel_api import store
from panel_api.errors import Trouble, conflict
from panel_api.models import Account, Award, Import, PaidLine
from panel_api.services.award_money import Cell, settle
from panel_api.services.desk import Desk
from panel_api.services.paid_file import PaidRow, Read
from panel_api.services.posting import post_all
from panel_api.store import finance as files
from panel_api.store.ledger import NO_FIGURES, NewEntry


@dataclass(frozen=True, slots=True)
class Planned:
    """What a row would do. posts: pence in the ledger, below nothing recovered. before: file and row it came in."""

    row: PaidRow
    award: Award | None = None
    account: Account | None = None
    year: int = 0
    posts: int = 0
    before: tuple[int, int] | None = None

    @property
    def not_committed(self) -> int:
        """Paid and not in the ledger, in pence; below nothing where it takes from what was so before."""
        return 0 if self.before else self.row.pence - self.posts


@dataclass(slots=True)
class Plan:
    """Every row of a file with what it would do, in the file's order."""

    lines: list[Planned] = field(default_factory=list)
    same_as: Import | None = None

    @property
    def fresh(self) -> list[Planned]:
        """The rows that did not come before."""
        return [each for each in self.lines if each.before is None]

    @property
    def unknown(self) -> list[Planned]:
        """The rows whose award is not known."""
        return [each for each in self.fresh if each.award is None]

    @property
    def posted(self) -> int:
        """What the ledger would have of it, in pence."""
        return sum(each.posts for each in self.lines)

    @property
    def not_committed(self) -> int:
        """What would be paid and not committed, in pence."""
        return sum(each.not_committed for each in self.lines)


def plan(session: Session, desk: Desk, read: Read) -> Plan:
    """What taking in a file would do; nothing is written."""
    found = Plan(same_as=files.import_like(session, "paid", read.sha256))
    books = _Books(session, desk, read.rows)
    done = {
        each.sha256: books.taken(each)
        for each in sorted(read.rows, key=lambda row: (row.pence < 0, row.row))  # what came back comes last
    }
    found.lines = [done[each.sha256] for each in read.rows]
    return found


def take_in(session: Session, desk: Desk, file_name: str, read: Read) -> Import:
    """Take a file in, in the caller's transaction, once. Raises Trouble "bad-input" or "conflict"."""
    if read.problems or not read.rows:
        raise Trouble("bad-input", "There is nothing in it that was paid." if not read.problems else "", read.problems)
    store.hold_accounts(session, [each.id for each in store.list_accounts(session, desk.viewer)])
    found = plan(session, desk, read)
    if found.same_as is not None:
        raise conflict(f"This file was taken in before, as number {found.same_as.id}", "Nothing is left to do")
    at = desk.clock()
    new = files.new_import(desk.viewer, "paid", read.sha256, file_name, len(read.rows), at)
    kept = files.add_import(session, new)
    store.log_change(session, desk.viewer, "payments_taken_in", f"file-{kept.id}", at, rows=len(read.rows))
    posted = [each for each in found.lines if each.posts]
    numbers = post_all(session, desk, [_entry(each, kept) for each in posted])
    entry_of = {each.row.row: number for each, number in zip(posted, numbers, strict=True)}
    files.add_rows(session, PaidLine, [_kept(each, kept, entry_of.get(each.row.row), at) for each in found.fresh])
    for award in dict.fromkeys(each.award for each in posted if each.posts < 0):
        assert award is not None
        settle(session, desk, award, desk.last_day(), "After a payment came back")
    return kept


def _entry(each: Planned, kept: Import) -> NewEntry:
    assert each.award is not None and each.account is not None
    pence, day = abs(each.posts), within_year(each.row.from_day, each.year)
    verb = entries.pay if each.posts > 0 else entries.recover
    details = {"award_id": each.award.id, "source": f"Payments file {kept.id}, row {each.row.row}"}
    words = "Paid by the finance system" if each.posts > 0 else "Came back, by the finance system"
    kind = "pay" if each.posts > 0 else "recover"
    return NewEntry(kind, pence, verb(each.account.id, each.year, pence, day, each.award.id), words, details)


def _kept(each: Planned, kept: Import, entry: int | None, at: dt.datetime) -> dict[str, object]:
    row = each.row
    return {
        "import_id": kept.id,
        "row": row.row,
        "sha256": row.sha256,
        "given": row.award,
        "award_id": each.award.id if each.award else None,
        "account_id": each.account.id if each.account else None,
        "year": each.year,
        "school": row.school,
        "from_day": row.from_day,
        "until_day": row.until_day,
        "paid_on": row.paid_on,
        "pence": row.pence,
        "posted_pence": each.posts,
        "entry_id": entry,
        "written_at": at,
    }


class _Books:
    """What there is of the awards of a file, and what is left of it after each row."""

    def __init__(self, session: Session, desk: Desk, rows: Sequence[PaidRow]) -> None:
        self.known = files.lines_known(session, (each.sha256 for each in rows))
        self.awards = files.awards_by_reference(session, desk.viewer, (each.award for each in rows))
        numbers = [each.id for each in self.awards.values()]
        self.accounts = {each.id: each for each in store.list_accounts(session, desk.viewer)}
        self.stretches = {
            award: (terms, as_it_stands(terms)) for award, terms in store.terms_of_awards(session, numbers).items()
        }
        self.cells: dict[int, dict[Cell, Figures]] = store.cells_of_awards(session, numbers)
        self.rest = files.not_committed_of(session, numbers)

    def taken(self, row: PaidRow) -> Planned:
        """What a row does, which the next rows then find done."""
        year = financial_year(row.from_day)
        award = self.awards.get(row.award)
        if row.sha256 in self.known:
            return Planned(row, award, before=self.known[row.sha256])
        number = _account_on(*self.stretches[award.id], row.from_day) if award else None
        if award is None or number is None or number not in self.accounts:
            return Planned(row, award, year=year)
        account = self.accounts[number]
        year = max(year, (account.closed_through or 0) + 1)
        cells, cell = self.cells[award.id], (number, year)
        have, rest = cells.get(cell, NO_FIGURES), self.rest.get(award.id, 0)
        if row.pence > 0:
            posts = min(row.pence, max(0, have.outstanding))
            cells[cell] = have.plus("paid", posts)
        else:
            back = -row.pence - min(-row.pence, max(0, rest))
            posts = -min(back, max(0, have.paid))
            cells[cell] = have.plus("paid", posts).plus("released", -posts)
        self.rest[award.id] = rest + row.pence - posts
        return Planned(row, award, account, year, posts)


def _account_on(terms: Iterable[Term], stretches: Sequence[Stretch], day: dt.date) -> int | None:
    """The account that bore an award on a day, or last before it; of one not begun yet, the first."""
    begun = [each for each in stretches if each.from_day <= day] or list(stretches[:1])
    if begun:
        return int(begun[-1].account)
    return next((int(each.account) for each in terms), None)
