"""Requests for what is held of a child, as pages show them: how each stands, and what a person has to judge."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from engine.law.access_requests import Standing, standing
from engine.law.dates import SOON, standing_words
from panel_api.models import Case, SubjectRequest
from panel_api.services.subject_bundle import asker_in
from panel_api.services.subject_requests import ENDED, begins, born

STAGES: Final = {
    "drawn_up": "Drawn up",
    "looked_at": "Read by a second person",
    "confirmed": "Confirmed, not given",
    "given": "Given",
    "refused": "Refused",
    "withdrawn": "Asked no more",
}
WHO: Final = {
    "child": "The child",
    "young_person": "The young person",
    "parent": "A parent",
    "representative": "Somebody for them",
}


def line_of(row: SubjectRequest, case: str, today: dt.date) -> dict[str, Any]:
    """One request in a list."""
    left = (row.due_on - today).days
    open_ = row.stage not in ENDED
    return {
        "reference": row.reference,
        "case": case,
        "who": WHO[row.asker],
        "asked_on": row.asked_on,
        "due_on": row.due_on,
        "stage": STAGES[row.stage],
        "waits": open_ and begins(row) is None,
        "tag": "overdue" if left < 0 else "due_soon" if left <= SOON else "due",
        "says": standing_words(row.due_on, today).removesuffix(".") if open_ else "",
    }


def lines_of(rows: Sequence[tuple[SubjectRequest, str]], today: dt.date) -> list[dict[str, Any]]:
    """A list, in its order."""
    return [line_of(row, case, today) for row, case in rows]


def standing_of(case: Case, row: SubjectRequest, today: dt.date) -> Standing:
    """How whoever asks stands today."""
    party = asker_in(case, row)
    responsible = party.parental_responsibility if party else None
    return standing(row.asker, born(case), today, responsible=responsible)  # type: ignore[arg-type]  # as the table checks


def notes_of(row: SubjectRequest, stands: Standing, me: int | None) -> list[str]:
    """What to think of, in sentences."""
    notes = [stands.why_not] if stands.why_not else []
    notes += [f"Needed: {stands.needs}"] if stands.needs else []
    notes += stands.judged
    if row.stage not in ENDED and begins(row) is None:
        notes.append("They were asked for proof of who they are. The month begins when it comes.")
    if row.shielded and row.stage == "drawn_up":
        mine = " You drew it up, so ask somebody else." if row.drawn_by == me else ""
        notes.append(f"Somebody's address is shielded. A second person reads it all first.{mine}")
    return notes
