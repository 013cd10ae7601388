"""Assessments and the advice drawn from them: added once, never changed."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.recording.canonical import Assessed
from panel_api.models import Assessment, Case, Recommendation
from panel_api.store.viewer import Viewer, cases_seen, of_case


def new_assessment(
    found: Assessed,
    at: dt.datetime,
    *,
    band: str | None,
    amount_pence: int | None,
    report: Mapping[str, Any],
    engines: Mapping[str, Any],
) -> Assessment:
    """An assessment's row, of no case yet."""
    return Assessment(
        as_of=found.as_of,
        rulebook_name=found.rulebook,
        rulebook_sha256=found.rulebook_sha256,
        semantics=found.semantics,
        status=found.status,
        band=band,
        amount_pence=amount_pence,
        facts=dict(found.facts),
        outcome=dict(found.outcome),
        derived=dict(found.derived),
        truths=found.truths,
        rules=found.rules,
        report=dict(report),
        engines=dict(engines),
        created_at=at,
    )


def add_assessment(
    session: Session,
    case: Case,
    found: Assessed,
    at: dt.datetime,
    *,
    band: str | None,
    amount_pence: int | None,
    report: Mapping[str, Any],
    engines: Mapping[str, Any],
) -> Assessment:
    """Keep an assessment of a held case, and put its status, band and amount on the case's own row.

    The rulebook's text must be kept already (`keep_rulebook`). The stage is the caller's to set.
    """
    assessment = new_assessment(found, at, band=band, amount_pence=amount_pence, report=report, engines=engines)
    assessment.case_id = case.id
    session.add(assessment)
    case.status, case.band, case.amount_pence = found.status, band, amount_pence
    case.updated_at = at
    session.flush()
    return assessment


def assessed_of(assessment: Assessment) -> Assessed:
    """The assessment in the engine's own form, as its record will seal it."""
    return Assessed(
        rulebook=assessment.rulebook_name,
        rulebook_sha256=assessment.rulebook_sha256,
        as_of=assessment.as_of,
        facts=assessment.facts,
        status=assessment.status,
        outcome=assessment.outcome,
        derived=assessment.derived,
        truths=assessment.truths,
        rules=assessment.rules,
        semantics=assessment.semantics,
    )


def assessment_by_id(session: Session, viewer: Viewer, number: int) -> Assessment | None:
    """One assessment, if the viewer sees its case."""
    return session.scalar(
        select(Assessment).join(Case, Case.id == Assessment.case_id).where(Assessment.id == number, cases_seen(viewer))
    )


def assessments_of(session: Session, viewer: Viewer, case: Case) -> Sequence[Assessment]:
    """All assessments of a case, the latest first."""
    return session.scalars(of_case(Assessment, viewer, case)).all()


def latest_assessment(session: Session, viewer: Viewer, case: Case) -> Assessment | None:
    """The assessment that counts, if there is one."""
    return session.scalar(of_case(Assessment, viewer, case).limit(1))


def was_incomplete(session: Session, case: Case) -> bool:
    """Whether an assessment of a held case once found that information was missing."""
    found = select(Assessment.id).where(Assessment.case_id == case.id, Assessment.status == "incomplete").limit(1)
    return session.scalar(found) is not None


def add_recommendation(
    session: Session,
    case: Case,
    assessment: Assessment,
    at: dt.datetime,
    *,
    band: str | None,
    amount_pence: int | None,
    outcome: Mapping[str, Any],
    sentences: Sequence[str],
    route: str | None,
    by_role: str,
) -> Recommendation:
    """Keep the advice on a held case, in exactly the sentences people will read."""
    advice = Recommendation(
        case_id=case.id,
        assessment_id=assessment.id,
        band=band,
        amount_pence=amount_pence,
        outcome=dict(outcome),
        sentences=list(sentences),
        route=route,
        by_role=by_role,
        created_at=at,
    )
    session.add(advice)
    case.updated_at = at
    session.flush()
    return advice


def recommendations_of(session: Session, viewer: Viewer, case: Case) -> Sequence[Recommendation]:
    """All advice on a case, the latest first."""
    return session.scalars(of_case(Recommendation, viewer, case)).all()


def latest_recommendation(session: Session, viewer: Viewer, case: Case) -> Recommendation | None:
    """The advice that counts, if there is any."""
    return session.scalar(of_case(Recommendation, viewer, case).limit(1))
