"""Check the ledger from its lines alone, against its log, and the statements that it must agree with.

Reads; changes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from sqlalchemy.orm import Session

from engine.amounts import day_words, money_words
from engine.ledger.checking import CellCheck, award_faults, entry_faults
from panel_api import store
from panel_api.errors import not_found
from panel_api.models import Account, LedgerAssertion
from panel_api.services.desk import Desk
from panel_api.services.ledger_anchors import ledger_faults
from panel_api.services.posting import year_words
from panel_api.store import ledger_check as written

MOST_FAULTS: Final = 100
"""So many are told; the rest are counted."""


@dataclass(slots=True)
class LedgerReport:
    """What was checked, what does not hold, and which statement lines do not agree; `faulty` counts all that do not."""

    lines: int = 0
    cells: int = 0
    entries: int = 0
    awards: int = 0
    statements: int = 0
    faulty: int = 0
    faults: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether everything adds up and every statement line agrees."""
        return not self.faulty and not self.differing

    def add(self, where: str, found: Iterable[str]) -> None:
        """Note what does not hold somewhere."""
        for each in found:
            self.faulty += 1
            if self.faulty <= MOST_FAULTS:
                self.faults.append(f"{where}: {each}")


def check_ledger(desk: Desk) -> LedgerReport:
    """Check every cell, entry and award, and every statement line. Raises Trouble "not-found" for a limited viewer."""
    if not desk.viewer.everything:
        raise not_found("The whole ledger is checked by a command on the server", "Run `evenhand ledger check` there")
    report = LedgerReport()
    with desk.database.reading() as session:
        accounts = {each.id: each for each in store.list_accounts(session, desk.viewer)}
        _check_cells(session, accounts, report)
        _check_entries(session, report)
        _check_awards(session, accounts, report)
        for where, says in ledger_faults(session, desk.viewer):
            report.add(where, [says])
    return report


def _check_cells(session: Session, accounts: dict[int, Account], report: LedgerReport) -> None:
    stated: dict[tuple[int, int], list[LedgerAssertion]] = {}
    for each in written.assertions(session):
        stated.setdefault((each.account_id, each.year), []).append(each)
    checks = {}
    for (number, year), lines in groupby(written.lines_by_cell(session), key=lambda line: (line.account, line.year)):
        account = accounts.get(number)
        name = _name(account, number)
        check = CellCheck(may_overspend=account is not None and account.may_overspend)
        for line in lines:
            report.lines += 1
            found = check.take(line)
            if found:
                report.add(f"{name}, {year_words(year)}, line {line.sequence} (entry {line.entry})", found)
        report.cells += 1
        report.add(f"{name}, {year_words(year)}", check.end())
        if (number, year) in stated:
            checks[number, year] = check
    for cell, statements in sorted(stated.items()):
        check = checks.get(cell) or CellCheck(may_overspend=True)
        for each in statements:
            _check_statement(_name(accounts.get(cell[0]), cell[0]), check, each, report)


def _check_statement(account: str, check: CellCheck, said: LedgerAssertion, report: LedgerReport) -> None:
    report.statements += 1
    found: int = getattr(check.figures_on(said.on_day), said.figure)
    if found != said.pence:
        name = said.figure.replace("_", " ")
        report.differing.append(
            f"{account}, {year_words(said.year)}: {name} on {day_words(said.on_day)} is "
            f"{money_words(found, table=True)} here, and {said.source} says {money_words(said.pence, table=True)}"
        )


def _check_entries(session: Session, report: LedgerReport) -> None:
    taken_back: set[int] = set()
    for entry, lines in written.entries_with_lines(session):
        report.entries += 1
        original = None
        if entry is not None and entry.reverses is not None:
            original = written.lines_of_entry(session, entry.reverses)
            if entry.reverses in taken_back:
                report.add(f"Entry {entry.number}", [f"entry {entry.reverses} was taken back before"])
            taken_back.add(entry.reverses)
        found = entry_faults(entry, lines, original)
        if found:
            report.add(f"Entry {lines[0].entry}", found)
    report.add("The ledger", (f"entry {number} has no lines" for number in written.entries_without_lines(session)))


def _check_awards(session: Session, accounts: dict[int, Account], report: LedgerReport) -> None:
    last = None
    lines = written.lines_by_award(session)
    for (award, number, year), of_cell in groupby(lines, key=lambda line: (line.award, line.account, line.year)):
        report.awards += award != last
        last = award
        found = award_faults(of_cell)
        if found:
            report.add(f"Award {award}, {_name(accounts.get(number), number)}, {year_words(year)}", found)


def _name(account: Account | None, number: int) -> str:
    return f"Account {number}, which is not there" if account is None else account.name
