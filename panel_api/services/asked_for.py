"""The schools asked for in a case, each with its question in law and what it answered when it was consulted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from engine.law.asking import Offer, Question, question_for
from engine.law.bases import BASES
from engine.law.institutions import INSTITUTIONS
from panel_api.models import Case, Consultation, Decision, Provision, SchoolAsked
from panel_api.store import Viewer
from panel_api.store.local import asked_with_places

_UNITS: Final = ("-U", "-R")
_NO_PLAN: Final = ("refuse_to_assess", "refuse_to_issue", "cease")


@dataclass(frozen=True, slots=True)
class AskedFor:
    """One school that was asked for.

    place: of the directory, where it stands there; kind: what it is. question: what a person must answer of it; None
    while it is not known what kind of place it is. consulted: the latest that it was asked whether it can meet the
    needs; None where it was not.
    """

    row: SchoolAsked
    place: Provision | None
    question: Question | None
    consulted: Consultation | None

    @property
    def kind(self) -> str | None:
        """Its code in INSTITUTIONS; None where it is not known."""
        return self.place.kind if self.place else None


def asked_for(
    session: Session, viewer: Viewer, case: Case, decisions: Sequence[Decision], consultations: Sequence[Consultation]
) -> Sequence[AskedFor]:
    """All of a case, in the order they were asked for, those withdrawn too; one query. None for a school's viewer."""
    if not viewer.may("read_provision"):
        return ()
    found = asked_with_places(session, viewer, case)
    places = {place.id: place for _, place in found if place is not None}
    return each_with_its_question(case, [row for row, _ in found], places, decisions, consultations)


def each_with_its_question(
    case: Case,
    rows: Sequence[SchoolAsked],
    places: Mapping[int, Provision],
    decisions: Sequence[Decision],
    consultations: Sequence[Consultation],
) -> Sequence[AskedFor]:
    """The same of rows that were read already. places: those of the directory, by number."""
    planned = is_planned(case, decisions)
    found = []
    for row in rows:
        place = None if row.provision_id is None else places.get(row.provision_id)
        said = latest_said(consultations, place.code if place else None, row.school)
        found.append(AskedFor(row, place, question_of(place, planned, row.offer) if place else None, said))
    return found


def question_of(place: Provision, planned: bool | None, offer: str) -> Question:
    """What a person must answer of one place. planned: as `is_planned` says."""
    known: Offer = offer  # type: ignore[assignment]  # the table holds OFFERS alone
    return question_for(place.kind, place.section_41, planned, known)


def is_planned(case: Case, decisions: Sequence[Decision]) -> bool | None:
    """Whether there is, or is to be, an EHC plan in which a school is named; None where that is not known."""
    corrected = {each.corrects_id for each in decisions}
    kinds = {each.kind for each in decisions if each.id not in corrected}
    if kinds & set(_NO_PLAN):
        return False
    answer = case.facts.get("ehc_plan")
    if BASES[case.legal_basis].with_plan or "issue" in kinds or answer is True:
        return True
    return False if case.legal_basis == "non_statutory" and answer is False else None


def latest_said(consultations: Sequence[Consultation], code: str | None, name: str) -> Consultation | None:
    """The latest consultation of a school: by its code (a unit is consulted through its school), else by its name."""
    codes = {code, code.removesuffix(_UNITS[0]).removesuffix(_UNITS[1])} if code else set()
    same = [
        each
        for each in consultations
        if each.school_reference in codes
        or ((each.school_reference is None or not codes) and each.school.casefold() == name.casefold())
    ]
    return max(same, key=lambda each: (each.sent_on, each.id), default=None)


def needs_offer(place: Provision | None) -> bool:
    """Whether a place there needs the school's own offer, or may: nobody knows yet that it is of s.38(3)."""
    if place is None:
        return True
    footing = INSTITUTIONS[place.kind].footing
    return footing == "own_offer" or (footing == "section_41" and place.section_41 is not True)
