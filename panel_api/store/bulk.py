"""Many cases at once, as seeding and importing bring them: a few statements a batch, not a few a case."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.recording.sealing import Sealed
from panel_api.models import Assessment, Case, CaseDay, Decision, Recommendation
from panel_api.store.clock import DueRow, add_dues
from panel_api.store.records import append_records


@dataclass(frozen=True, slots=True)
class Finished:
    """A case with all that came of it; each row has its own times, and no number yet.

    case: with reference, stage, parties and voices. assessment: from `new_assessment`. seal: gives the
    decision's sealed entry; called once the rows have their numbers. days, dues: what happened when, and what is due.
    """

    case: Case
    assessment: Assessment | None = None
    recommendation: Recommendation | None = None
    decision: Decision | None = None
    seal: Callable[[], Sealed] | None = None
    days: Sequence[CaseDay] = ()
    dues: Sequence[DueRow] = ()


def add_finished(session: Session, batch: Sequence[Finished]) -> None:
    """Add a batch (some hundreds) and seal its decisions, in order, as the transaction's last step.

    The rulebooks' texts must be kept already. Raises IntegrityError as the single steps would.
    """
    for each in batch:
        if each.assessment is not None:
            found = each.assessment
            each.case.status, each.case.band = found.status, found.band
            each.case.amount_pence = found.amount_pence
    _add(session, [each.case for each in batch])
    for each in batch:
        for row in (each.assessment, each.recommendation, each.decision):
            if row is not None:
                row.case_id = each.case.id
    _add(session, [each.assessment for each in batch if each.assessment is not None])
    for each in batch:
        for later in (each.recommendation, each.decision):
            if later is not None and each.assessment is not None:
                later.assessment_id = each.assessment.id
    _add(session, [each.recommendation for each in batch if each.recommendation is not None])
    for each in batch:
        if each.decision is not None and each.recommendation is not None:
            each.decision.recommendation_id = each.recommendation.id
    _add(session, [each.decision for each in batch if each.decision is not None])
    for each in batch:
        for day in each.days:
            day.case_id = each.case.id
    _add(session, [day for each in batch for day in each.days])
    add_dues(session, ((each.case.id, row) for each in batch for row in each.dues))
    append_records(
        session,
        (
            (each.seal(), each.case.id, each.decision.id)
            for each in batch
            if each.seal is not None and each.decision is not None
        ),
    )


def _add(session: Session, rows: Sequence[Case | Assessment | Recommendation | Decision | CaseDay]) -> None:
    session.add_all(rows)
    session.flush()
