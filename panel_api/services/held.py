"""All that hangs on a case, as whoever asks may see it: pages, packs and programs are made from this and nothing else.

What someone may not know is taken out here, before any view or template has it. How far a case lies from the next band
is for those who see the whole working, since it says what change in need would reach it. Without names a case is a
pseudonym: its reference, need, dates and money stay; nobody's name, number, address or words do, and the day of birth
becomes the first day of its school year, on which the same rights and years hang.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from engine.days import academic_year
from panel_api import store
from panel_api.columns import AUTHORITY_ROLES
from panel_api.models import (
    Assessment,
    Base,
    Case,
    CaseDay,
    CaseEvent,
    Consultation,
    Decision,
    DutyWarning,
    Finding,
    JointShare,
    Party,
    PlacementCost,
    Provision,
    ProvisionLost,
    Recommendation,
    Record,
    SchoolAsked,
    SectionFLine,
    Voice,
)
from panel_api.services.asked_for import AskedFor, asked_for
from panel_api.services.cases import find_case
from panel_api.services.desk import Desk
from panel_api.services.like_cases import LikeCase, like_cases
from panel_api.services.local_held import Local, local_of, without_home
from panel_api.services.outlook import Outlook, outlook_of
from panel_api.services.recommend import is_current
from panel_api.services.section_f import with_section_f
from panel_api.store import Linked, Viewer

WITHHELD: Final = "Kept back: these words may say who it is about."
BETWEEN: Final = "The reason is between the council and the family."
_WORDS: Final[Mapping[type[Base], Mapping[str, str | None]]] = {
    Decision: {
        "words": WITHHELD,
        "school": None,
        "school_code": None,
        "evidence": WITHHELD,
        "steps": WITHHELD,
        "unconsulted": WITHHELD,
        "urgent_words": WITHHELD,
    },
    SectionFLine: {"words": WITHHELD, "source": WITHHELD},
    DutyWarning: {"words": WITHHELD, "owner": "Whoever is named", "settled_words": WITHHELD},
    ProvisionLost: {"words": WITHHELD, "remedy": WITHHELD},
    Consultation: {"words": WITHHELD, "school": "A school", "school_reference": None},
    SchoolAsked: {"words": WITHHELD, "school": "A school", "provision_id": None},
    CaseDay: {"words": WITHHELD},
    Finding: {"words": WITHHELD},
    Voice: {"words": WITHHELD},
    PlacementCost: {"words": WITHHELD, "source": WITHHELD, "estimated_by": "Someone who is named"},
    JointShare: {"what": WITHHELD, "agreed_by": "Someone who is named", "evidence": WITHHELD},
}
"""What takes the place of words a person typed, where there are any."""
Row = TypeVar("Row", bound=Base)


@dataclass(frozen=True, slots=True)
class Held:
    """One case with all that hangs on it. names: whether the reader may know whom it is about. addresses: and where.

    events: the newest first. proposed: cases with the same UPN that are not linked. like: of like need. local: what
    place is sought and what was found, None where none is sought or this reader is not told. outlook: what
    the advice would do to money; None where no accounts are open or this reader is not told. frozen_money: the same as
    it was when papers froze (`Outlook.to_json`).
    """

    case: Case
    assessment: Assessment | None
    current: bool
    advice: Recommendation | None
    decisions: Sequence[Decision]
    records: Sequence[Record]
    lines: Sequence[SectionFLine] = ()
    warnings: Sequence[DutyWarning] = ()
    lost: Sequence[ProvisionLost] = ()
    consultations: Sequence[Consultation] = ()
    asked: Sequence[AskedFor] = ()
    days: Sequence[CaseDay] = ()
    findings: Sequence[Finding] = ()
    links: Sequence[Linked] = ()
    proposed: Sequence[Linked] = ()
    events: Sequence[CaseEvent] = ()
    like: Sequence[LikeCase] = field(default=())
    local: Local | None = None
    outlook: Outlook | None = None
    frozen_money: Mapping[str, Any] | None = None
    names: bool = True
    addresses: bool = True

    @property
    def section_f(self) -> Sequence[SectionFLine]:
        """The lines of Section F that hold."""
        return [line for line in self.lines if line.replaced_at is None]


def held_of(session: Session, desk: Desk, reference: str) -> Held:
    """A case with all that hangs on it, in a constant number of queries. Raises Trouble "not-found"."""
    return held(session, desk, find_case(session, desk, reference))


def held(session: Session, desk: Desk, case: Case) -> Held:
    """The same of a case that was found already."""
    viewer = desk.viewer
    assessment = store.latest_assessment(session, viewer, case)
    if assessment is not None and not viewer.may("see_working"):
        assessment = copied(assessment, report={**assessment.report, "why_not": []})
    found = Held(
        case=case,
        assessment=assessment,
        current=assessment is not None and is_current(case, assessment),
        advice=store.latest_recommendation(session, viewer, case),
        decisions=store.decisions_of(session, viewer, case),
        records=store.records_of_case(session, viewer, case.id),
        consultations=store.hanging_on(session, viewer, Consultation, case),
        days=store.hanging_on(session, viewer, CaseDay, case),
        findings=_findings(session, viewer, case),
        links=store.links_of(session, viewer, case),
        events=store.events_of(session, viewer, case),
        like=like_cases(session, desk, case),
        local=local_of(session, desk, case),
        names=store.names_seen(session, viewer, case, desk.clock()),
        addresses=viewer.may("keep_case"),
    )
    outlook = (
        outlook_of(session, desk, case, found.assessment, found.advice, found.decisions) if found.current else None
    )
    asked = asked_for(session, viewer, case, found.decisions, found.consultations)
    found = replace(found, outlook=outlook, asked=asked)
    if found.addresses:
        found = replace(found, proposed=store.same_child(session, viewer, case))
    if with_section_f(case):
        found = replace(
            found,
            lines=store.hanging_on(session, viewer, SectionFLine, case),
            warnings=store.hanging_on(session, viewer, DutyWarning, case),
            lost=store.hanging_on(session, viewer, ProvisionLost, case),
        )
    return without_names(found) if not found.names else found if found.addresses else without_addresses(found)


def _findings(session: Session, viewer: Viewer, case: Case) -> Sequence[Finding]:
    """Findings about missed dates. What happened in a family is for the council and its panel, not for the school."""
    found = store.hanging_on(session, viewer, Finding, case)
    return found if viewer.may("see_working") else [copied(each, words=BETWEEN) for each in found]


def without_addresses(found: Held) -> Held:
    """The same for those who do not write letters: nobody's address."""
    parties = [copied(party, address=None) for party in found.case.parties]
    voices = [copied(voice) for voice in found.case.voices]
    return replace(found, case=_case(found.case, parties, voices), addresses=False)


