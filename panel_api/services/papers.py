"""Papers: frozen before a sitting, so that everyone reads the same, and held against how the case stands now."""

import datetime as dt
from dataclasses import replace

from sqlalchemy.orm import Session

from engine.law.calendars import local_day
from panel_api import store
from panel_api.errors import conflict
from panel_api.models import AgendaItem, Json, Sitting
from panel_api.services.cases import find_case
from panel_api.services.desk import Desk
from panel_api.services.outlook import outlook_of
from panel_api.services.sittings import held_sitting
from panel_api.store import agenda
from panel_api.store.papers import material_of
from panel_api.store.sittings import coming_sittings


def freeze_papers(session: Session, desk: Desk, reference: str) -> Sitting:
    """Freeze the papers of every item that is to be decided, and the order of the agenda with them.

    From then on an item is added only as late. Freezing later than the setting says is allowed, and said so.
    """
    sitting = held_sitting(session, desk, reference)
    if sitting.stage != "planned":
        raise conflict("The papers of this sitting are frozen already", "Look at the agenda")
    sitting.stage = "frozen"
    freeze_now(session, desk, sitting)
    return sitting


def freeze_due(session: Session, desk: Desk) -> list[Sitting]:
    """Freeze the papers of every planned sitting for which that is due by now; those, the soonest first."""
    last = local_day(desk.clock()) + dt.timedelta(days=desk.settings.papers_days)
    due = [line.sitting for line in coming_sittings(session, desk.viewer) if line.sitting.stage == "planned"]
    return [freeze_papers(session, desk, each.reference) for each in due if each.held_on <= last]


def freeze_now(session: Session, desk: Desk, sitting: Sitting) -> None:
    """Freeze a held sitting's papers, whatever stage it goes to."""
    at = desk.clock()
    sitting.frozen_at = at
    session.flush()
    lines = agenda.agenda_of(session, desk.viewer, sitting)
    for kind in ("to_note", "decide"):
        agenda.give_positions(session, [line.item.id for line in lines if line.item.kind == kind])
    waiting = [item for item in agenda.items_of(session, sitting) if item.kind == "decide" and item.state == "waiting"]
    found = material_of(session, [item.case_id for item in waiting])
    for item in waiting:
        item.papers, item.frozen_at = {**found[item.case_id], **_money(session, desk, item.case_id)}, at
    session.flush()


def freeze_item(session: Session, desk: Desk, item: AgendaItem, at: dt.datetime) -> None:
    """Freeze one item's papers, as it is tabled late."""
    found = material_of(session, [item.case_id])[item.case_id]
    item.papers, item.frozen_at = {**found, **_money(session, desk, item.case_id)}, at
    session.flush()


def _money(session: Session, desk: Desk, number: int) -> Json:
    """What the advice would do to money as the papers freeze; nothing where no account is open."""
    found = store.case_by_number(session, store.LOCAL, number)
    if found is None or not store.any_account(session):
        return {}
    everything = replace(desk, viewer=store.LOCAL)
    case = find_case(session, everything, found.reference)
    assessment = store.latest_assessment(session, store.LOCAL, case)
    advice = store.latest_recommendation(session, store.LOCAL, case)
    outlook = outlook_of(session, everything, case, assessment, advice, ())
    return {} if outlook is None else {"money": outlook.to_json()}


def due_to_freeze(desk: Desk, sitting: Sitting) -> dt.date:
    """The day by which papers are frozen: so many calendar days before the sitting."""
    return sitting.held_on - dt.timedelta(days=desk.settings.papers_days)


def days_short(desk: Desk, sitting: Sitting) -> int:
    """By how many days the papers were frozen too late; 0 where they were in time, or are not frozen."""
    if sitting.frozen_at is None:
        return 0
    return max(0, (local_day(sitting.frozen_at) - due_to_freeze(desk, sitting)).days)
