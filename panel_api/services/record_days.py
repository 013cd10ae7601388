"""What a person records of a case's clock: a day, that a day was wrong, and a finding that a reason in law applies.

Nothing is overwritten: a day is corrected by a later row, and a finding is withdrawn, never removed. A missed date
stays missed; a finding stands beside it.
"""

import datetime as dt
from typing import Final

from sqlalchemy.orm import Session

from engine.amounts import day_words
from engine.law.events import AHEAD, BY_DECISION, EVENTS_OF, check_events
from engine.law.excuses import check_finding
from engine.problems import Complaints, Refused
from panel_api import store
from panel_api.errors import conflict, not_found
from panel_api.models import Case, CaseDay, Finding
from panel_api.schemas_hanging import NewDay, NewFinding, TakenBack
from panel_api.services.answers import refuse_if_any
from panel_api.services.cases import held_case
from panel_api.services.clock import as_found, clock_of, day_rows, recount, said_of
from panel_api.services.desk import Desk
from panel_api.store.clock import Days, days_held

MOST_YEARS_AHEAD: Final = 3


def record_day(session: Session, desk: Desk, reference: str, given: NewDay) -> None:
    """Record a day, or correct the one that stands. The same day again changes nothing.

    Raises Trouble "not-found", "conflict" or "bad-input".
    """
    case = held_case(session, desk, reference)
    days = _days(session, case)
    complaints = Complaints()
    if recordable(case.legal_basis, given.kind, complaints):
        check_days(desk, case.legal_basis, days | {given.kind: given.day}, complaints, only=given.kind)
    refuse_if_any(complaints)
    before = days.get(given.kind)
    if before == given.day and list(days)[-1] == given.kind:
        return
    corrected = f" Until now it stood at {day_words(before)}." if before and before != given.day else ""
    _keep(session, desk, case, given.kind, given.day, given.words, said_of(given.kind, given.day) + corrected)


def take_back_day(session: Session, desk: Desk, reference: str, number: int, given: TakenBack) -> None:
    """Record that a day was written down by mistake, and why. The row that said so stays in the history.

    number: of the row. Where a later row has corrected it already nothing is left to take back: Trouble "conflict".
    """
    case = held_case(session, desk, reference)
    rows = store.hanging_on(session, store.LOCAL, CaseDay, case)
    row = next((each for each in rows if each.id == number and each.day is not None), None)
    if row is None:
        raise not_found("There is no such day in this case", "Read the case again")
    complaints = Complaints()
    recordable(case.legal_basis, row.kind, complaints)
    refuse_if_any(complaints)
    if any(each.kind == row.kind and each.id > row.id for each in rows):
        raise conflict("Someone has corrected this day or taken it back already", "Read the case again")
    assert row.day is not None
    _keep(session, desk, case, row.kind, None, given.words, f"Taken back: {said_of(row.kind, row.day)}")


def record_finding(session: Session, desk: Desk, reference: str, given: NewFinding) -> Finding:
    """Record a person's finding that a reason on the law's list applies to one date of the case."""
    case = held_case(session, desk, reference)
    days = store.hanging_on(session, store.LOCAL, CaseDay, case)
    row = Finding(
        clock=given.clock,
        ground=given.ground,
        words=given.words,
        from_day=given.from_day,
        to_day=given.to_day,
        by_role=desk.viewer.role,
        written_at=desk.clock(),
    )
    complaints = Complaints()
    clock = clock_of(desk, case, days, ())
    date = next((each for each in clock.dates if each.code == given.clock), None)
    if date is None:
        complaints.add("clock", "this case has no such date", "one of the dates the case shows", "Choose one")
    else:
        _noted(lambda: check_finding(case.legal_basis, as_found(row)), complaints)
    if given.from_day is not None and given.from_day > desk.last_day():
        complaints.add("from", "this day has not come yet", "the first day on which it applied", "Correct it")
    refuse_if_any(complaints)
    assert date is not None
    store.hang(session, desk.viewer, case, row, desk.clock())
    words = f"It was found that a reason in law applies to a date: {date.words}. The date stays as it is."
    store.add_event(session, desk.viewer, case, "finding", words, desk.clock())
    return row


def withdraw_finding(session: Session, desk: Desk, reference: str, number: int) -> None:
    """Record that a finding does not hold. It is kept, and is shown no more beside its date."""
    case = held_case(session, desk, reference)
    row = store.hanging_by_number(session, desk.viewer, Finding, case, number)
    if row is None:
        raise not_found("There is no such finding in this case", "Read the case again")
    if row.withdrawn_at is not None:
        raise conflict("Someone has withdrawn this finding already", "Read the case again")
    row.withdrawn_at = desk.clock()
    store.add_event(session, desk.viewer, case, "finding", "A finding was withdrawn.", desk.clock())


def recordable(basis: str, kind: str, complaints: Complaints) -> bool:
    """Whether a person may record days of this kind under a basis; what is wrong is noted."""
    kinds = [each for each in EVENTS_OF[basis] if each not in BY_DECISION]
    if kind in kinds:
        return True
    wrong = "a decision records this by itself" if kind in BY_DECISION else "nothing of this kind happens here"
    complaints.add("kind", wrong, "one of " + ", ".join(kinds), "Choose one")
    return False


def check_days(desk: Desk, basis: str, days: Days, complaints: Complaints, only: str | None = None) -> None:
    """Note each day that cannot be: out of order, not come yet, or too far ahead.

    only: the kind just given, whose place is "day"; None for many at once, each at "days.KIND".
    """
    last = desk.last_day()

    def where(kind: str) -> str:
        return "day" if only else f"days.{kind}"

    try:
        check_events(basis, days)
    except Refused as error:
        for each in error.problems:
            complaints.add(where(str(each.where)), each.wrong, each.expected, each.remedy)
    for kind, day in days.items():
        if kind != (only or kind) or (only is None and kind == "received"):
            continue  # the day a request came is checked as `asked_on`
        if kind not in AHEAD and day > last:
            complaints.add(where(kind), "this day has not come yet", f"a day up to {last.isoformat()}", "Correct it")
        elif day.year > last.year + MOST_YEARS_AHEAD:
            complaints.add(where(kind), "this day is far ahead", f"a day in the next {MOST_YEARS_AHEAD} years", "Check")


def _days(session: Session, case: Case) -> Days:
    return days_held(store.hanging_on(session, store.LOCAL, CaseDay, case))


def _keep(
    session: Session, desk: Desk, case: Case, kind: str, day: dt.date | None, words: str | None, history: str
) -> None:
    for row in day_rows(desk, {kind: day}, words):
        store.hang(session, desk.viewer, case, row, desk.clock())
    store.add_event(session, desk.viewer, case, "day", history, desk.clock())
    recount(session, desk, case)


def _noted(check: object, complaints: Complaints) -> None:
    assert callable(check)
    try:
        check()
    except Refused as error:
        for each in error.problems:
            where = {"from_day": "from", "to_day": "to"}.get(str(each.where), str(each.where))
            complaints.add(where, each.wrong, each.expected, each.remedy)
