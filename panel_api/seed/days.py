"""When things happened to invented cases: told, drafted, sent, reviewed, in a real county's proportions.

Half of plans are final within 20 weeks; some reviews and orders run late. All of it is invented, and nothing lies
after the county's last day but a move that is known ahead.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import Final

from engine.law.happened import decided_events, told_events
from engine.law.orders import ORDER_KINDS
from panel_api.models import CaseDay, Finding
from panel_api.seed.county import chance
from panel_api.services.clock import due_rows, standard_of
from panel_api.services.desk import Desk
from panel_api.store.bulk import Finished
from panel_api.store.clock import DueRow, days_held

Happened = Iterator[tuple[str, dt.date]]
_AHEAD: Final = ("phase_begins",)
_OPEN: Final = ("defer_for_information", "refer")
_LATEST: Final = dt.date.max


def with_days(desk: Desk, finished: Finished, end: dt.date) -> Finished:
    """The same case with what happened to it up to the county's last day, and what is due because of it."""
    case = finished.case
    random = Random(f"days of {case.reference}")
    rows = [
        CaseDay(
            kind=kind,
            day=day,
            by_role="caseworker",
            by_reference=f"invented-caseworker-{random.randint(1, 3)}",
            written_at=noon(min(day, end)),
        )
        for kind, day in _HAPPENED[case.legal_basis](random, finished)
        if day <= end or kind in _AHEAD
    ]
    dues = due_rows(case.legal_basis, case.stage, days_held(rows), standard_of(desk.settings))
    late = next((each for each in dues if each.code == "final_plan" and _is_late(each, end)), None)
    found = [_finding(random, late, end)] if late and case.legal_basis == "assessment_request" else []
    return replace(finished, days=tuple(rows), findings=[each for each in found if each], dues=dues)


def _is_late(date: DueRow, end: dt.date) -> bool:
    return (date.met_on or end) > date.due_on


def _finding(random: Random, late: DueRow, end: dt.date) -> Finding | None:
    """What a caseworker found of a late plan, one in four times: a summer holiday, or something in the family."""
    summer = (dt.date(late.due_on.year, 7, 22), dt.date(late.due_on.year, 9, 1))
    if not chance(random, 25):
        return None
    by = {"by_role": "caseworker", "by_reference": f"invented-caseworker-{random.randint(1, 3)}"}
    written = noon(min(late.due_on + dt.timedelta(days=3), end))
    if summer[1] <= min(late.due_on, end) and late.due_on - summer[0] < dt.timedelta(days=130):
        words = "Advice was asked of the school a week before it closed for the summer, and came after it opened."
        ground, days = "school_closed", {"from_day": summer[0], "to_day": summer[1]}
    else:
        words = "Illness in the family: two appointments for the assessment could not be kept."
        ground, days = "exceptional_circumstances", {}
    return Finding(clock="final_plan", ground=ground, words=words, written_at=written, **days, **by)


def _decided(finished: Finished) -> dt.date:
    """The day it was decided; the end of time where it was not."""
    return finished.decision.decided_at.date() if finished.decision else _LATEST


def _kind(finished: Finished) -> str:
    return finished.decision.kind if finished.decision else ""


def _by_decision(finished: Finished) -> Happened:
    row = finished.decision
    if row is not None:
        for kind in decided_events(finished.case.legal_basis, row.kind, row.reason_code):
            yield kind, _decided(finished)


def _told(random: Random, finished: Finished) -> Happened:
    """What the letter tells, some days after the decision; of what was left open, once somebody answered it."""
    basis, kind = finished.case.legal_basis, _kind(finished)
    if finished.decision is None:
        return
    if kind in _OPEN:
        answer = {"non_statutory": "agree", "assessment_request": "assess", "annual_review": "maintain"}.get(basis)
        for event in told_events(basis, answer) if answer else ():
            yield event, _after(_decided(finished), random.randint(9, 40))
    elif (basis, kind) == ("annual_review", "secure_section_f"):
        yield "told_plan_stays", _after(_decided(finished), random.randint(1, 6))
    else:
        for event in told_events(basis, kind):
            yield event, _after(_decided(finished), random.randint(1, 7))


def _without_plan(random: Random, finished: Finished) -> Happened:
    yield "received", finished.case.asked_on
    found = finished.assessment.status if finished.assessment else "incomplete"
    if found not in ("incomplete", "not_in_force") and _kind(finished) != "defer_for_information":
        yield "complete", finished.case.asked_on
    yield from _by_decision(finished)
    if _kind(finished) != "defer_for_information":
        yield from _told(random, finished)


