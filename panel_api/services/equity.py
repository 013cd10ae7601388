"""Reports of equity: like need, like support, over the cases decided in a stretch of days. Made once, sealed, and read.

What is kept has small numbers taken out already: nobody can have them back, whoever they are. Whoever asks for a report
sees no case by it.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from engine.agreement.bands import strands
from engine.law.calendars import LONDON
from engine.problems import Complaints
from panel_api import store
from panel_api.errors import not_found
from panel_api.models import EquityReport
from panel_api.services.answers import refuse_if_any
from panel_api.services.desk import Desk
from panel_api.services.equity_cases import cases_of
from panel_api.services.equity_document import document_of
from panel_api.shelf import NoSuchRulebook
from panel_api.store import equity as kept

ABOUT: Final = ("partnership", "school", "need_area", "phase", "setting", "plan", "looked_after", "sex", "ethnicity",
                "free_meals")  # fmt: skip
"""What groups of cases are compared. Age is not: phases are, and every rulebook reads the school year."""
Told = Callable[[int], object]
"""Called with how many cases are read."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is asked for: the cases of a rulebook decided between two days, both included."""

    rulebook: str
    from_day: dt.date
    until_day: dt.date

    @property
    def begins(self) -> dt.datetime:
        """The first moment."""
        return _midnight(self.from_day)

    @property
    def ends(self) -> dt.datetime:
        """The first moment after it."""
        return _midnight(self.until_day + dt.timedelta(days=1))


def asked(desk: Desk, rulebook: str, from_day: dt.date, until_day: dt.date) -> Asked:
    """What is asked for, checked. Raises Trouble "bad-input"."""
    complaints, today = Complaints(), desk.last_day()
    if rulebook not in {book.name for book in desk.shelf.books()}:
        complaints.add("rulebook", "there is no such rulebook", "one that is listed", "Choose one")
    if until_day < from_day:
        complaints.add("until_day", "it comes before the first day", "a day after it", "Write a later day")
    elif until_day > today:
        complaints.add("until_day", "this day has not come yet", "today or earlier", "Write an earlier day")
    refuse_if_any(complaints)
    return Asked(rulebook, from_day, until_day)


def many_asked(session: Session, given: Asked) -> int:
    """How many cases a report would read."""
    return kept.count_decided(session, given.rulebook, given.begins, given.ends)


def work_out(session: Session, desk: Desk, given: Asked, told: Told | None = None) -> dict[str, Any]:
    """Everything compared, small numbers taken out; nothing is written. Seconds for a county."""
    from engine.equity.family import report

    cases = []
    for each in cases_of(session, given.rulebook, given.begins, given.ends):
        cases.append(each)
        if told is not None:
            told(len(cases))
    return document_of(report(cases, titles=_titles(desk, given.rulebook), dimensions=ABOUT))


def keep_report(
    session: Session, desk: Desk, given: Asked, found: dict[str, Any], reference: str | None = None
) -> EquityReport:
    """Seal a report. reference: of an invented one, so that it is the same every time."""
    viewer, at = desk.viewer, desk.clock()
    report = EquityReport(
        reference=reference or kept.new_report_reference(session),
        rulebook=given.rulebook,
        from_day=given.from_day,
        until_day=given.until_day,
        cases=found["cases"],
        spec={"compared": list(ABOUT), **{name: found[name] for name in ("rate", "confidence", "least", "made")}},
        result=found,
        by_role=viewer.role,
        by_reference=viewer.reference,
        by_person=viewer.person,
        made_at=at,
    )
    detail = {"rulebook": given.rulebook, "cases": found["cases"]}
    store.write_log(session, viewer, "changes", "equity_reported", report.reference, at, detail)
    return kept.add_report(session, report)


def make_report(desk: Desk, given: Asked, told: Told | None = None, reference: str | None = None) -> EquityReport:
    """Work a report out and seal it. reference: as `keep_report` has it."""
    with desk.database.reading() as session:
        found = work_out(session, desk, given, told)
    with desk.database.writing() as session:
        return keep_report(session, desk, given, found, reference)


def find_report(session: Session, reference: str) -> EquityReport:
    """One report. Raises Trouble "not-found"."""
    found = kept.report_by_reference(session, reference)
    if found is None:
        raise not_found("There is no such report of equity", "Look at /equity")
    return found


def newest_report(session: Session) -> EquityReport | None:
    """The report that was made last; None where none was made yet."""
    return kept.newest_report(session)


def listed_reports(session: Session) -> Sequence[Any]:
    """The latest reports, without what they found."""
    return kept.list_reports(session)


def _titles(desk: Desk, rulebook: str) -> dict[str, str]:
    """What each strand asks, in the rulebook's order."""
    try:
        book = desk.shelf.book(rulebook)
    except NoSuchRulebook:
        return {}
    return {name: book.facts[name].asks or name for name in strands(book)}


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), LONDON).astimezone(dt.UTC)
