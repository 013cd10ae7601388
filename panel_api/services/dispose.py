"""Carrying out a disposal: each thing of a list looked at again and removed in a transaction of its own.

Stopped anywhere, even by force, nothing is half gone: what waits goes on when somebody carries the list out again.
"""

from collections.abc import Callable
from typing import Final

from sqlalchemy.orm import Session

from engine.law.retention import OF_CASES, Schedules, due_on
from engine.recording.records import Person
from panel_api import store
from panel_api.errors import conflict
from panel_api.models import DisposalItem, DisposalRun
from panel_api.services.desk import Desk
from panel_api.services.disposal_runs import held_run, payments_before, refuse_programs
from panel_api.store import disposal_runs, due_for_disposal, other_disposals

AT_ONCE: Final = 100
"""How many things a page disposes of before it answers; the command goes on by itself."""
GONE: Final = "It was disposed of already."
NOT_SEEN: Final = "Whoever carried the list out may not see this case: they have an interest in it."
NOT_DUE: Final = "It is not due any more."
NOT_CLOSED: Final = "The account is open, or its last role has not ended."

Told = Callable[[int], object]


def carry_out(desk: Desk, reference: str, *, at_most: int | None = None, told: Told | None = None) -> int:
    """Dispose of what waits on a list; how many things were looked at. Raises Trouble "not-found" or "conflict".

    at_most: None for all. told: is called with how many were looked at so far. Whoever drew the list up cannot.
    """
    with desk.database.writing() as session:
        run = begin(session, desk, reference)
    done = 0
    while at_most is None or done < at_most:
        size = AT_ONCE if at_most is None else min(AT_ONCE, at_most - done)
        with desk.database.writing() as session:
            waiting = disposal_runs.waiting_items(session, run.id, size)
            other_disposals.forget_answers_naming(session, {subject for _, subject in waiting})
        for number, _ in waiting:
            with desk.database.writing() as session:
                dispose_one(session, desk, run, number)
            done += 1
            if told is not None:
                told(done)
        if len(waiting) < size:
            break
    with desk.database.writing() as session:
        end(session, desk, reference)
    return done


def begin(session: Session, desk: Desk, reference: str) -> DisposalRun:
    """Take a list in hand. Raises Trouble "conflict" for whoever drew it up, and where the schedules are others now."""
    refuse_programs(desk)
    run = held_run(session, reference)
    if run.drawn_by == desk.viewer.person:
        raise conflict("Whoever drew a list up does not carry it out", "Somebody else who may does it")
    if run.schedules_sha256 != desk.shelf.retention().sha256:
        raise conflict("The schedules have changed since this list was drawn up", "Withdraw it and draw up another")
    if run.carried_by is None:
        run.carried_by = desk.viewer.person
    session.flush()
    return run


def dispose_one(session: Session, desk: Desk, run: DisposalRun, number: int) -> None:
    """Look at one thing again and dispose of it, or say what keeps it. Nothing is done where it was done meanwhile."""
    item = disposal_runs.hold_waiting(session, number)
    if item is None:
        return
    subject, code = item.subject, item.schedule
    schedules = desk.shelf.retention()
    why = _case(session, desk, run, item, schedules) if code in OF_CASES else _other(session, desk, item, schedules)
    item.state, item.why = ("kept", why) if why else ("disposed", None)
    if not why:
        detail = {"list": run.reference, "schedule": code}
        store.write_log(session, desk.viewer, "changes", "disposed", subject, desk.clock(), detail)
    session.flush()


def end(session: Session, desk: Desk, reference: str) -> None:
    """Write that a list was carried out, once nothing of it waits."""
    run = disposal_runs.hold_run(session, reference)
    if run is None or run.stage != "drawn_up" or disposal_runs.waiting_items(session, run.id, 1):
        return
    other_disposals.forget_answers_naming(session, disposal_runs.disposed_subjects(session, run.id))
    counts = disposal_runs.items_by_state(session, [run.id]).get(run.id, {})
    run.stage, run.ended_at = "carried_out", desk.clock()
    detail = {state: counts.get(state, 0) for state in ("disposed", "kept")}
    store.write_log(session, desk.viewer, "changes", "disposal_carried_out", reference, desk.clock(), detail)
    session.flush()


def _case(session: Session, desk: Desk, run: DisposalRun, item: DisposalItem, schedules: Schedules) -> str:
    """What keeps a case; empty where nothing did and it is gone. Its row is held first, as a hold holds it."""
    case = store.hold_case(session, desk.viewer, item.subject)
    if case is None:
        return NOT_SEEN
    if case.stage == "disposed":
        return GONE
    found = due_for_disposal.due_case(session, desk.viewer, schedules, run.day, case.id)
    if found is None:
        return NOT_DUE
    if found.keeps:
        return found.why
    other_disposals.forget_forms_naming(session, item.subject)
    schedule = found.due.schedule
    store.dispose_case(session, case, f"{schedule.code}: {schedule.short}", _by(desk), desk.clock())
    return ""


def _other(session: Session, desk: Desk, item: DisposalItem, schedules: Schedules) -> str:
    schedule = schedules[item.schedule]
    if item.schedule == "payments":
        before = payments_before(item.subject)
        other_disposals.dispose_payments(session, before, f"payments: {schedule.short}", _by(desk), desk.clock())
        return ""
    person = other_disposals.hold_person(session, item.subject)
    last = dict(other_disposals.people_due(session, desk.last_day())).get(item.subject)
    on = due_on(schedule, last)
    if person is None or on is None or on > desk.last_day():
        return NOT_CLOSED
    other_disposals.forget_person(session, person)
    return ""


def _by(desk: Desk) -> Person:
    return Person(desk.viewer.role, desk.viewer.reference)
