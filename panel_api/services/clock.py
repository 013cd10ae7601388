"""A case's clock: the dates worked out from the days recorded, and what the service records by itself.

Whatever changes a case's days, decisions or stage ends here, in the same transaction: `recount` makes the kept dues
what a fresh count gives, so that lists and the case's own page never differ (`services.dues` checks it).
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from engine.amounts import day_words
from engine.law.calendars import local_day
from engine.law.clocks import Standard, dates_for, footing
from engine.law.dates import DueDate, Event, pressing
from engine.law.dates import Finding as Found
from engine.law.events import EVENTS
from engine.law.happened import decided_events, told_events
from panel_api import models, store
from panel_api.models import Case, CaseDay, Decision, Finding
from panel_api.services.desk import Desk
from panel_api.settings import Settings
from panel_api.store.clock import Days, DueRow, days_held, keep_dues

CLOSED: Final = ("withdrawn", "disposed")
_UNKNOWN: Final = ("incomplete", "not_in_force")
"""What an assessment says of a request that is not complete, or that was not looked at."""


@dataclass(frozen=True, slots=True)
class Clock:
    """How a case stands on a day. dates: as `engine.law` counts them. footing: what they rest on, in a sentence.

    closed: the case was withdrawn or disposed of, and nothing presses any more.
    """

    today: dt.date
    footing: str
    closed: bool
    days: Days
    dates: tuple[DueDate, ...]

    @property
    def pressing(self) -> tuple[DueDate, ...]:
        """The dates that are overdue or due soon; never the family's, whose time is nobody's lateness."""
        found = () if self.closed else pressing(self.dates, self.today)
        return tuple(each for each in found if each.whose != "family")


def standard_of(settings: Settings) -> Standard:
    """The authority's own standard for requests that law sets no date for."""
    return Standard(settings.standard_days, settings.standard_words)


def clock_of(desk: Desk, case: Case, days: Sequence[CaseDay], findings: Sequence[Finding]) -> Clock:
    """The dates of a case as they stand today, with the findings that were not withdrawn beside them."""
    held, standard = days_held(days), standard_of(desk.settings)
    found = [as_found(each) for each in findings if each.withdrawn_at is None]
    dates = dates_for(case.legal_basis, _events(held), found, standard)
    return Clock(desk.last_day(), footing(case.legal_basis, standard), case.stage in CLOSED, held, dates)


def as_found(row: Finding) -> Found:
    """A finding as the law's own part of the house reads it."""
    return Found(
        row.clock, row.ground, row.words, by_role(row.by_role), local_day(row.written_at), row.from_day, row.to_day
    )


def by_role(role: str) -> str:
    """Who recorded something, by their role: "the senior officer"."""
    return "the operator" if role == "local" else f"the {role.replace('_', ' ')}"


def due_rows(basis: str, stage: str, days: Days, standard: Standard) -> tuple[DueRow, ...]:
    """What the lists keep of a case: dates that can be counted, that are needed, and that are not the family's.

    Of a case that was withdrawn or disposed of nothing is due any more.
    """
    return tuple(
        DueRow(each.code, each.words, each.law, each.possible, each.due, each.met_on)
        for each in dates_for(basis, _events(days), standard=standard)
        if each.due is not None
        and each.whose != "family"
        and (each.met_on is not None or (each.spared_on is None and stage not in CLOSED))
    )


def recount(session: Session, desk: Desk, case: Case) -> None:
    """Make the dues of a held case what its days give now, for everybody who sees it."""
    session.flush()
    days = days_held(store.hanging_on(session, store.LOCAL, CaseDay, case))
    keep_dues(session, case.id, due_rows(case.legal_basis, case.stage, days, standard_of(desk.settings)))


def note_days(session: Session, desk: Desk, case: Case, days: Mapping[str, dt.date | None], words: str) -> None:
    """Record days that the service knows by itself, and count again. A day of None takes back what stood.

    words: where it knows them from.
    """
    for row in day_rows(desk, days, words):
        store.hang(session, desk.viewer, case, row, desk.clock())
    recount(session, desk, case)


