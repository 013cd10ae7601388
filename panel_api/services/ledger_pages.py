"""Figures opened: the lines each is made of, one entry with its lines, one award with what it comes to."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from engine.awards.cost import Due, cost_by_account, schedule
from engine.awards.counting import CannotCount, Counting
from engine.awards.terms import Stretch, as_it_stands, years_of
from engine.ledger.figures import PARTS, Figures
from engine.problems import Problem
from panel_api import store
from panel_api.errors import Trouble, not_found
from panel_api.models import Account, Award, LedgerEntry, LedgerLine
from panel_api.services.award_money import school_calendar
from panel_api.services.budget import View, view_of
from panel_api.services.desk import Desk
from panel_api.services.posting import this_year
from panel_api.store.budget import awards_with_cases
from panel_api.store.ledger import last_sequence
from panel_api.store.ledger_lines import (
    LinePage,
    LineRow,
    Opened,
    Place,
    entry_seen,
    lines_of_award,
    lines_of_entry,
    list_lines,
    read_place,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A figure that is opened. opened: what the store is asked. award: its reference, where one is named."""

    view: View
    measure: str
    opened: Opened
    award: str | None


@dataclass(frozen=True, slots=True)
class OneEntry:
    """One entry. lines: each with its account and whether the reader sees that account. case: where they see it."""

    entry: LedgerEntry
    lines: Sequence[tuple[LedgerLine, Account, bool]]
    reversed_by: int | None
    award: str | None
    case: str | None


@dataclass(frozen=True, slots=True)
class OneAward:
    """One award as its reader sees it: stretches, costs and payments of accounts they see, and its lines.

    figures: by account (its number) and year. elsewhere: whether accounts they do not see bear a part of it.
    school_shown: whether they may know at which school it is paid. uncounted: why its costs cannot be told, if so.
    """

    award: Award
    case: str | None
    accounts: dict[int, Account]
    stretches: Sequence[Stretch]
    costs: Sequence[tuple[int, int, int]]
    dues: Sequence[tuple[int, Due]]
    figures: dict[tuple[int, int], Figures]
    lines: Sequence[tuple[LineRow, Account]]
    elsewhere: bool
    school_shown: bool
    uncounted: str


def asked_for(session: Session, desk: Desk, query: dict[str, str]) -> Asked:
    """A figure out of an address. Raises Trouble "not-found", or "bad-input" with every parameter that is wrong."""
    view = view_of(session, desk, query.get("account", ""), query.get("year", ""), query.get("known", ""))
    measure = query.get("measure") or "uncommitted"
    problems = []
    if measure not in PARTS:
        problems.append(Problem("query.measure", "there is no such figure", ", ".join(PARTS), "Choose one"))
    month, since = (_whole(query.get(name, "")) for name in ("month", "since"))
    if month is not None and not 1 <= month <= 12:
        expected = "a month of the financial year: April is 1"
        problems.append(Problem("query.month", "there is no such month", expected, "Correct it"))
    if since == -1:
        problems.append(Problem("query.since", "this is no place in the ledger", "a number", "Correct it"))
    if problems:
        raise Trouble("bad-input", problems=problems)
    award = _award_of(session, desk, query["award"]) if query.get("award") else None
    upto = last_sequence(session, view.account.id, view.year, view.known_at)
    opened = Opened(
        view.account.id, view.year, PARTS[measure], upto, min(since or 0, upto), month, award.id if award else None
    )
    return Asked(view, measure, opened, award.reference if award else None)


def lines_asked(session: Session, asked: Asked, after: str = "", size: int = 50) -> LinePage:
    """A page of a figure's lines. after: the place that an earlier page ended at. Raises Trouble "bad-input"."""
    try:
        place: Place | None = read_place(after) if after else None
    except ValueError:
        expected = "what an earlier page says"
        problem = Problem("query.after", "this is no place in a list", expected, "Copy it from there")
        raise Trouble("bad-input", problems=[problem]) from None
    return list_lines(session, asked.opened, place, size)


def find_entry(session: Session, desk: Desk, number: int) -> OneEntry:
    """One entry that touches an account of those they see. Raises Trouble "not-found"."""
    entry = entry_seen(session, desk.viewer, number)
    if entry is None:
        raise not_found(f"You see no entry {number}", "Check its number")
    found = awards_with_cases(session, desk.viewer, [entry.award_id]) if entry.award_id else []
    award, case = (found[0][0].reference, found[0][1]) if found else (None, None)
    lines = lines_of_entry(session, desk.viewer, number)
    return OneEntry(entry, lines, store.reversal_of(session, number), award, case)


def find_award(session: Session, desk: Desk, reference: str) -> OneAward:
    """One award, with what stands on accounts they see. Raises Trouble "not-found"."""
    award = _award_of(session, desk, reference)
    accounts = {each.id: each for each in store.list_accounts(session, desk.viewer)}
    ((_, case),) = awards_with_cases(session, desk.viewer, [award.id])
    every = as_it_stands(store.terms_of_awards(session, [award.id])[award.id])
    shown = _school_shown(session, desk, award, case)
    stretches = [each if shown else replace(each, school=None) for each in every if int(each.account) in accounts]
    costs, dues, why = _counted(desk, award, every, accounts)
    cells = store.award_cells(session, award.id)
    return OneAward(
        award,
        case,
        accounts,
        stretches,
        costs,
        dues if shown else [(year, replace(due, school=None)) for year, due in dues],
        {cell: figures for cell, figures in sorted(cells.items()) if cell[0] in accounts},
        lines_of_award(session, desk.viewer, award.id),
        any(int(each.account) not in accounts for each in every),
        shown,
        why,
    )


def _counted(
    desk: Desk, award: Award, every: Sequence[Stretch], accounts: dict[int, Account]
) -> tuple[list[tuple[int, int, int]], list[tuple[int, Due]], str]:
    """The cost by account and year, this year's and earlier payments, and why they cannot be told, if so."""
    counting, calendar = Counting.from_json(award.counting), school_calendar(desk)
    costs: list[tuple[int, int, int]] = []
    dues: list[tuple[int, Due]] = []
    try:
        for year in years_of(every, this_year(desk) + 1):
            by_account = cost_by_account(every, year, counting, calendar)
            costs += [(int(each), year, pence) for each, pence in by_account.items() if int(each) in accounts]
            found = schedule(every, year, counting, calendar)
            dues += [(year, each) for each in found if int(each.account) in accounts]
    except CannotCount as error:
        return costs, dues, str(error)
    return costs, dues, ""


def _school_shown(session: Session, desk: Desk, award: Award, case: str | None) -> bool:
    """Whether they may know where it is paid: who pays it, and who knows the case by name. A service names no child."""
    if award.case_id is None or desk.viewer.everything or desk.viewer.may("keep_ledger"):
        return True
    return case is not None and award.case_id in store.cases_named(session, desk.viewer, [award.case_id], desk.clock())


def _award_of(session: Session, desk: Desk, reference: str) -> Award:
    award = store.award_by_reference(session, desk.viewer, reference)
    if award is None:
        raise not_found(f'You see no award "{reference[:40]}"', "Check its reference")
    return award


def _whole(text: str) -> int | None:
    """A number out of an address; None where there is none, -1 where it is no number."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else -1


def month_words(year: int, month: int) -> str:
    """The sixth month of 2026 → "September 2026"."""
    number = (month + 2) % 12 + 1
    return f"{dt.date(year + (number < 4), number, 1):%B %Y}"