def without_names(found: Held) -> Held:
    """The same as a pseudonym."""
    born = next((party.from_day for party in found.case.parties if party.role == "child"), None)
    parties = [_nobody(party, born) for party in found.case.parties]
    return replace(
        found,
        case=_case(found.case, parties, [nothing_said(voice) for voice in found.case.voices]),
        decisions=[nothing_said(each) for each in found.decisions],
        lines=[nothing_said(each) for each in found.lines],
        warnings=[nothing_said(each) for each in found.warnings],
        lost=[nothing_said(each) for each in found.lost],
        consultations=[nothing_said(each) for each in found.consultations],
        asked=[_asked_by_nobody(each) for each in found.asked],
        days=[nothing_said(each) for each in found.days],
        findings=[nothing_said(each) for each in found.findings],
        links=[replace(each, why=WITHHELD) for each in found.links],
        proposed=(),
        events=[_without_why(each) for each in found.events],
        local=found.local and without_home(found.local),
        names=False,
        addresses=False,
    )


def _nobody(party: Party, born: dt.date | None) -> Party:
    """Someone without name, number and address; a first day that would tell the day of birth tells its school year."""
    hidden: dict[str, Any] = {"address": None, "interpreter": None}
    if party.role not in AUTHORITY_ROLES:
        hidden |= {"name": None, "reference": None}
    if born is not None and academic_year(party.from_day) == academic_year(born):
        hidden["from_day"] = dt.date(academic_year(born), 9, 1)
    return copied(party, **hidden)


def _without_why(event: CaseEvent) -> CaseEvent:
    """A line of history; of the only kind that a person words, no more than that it happened."""
    return copied(event, words="It was opened again.") if event.kind == "reopened" else event


def _asked_by_nobody(asked: AskedFor) -> AskedFor:
    """A school asked for, without the school: its kind and the question that is asked of such stay."""
    said = None if asked.consulted is None else nothing_said(asked.consulted)
    place = asked.place and Provision(kind=asked.place.kind, section_41=asked.place.section_41)
    return replace(asked, row=nothing_said(asked.row), place=place, consulted=said)


def nothing_said(row: Row) -> Row:
    """The same without the words a person typed, for whoever may not know whom it is about."""
    said = _WORDS[type(row)]
    return copied(row, **{name: words for name, words in said.items() if getattr(row, name) is not None})


def _case(case: Case, parties: list[Party], voices: list[Voice]) -> Case:
    return copied(case, parties=parties, voices=voices)


def copied(row: Row, **changes: Any) -> Row:
    """A row of no session, so that nothing taken out of it can be written back or asked for."""
    columns = [each.key for each in inspect(type(row)).column_attrs]
    return type(row)(**{name: getattr(row, name) for name in columns} | changes)