def day_rows(desk: Desk, days: Mapping[str, dt.date | None], words: str | None) -> Iterable[CaseDay]:
    """Rows for these days, not kept yet."""
    role = desk.viewer.role
    return [CaseDay(kind=kind, day=day, words=words, by_role=role) for kind, day in days.items()]


def days_on_receipt(basis: str, asked_on: dt.date, given: Mapping[str, dt.date]) -> dict[str, dt.date]:
    """What is known of a request as it comes in: what it says itself, and the day it came."""
    received = {"received": asked_on} if basis in ("assessment_request", "non_statutory") else {}
    return {**received, **given}


def was_assessed(session: Session, desk: Desk, case: Case, row: models.Assessment, changed: dt.datetime) -> None:
    """A request without a deadline in law is complete once an assessment finds nothing missing: from that day its own
    standard counts. changed: when the case was last changed before.

    Complete from the beginning, unless an earlier assessment found something missing or it was deferred for
    information; then from the last change.
    """
    if case.legal_basis != "non_statutory" or row.status in _UNKNOWN:
        return
    rows = store.hanging_on(session, store.LOCAL, CaseDay, case)
    if "complete" in days_held(rows):
        return
    late = store.was_incomplete(session, case) or any(row.kind == "complete" for row in rows)
    complete = max(local_day(changed), case.asked_on) if late else case.asked_on
    note_days(session, desk, case, {"complete": complete}, "Nothing was found missing.")


def was_decided(session: Session, desk: Desk, case: Case, decision: Decision) -> None:
    """Record what a decision makes happen on its day; that the family was told is another day.

    A decision that corrects one of another kind takes back what that one had recorded.
    """
    days: dict[str, dt.date | None] = {}
    if decision.kind == "defer_for_information" and case.legal_basis == "non_statutory":
        days["complete"] = None  # the authority's own standard counts from a complete request
    made = decided_events(case.legal_basis, decision.kind, decision.reason_code)
    if decision.corrects_id is not None:
        days |= _taken_back(session, case, decision, made)
    days |= dict.fromkeys(made, local_day(decision.decided_at))
    note_days(session, desk, case, days, "From the decision.")


def was_told(session: Session, desk: Desk, case: Case, kind: str, on: dt.date, *, final: bool = False) -> None:
    """Record that a letter to the family about a decision of this kind went out. final: with the final plan.

    The family was told by the first of several letters; the time to appeal runs from the last.
    """
    held = days_held(store.hanging_on(session, store.LOCAL, CaseDay, case))
    told = told_events(case.legal_basis, kind, final=final)
    new = [each for each in told if each not in held or each == "notice_sent"]
    note_days(session, desk, case, dict.fromkeys(new, on), "From the letter.")


def was_reopened(session: Session, desk: Desk, case: Case) -> None:
    """A case that was withdrawn runs on from the days it had: its dates are due again."""
    held = days_held(store.hanging_on(session, store.LOCAL, CaseDay, case))
    back: dict[str, dt.date | None] = {"withdrawn": None} if "withdrawn" in held else {}
    note_days(session, desk, case, back, "The case was opened again.")


def said_of(kind: str, day: dt.date) -> str:
    """A recorded day as a line of history: "The review meeting was held: 3 October 2026."."""
    words = EVENTS[kind]
    return f"{words[0].upper()}{words[1:]}: {day_words(day)}."


def _taken_back(session: Session, case: Case, decision: Decision, made: tuple[str, ...]) -> dict[str, dt.date | None]:
    earlier = next(
        (each for each in store.decisions_of(session, store.LOCAL, case) if each.id == decision.corrects_id), None
    )
    if earlier is None or earlier.kind == decision.kind:
        return {}
    basis, kind = case.legal_basis, earlier.kind
    once = {*decided_events(basis, kind, earlier.reason_code), *told_events(basis, kind)}
    held = days_held(store.hanging_on(session, store.LOCAL, CaseDay, case))
    return dict.fromkeys(each for each in held if each in once and each not in made)


def _events(days: Days) -> list[Event]:
    return [Event(kind, day) for kind, day in days.items()]
