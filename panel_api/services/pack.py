"""A member's pack: every case of a sitting as its papers were frozen, for those who sit and may see it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy.orm import Session

from engine.law.calendars import local_day
from panel_api.errors import Trouble
from panel_api.models import (
    AgendaItem,
    CaseDay,
    Consultation,
    Decision,
    DutyWarning,
    Finding,
    Provision,
    ProvisionLost,
    SchoolAsked,
    SectionFLine,
    Sitting,
)
from panel_api.services.asked_for import each_with_its_question
from panel_api.services.desk import Desk
from panel_api.services.held import Held, copied, without_addresses
from panel_api.services.local_held import local_before
from panel_api.store import sittings
from panel_api.store.papers import Paper, hung_before, papers_of
from panel_api.store.provision import provisions_by_number

HANGING: Final = (
    Decision,
    CaseDay,
    Finding,
    SectionFLine,
    DutyWarning,
    ProvisionLost,
    Consultation,
    SchoolAsked,
)
Hung = Mapping[type[Any], Mapping[int, Sequence[Any]]]
SITS: Final = frozenset({"caseworker", "panel_member", "chair", "local"})
"""The roles in which someone sits. Who only looks on in another has no pack."""


@dataclass(frozen=True, slots=True)
class InPack:
    """One item of a pack, with its case as it was when its papers were frozen."""

    item: AgendaItem
    held: Held


def pack_of(session: Session, desk: Desk, sitting: Sitting) -> list[InPack]:
    """The pack of whoever asks, in the same number of queries however many cases it has.

    Without the items of their interests, and without addresses. Raises Trouble "not-allowed" for who has no seat.
    """
    if desk.viewer.role not in SITS or not sittings.sits_at(session, desk.viewer, sitting):
        raise Trouble("not-allowed", "A pack is for those who sit. Ask the clerk to ask you to the sitting.")
    found = papers_of(session, desk.viewer, sitting)
    frozen = {item.case_id: item.frozen_at for item, _ in found.values() if item.frozen_at is not None}
    hung = {table: hung_before(session, desk.viewer, table, frozen) for table in HANGING}
    asked = [row for rows in hung[SchoolAsked].values() for row in rows if row.provision_id is not None]
    places = provisions_by_number(session, desk.viewer, {row.provision_id for row in asked})
    local = local_before(session, desk, frozen)
    return [
        InPack(item, replace(_as_frozen(item, paper, hung, places), local=local.get(item.case_id)))
        for item, paper in found.values()
    ]


def _as_frozen(item: AgendaItem, paper: Paper, hung: Hung, places: Mapping[int, Provision]) -> Held:
    papers, case, at = item.papers or {}, paper.case, item.frozen_at
    assert at is not None
    was = copied(
        case,
        **{name: papers[name] for name in ("stage", "status", "band", "amount_pence", "facts")},
        parties=[copied(party) for party in case.parties if party.written_at <= at],
        voices=[copied(voice) for voice in case.voices if voice.id <= papers["voices"]],
    )
    rows = {table: [_as_it_was(row, at) for row in found.get(case.id, ())] for table, found in hung.items()}
    found = Held(
        case=was,
        assessment=paper.assessment,
        current=paper.assessment is not None and dict(paper.assessment.facts) == dict(papers["facts"]),
        advice=paper.advice,
        decisions=rows[Decision][::-1],
        records=(),
        lines=rows[SectionFLine],
        warnings=rows[DutyWarning],
        lost=rows[ProvisionLost],
        consultations=rows[Consultation],
        asked=each_with_its_question(was, rows[SchoolAsked], places, rows[Decision], rows[Consultation]),
        days=rows[CaseDay],
        findings=rows[Finding],
        frozen_money=papers.get("money"),
    )
    return without_addresses(found)


def _as_it_was(row: Any, at: dt.datetime) -> Any:
    """A row as it stood at a moment: what was settled, remedied, replied or replaced later was not yet."""
    day = local_day(at)
    if isinstance(row, SectionFLine) and row.replaced_at is not None and row.replaced_at > at:
        return copied(row, replaced_at=None)
    if isinstance(row, Finding) and row.withdrawn_at is not None and row.withdrawn_at > at:
        return copied(row, withdrawn_at=None)
    if isinstance(row, DutyWarning) and row.settled_on is not None and row.settled_on > day:
        return copied(row, settled_on=None, settled_words=None)
    if isinstance(row, ProvisionLost) and row.remedied_on is not None and row.remedied_on > day:
        return copied(row, remedied_on=None, remedy=None)
    if isinstance(row, Consultation) and row.replied_on is not None and row.replied_on > day:
        return copied(row, reply="none", replied_on=None, words=None)
    if isinstance(row, SchoolAsked):
        since = {"offer": "not_asked", "offered_on": None} if row.offered_on and row.offered_on > day else {}
        over = {"withdrawn_on": None} if row.withdrawn_on and row.withdrawn_on > day else {}
        return copied(row, **since, **over)
    return row
