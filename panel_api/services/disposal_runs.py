"""Drawing up what is due for disposal, and withdrawing the list: nothing goes by this alone."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from engine.amounts import day_words
from engine.law.retention import Schedules, due_on, latest_due
from engine.problems import Complaints
from panel_api import store
from panel_api.errors import Trouble, conflict, not_found
from panel_api.models import DisposalRun
from panel_api.services.answers import refuse_if_any
from panel_api.services.desk import Desk
from panel_api.store import disposal_runs, due_for_disposal, other_disposals
from panel_api.store.disposal_runs import NewItem, RunSeen
from panel_api.store.due_for_disposal import DueCount

MOST_WORDS: Final = 400
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class DueByDay:
    """What is due by a day. cases: by schedule. lines: of payments. people: by reference, with their last day."""

    by: dt.date
    cases: tuple[DueCount, ...]
    lines: int
    people: tuple[tuple[str, dt.date], ...]

    @property
    def going(self) -> int:
        """How many things a list of it would hold."""
        return sum(each.going for each in self.cases) + len(self.people) + bool(self.lines)


def due_by(session: Session, desk: Desk, by: dt.date) -> DueByDay:
    """What is due by a day, in three queries. Changes nothing."""
    schedules = desk.shelf.retention()
    counts = due_for_disposal.due_counts(session, desk.viewer, schedules, by)
    lines = other_disposals.payments_due(session, latest_due(schedules["payments"], by))
    people = other_disposals.people_due(session, latest_due(schedules["people"], by))
    return DueByDay(by, tuple(counts), lines, tuple(people))


def draw_up(session: Session, desk: Desk, by: dt.date | None, words: str) -> DisposalRun:
    """List what is due by a day and kept by nothing. Raises Trouble "bad-input", or "conflict" where nothing is.

    Another person carries it out, and each thing is looked at again then.
    """
    refuse_programs(desk)
    complaints, today = Complaints(), desk.last_day()
    if by is None or by > today:
        wrong = "this is no day that has come" if by is None else f"{day_words(by)} has not come"
        complaints.add("by", wrong, f"a day up to {day_words(today)}", "Write an earlier day")
    if len(words.strip()) > MOST_WORDS:
        complaints.add("words", "this is too long", f"at most {MOST_WORDS} characters", "Shorten it")
    refuse_if_any(complaints)
    assert by is not None
    schedules = desk.shelf.retention()
    run = disposal_runs.add_run(session, desk.viewer, by, schedules.sha256, words.strip() or None, desk.clock())
    many = _list_cases(session, desk, run, schedules) + _list_the_rest(session, run, schedules)
    if not many:
        raise conflict(f"Nothing that may go is due by {day_words(by)}", "Look again later, or by a later day")
    detail = {"by": by.isoformat(), "items": many}
    store.write_log(session, desk.viewer, "changes", "disposal_drawn_up", run.reference, desk.clock(), detail)
    return run


def refuse_programs(desk: Desk) -> None:
    """A list is drawn up and carried out by people, or at the command line. Raises Trouble "not-allowed"."""
    if desk.viewer.person is None and not desk.viewer.everything:
        raise Trouble("not-allowed", "Disposals are for people to draw up and to carry out.")


def find_run(session: Session, reference: str) -> RunSeen:
    """A list by its reference. Raises Trouble "not-found"."""
    found = disposal_runs.run_by_reference(session, reference)
    if found is None:
        raise _none(reference)
    return found


def held_run(session: Session, reference: str) -> DisposalRun:
    """The same, held until the transaction ends, and not at its end yet. Raises Trouble "not-found" or "conflict"."""
    run = disposal_runs.hold_run(session, reference)
    if run is None:
        raise _none(reference)
    if run.stage != "drawn_up":
        done = "carried out" if run.stage == "carried_out" else "withdrawn"
        raise conflict(f"This list was {done}", "Draw up another where something is due")
    return run


def withdraw(session: Session, desk: Desk, reference: str) -> DisposalRun:
    """Stop a list: what has not gone yet stays. Raises Trouble "not-found" or "conflict"."""
    run = held_run(session, reference)
    rest = disposal_runs.keep_the_rest(session, run, "The list was withdrawn before its turn came.")
    run.stage, run.ended_at = "withdrawn", desk.clock()
    detail = {"waiting": rest}
    store.write_log(session, desk.viewer, "changes", "disposal_withdrawn", reference, desk.clock(), detail)
    session.flush()
    return run


def _list_cases(session: Session, desk: Desk, run: DisposalRun, schedules: Schedules) -> int:
    after = many = 0
    while True:
        found = due_for_disposal.due_cases(session, desk.viewer, schedules, run.day, after=after, size=_BATCH)
        if not found:
            return many
        going = [NewItem(each.reference, each.due.schedule.code, each.due.on) for each in found if not each.keeps]
        disposal_runs.add_items(session, run, going)
        many, after = many + len(going), found[-1].id


def _list_the_rest(session: Session, run: DisposalRun, schedules: Schedules) -> int:
    items = []
    last = latest_due(schedules["payments"], run.day)
    if last is not None and other_disposals.payments_due(session, last):
        on = due_on(schedules["payments"], last)
        assert on is not None
        items.append(NewItem(f"payments:{last.year - 1}/{last.year % 100:02}", "payments", on))
    for reference, day in other_disposals.people_due(session, latest_due(schedules["people"], run.day)):
        on = due_on(schedules["people"], day)
        assert on is not None
        items.append(NewItem(reference, "people", on))
    disposal_runs.add_items(session, run, items)
    return len(items)


def payments_before(subject: str) -> dt.date:
    """Before which day payments go by an item such as "payments:2018/19": 1 April 2019."""
    return dt.date(int(subject.partition(":")[2][:4]) + 1, 4, 1)


def _none(reference: str) -> Trouble:
    return not_found(f'There is no list "{reference[:40]}"', "Check its reference")
