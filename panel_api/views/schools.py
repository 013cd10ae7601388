"""Schools asked for and schools consulted, with what each answered; one that is silent has said neither yes nor no."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from engine.amounts import day_words
from engine.law.asking import GROUNDS
from engine.law.institutions import INSTITUTIONS
from engine.law.rights import holder_on
from panel_api.models import Case, Consultation, SchoolAsked
from panel_api.services.asked_for import AskedFor
from panel_api.views.around import named
from panel_api.views.first import days_words

NOT_KNOWN: Final = (
    "It is not in the directory, so it is not known which law asks. Find out what kind of school it is, and whether "
    "the Secretary of State approves it under s.41."
)
NOT_CONSULTED: Final = "Not consulted yet. The council consults a school before it is named (s.39(2); check)."
OFFERS_SAID: Final = {
    "asked": "It was asked for an offer of a place",
    "offered": "It has offered a place",
    "refused": "It has said that it offers no place",
}
SAID: Final = {"can_meet": "Can meet the needs", "cannot_meet": "Says it cannot meet the needs"}


def schools_asked(case: Case, asked: Sequence[AskedFor], today: dt.date, *, names: bool) -> list[dict[str, Any]]:
    """One entry a school that was asked for, in order, those that are asked for no more last.

    question: what a person must answer of it. grounds: what may be concluded, in words. names: as the reader may know.
    """
    order = sorted(asked, key=lambda each: (each.row.withdrawn_on is not None, each.row.id))
    return [
        {
            "id": each.row.id,
            "school": each.row.school,
            "code": each.place.code if each.place else None,
            "kind": INSTITUTIONS[each.kind].words if each.kind else "Not in the directory",
            "invented": bool(each.place and each.place.invented),
            "who": who_asked(case, each.row, names),
            "day": each.row.asked_on,
            "words": each.row.words,
            "law": each.question.law if each.question else "",
            "question": each.question.words if each.question else NOT_KNOWN,
            "grounds": [GROUNDS[code].words for code in each.question.grounds] if each.question else [],
            "consulted": consultation_words(each.consulted, today),
            "was_consulted": each.consulted is not None,
            "offer": _offer(each.row),
            "withdrawn": each.row.withdrawn_on,
        }
        for each in order
    ]


def who_asked(case: Case, row: SchoolAsked, names: bool) -> str:
    """Who asked: one parent, both, or the young person once the rights were theirs on that day."""
    young = next(party for party in case.parties if party.role == "child")
    holder = holder_on(young.from_day, row.asked_on)
    parent = next((party for party in case.parties if party.id == row.party_id), None)
    if parent is None:
        return "The young person" if holder.who == "young_person" else "The parents"
    parents = [party.id for party in case.parties if party.role == "parent"]
    said = named(parent, names) if names else f"Parent {parents.index(parent.id) + 1}"
    late = ", though the rights were the young person's own by then"
    return f"{said}{late if holder.who == 'young_person' else ''}"


def consultation_words(row: Consultation | None, today: dt.date) -> str:
    """How the consultation of a school stands: sent and when due, answered, answered late, or silent."""
    if row is None:
        return NOT_CONSULTED
    return f"Consulted on {day_words(row.sent_on)}: {SAID.get(row.reply, 'no answer').lower()}, {_when(row, today)}."


def _offer(row: SchoolAsked) -> str:
    if row.offer == "not_asked" or row.offered_on is None:
        return ""
    return f"{OFFERS_SAID[row.offer]}, {day_words(row.offered_on)}."


def consulted(rows: Sequence[Consultation], today: dt.date) -> list[dict[str, Any]]:
    """One entry a school, in the order they were asked."""
    return [
        {
            "id": row.id,
            "school": row.school,
            "sent": row.sent_on,
            "due": row.due_on,
            "answer": SAID.get(row.reply, "No answer"),
            "when": _when(row, today),
            "words": row.words,
            "silent": row.reply == "none",
        }
        for row in sorted(rows, key=lambda row: (row.sent_on, row.id))
    ]


def _when(row: Consultation, today: dt.date) -> str:
    if row.replied_on is not None:
        late = (row.replied_on - row.due_on).days
        said = f"on {day_words(row.replied_on)}"
        return f"{said}, {days_words(late)} after it was due" if late > 0 else said
    left = (row.due_on - today).days
    if left >= 0:
        return f"due {day_words(row.due_on)}"
    return f"it was due {day_words(row.due_on)}. Silence is neither yes nor no"