def _assessment(random: Random, finished: Finished) -> Happened:
    received = finished.case.asked_on
    yield "received", received
    yield from _by_decision(finished)
    yield from _told(random, finished)
    if _kind(finished) not in ("assess", *_OPEN):
        return
    if chance(random, 6):
        yield "told_no_plan", _after(received, random.randint(84, 118))
        return
    final = _after(received, random.choices((_days(random, 112, 140), _days(random, 141, 196), _days(random, 197, 315)),
                                            (50, 30, 20))[0])  # fmt: skip
    draft = final - dt.timedelta(days=random.randint(16, 40))
    yield "draft_sent", draft
    if chance(random, 80):
        yield "family_answered", _after(draft, random.randint(6, 15))
    yield "final_sent", final


def _review(random: Random, finished: Finished) -> Happened:
    meeting = finished.case.asked_on - dt.timedelta(days=random.randint(2, 9))
    before = meeting - dt.timedelta(days=_days(random, 330, 372))
    yield "plan_made", before - dt.timedelta(days=random.randint(0, 4) * 360 + random.randint(300, 360))
    yield "last_reviewed", before
    yield "meeting_held", meeting
    yield from _by_decision(finished)
    yield from _told(random, finished)
    if _kind(finished) == "amend":
        yield "final_sent", _after(meeting, _days(random, 58, 98))


def _phase(random: Random, finished: Finished) -> Happened:
    asked = finished.case.asked_on
    year = asked.year + (asked >= dt.date(asked.year, 2, 10))
    if asked.month >= 9 or asked < dt.date(asked.year, 2, 10):
        year = asked.year + (asked.month >= 9)
    yield "phase_begins", dt.date(year, 9, 1)
    due = dt.date(year, 2, 15)
    final = due - dt.timedelta(days=random.randint(1, 20)) if chance(random, 88) else _after(due, random.randint(1, 45))
    yield "amendments_sent", max(asked, final - dt.timedelta(days=random.randint(18, 40)))
    yield "final_sent", max(final, _after(asked, 20))


def _transfer(random: Random, finished: Finished) -> Happened:
    moved = finished.case.asked_on - dt.timedelta(days=random.randint(6, 25))
    made = moved - dt.timedelta(days=random.randint(400, 1500))
    yield "plan_made", made
    yield "last_reviewed", moved - dt.timedelta(days=random.randint(60, 330))
    yield "moved", moved
    yield "move_known", moved + dt.timedelta(days=random.randint(-12, 6))
    transferred = _after(moved, random.randint(0, 20))
    yield "transferred", transferred
    yield "told_transfer", _after(transferred, _days(random, 12, 52))
    yield "reviewed", _after(transferred, _days(random, 70, 330))


def _order(random: Random, finished: Finished) -> Happened:
    sent = finished.case.asked_on - dt.timedelta(days=random.randint(1, 4))
    yield "order_sent", sent
    reason = finished.decision.reason_code if finished.decision else ""
    if reason in ORDER_KINDS:
        yield reason, _after(sent, random.randint(2, 6))
    elif chance(random, 60):
        yield "order_section_f", _after(sent, random.randint(2, 6))
    if finished.decision is not None:
        weeks = 2 if reason == "order_institution_only" else 5
        yield "final_sent", _after(sent, weeks * 7 + _days(random, -9, 2))
    yield from ((kind, day) for kind, day in _by_decision(finished) if kind not in ORDER_KINDS)


_HAPPENED: Final[dict[str, Callable[[Random, Finished], Happened]]] = {
    "non_statutory": _without_plan,
    "assessment_request": _assessment,
    "annual_review": _review,
    "phase_transfer": _phase,
    "transfer_in": _transfer,
    "tribunal_order": _order,
}


def _days(random: Random, least: int, most: int) -> int:
    """So many days, few of them at the far end."""
    return min(random.randint(least, most), random.randint(least, most + (most - least) // 4), most)


def _after(day: dt.date, days: int) -> dt.date:
    """So many days later, and then the next working day: nothing is sent at a weekend."""
    if day > dt.date(9000, 1, 1):
        return day
    later = day + dt.timedelta(days=days)
    return later + dt.timedelta(days=max(0, 7 - later.weekday()) if later.weekday() >= 5 else 0)


def noon(day: dt.date) -> dt.datetime:
    """Noon of a day, in UTC."""
    return dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC)
