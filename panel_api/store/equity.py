"""What reports of equity are made from, and the reports and notes that are kept.

Cases are read whole, across the county, for totals alone: who asked for a report sees no case by it. What is kept has
small numbers taken out already.
"""

import datetime as dt
import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, aliased

from panel_api.models import (
    Assessment,
    Case,
    Decision,
    EquityNote,
    EquityReport,
    MonitoringAnswer,
    Provision,
    Record,
    RecordFind,
    RescoredCase,
    SampleCase,
    Score,
)
from panel_api.store.cases import ALPHABET

AT_ONCE: Final = 500


class DecidedCase(NamedTuple):
    """A decided case as a report reads it. facts, rules: of the assessment that the decision rests on.

    varied: whether it was decided as advised (`models.RecordFind`); school: its URN on that day.
    """

    case: int
    partnership: str | None
    asked_on: dt.date
    basis: str
    kind: str
    pence: int | None
    decided_at: dt.datetime
    as_of: dt.date
    sha256: str
    status: str
    band: str | None
    facts: Mapping[str, Any]
    rules: str
    school: str | None
    varied: str | None


def count_decided(session: Session, rulebook: str, begins: dt.datetime, ends: dt.datetime) -> int:
    """How many cases `decided` gives."""
    return session.scalar(select(func.count()).select_from(Case).where(*_decided(rulebook, begins, ends))) or 0


def decided(session: Session, rulebook: str, begins: dt.datetime, ends: dt.datetime) -> Iterator[DecidedCase]:
    """Every decided case of a rulebook whose latest decision was made from `begins` on and before `ends`.

    In order of number; one query, read a batch at a time.
    """
    query = (
        select(
            Case.id, Case.partnership, Case.asked_on, Case.legal_basis, Decision.kind, Decision.amount_pence,
            Decision.decided_at, Assessment.as_of, Assessment.rulebook_sha256, Assessment.status, Assessment.band,
            Assessment.facts, Assessment.rules, RecordFind.school, RecordFind.varied,
        )
        .join(Decision, Decision.case_id == Case.id)
        .join(Assessment, Assessment.id == Decision.assessment_id)
        .outerjoin(Record, Record.decision_id == Decision.id)
        .outerjoin(RecordFind, RecordFind.sequence == Record.sequence)
        .where(*_decided(rulebook, begins, ends), Decision.id == _latest())
        .order_by(Case.id)
        .execution_options(yield_per=AT_ONCE)
    )  # fmt: skip
    for row in session.execute(query):
        yield DecidedCase._make(row)


def answers(session: Session, rulebook: str, begins: dt.datetime, ends: dt.datetime) -> Mapping[int, Mapping[str, str]]:
    """What these cases answered for monitoring, by case; one query."""
    query = (
        select(MonitoringAnswer.case_id, MonitoringAnswer.name, MonitoringAnswer.answer)
        .join(Case, Case.id == MonitoringAnswer.case_id)
        .where(*_decided(rulebook, begins, ends))
        .order_by(MonitoringAnswer.case_id, MonitoringAnswer.name)
    )
    return _by_case(session.execute(query).all())


def scored_again(session: Session, rulebook: str) -> Mapping[int, Sequence[Mapping[str, Any]]]:
    """The finished scores of moderators, by case."""
    query = (
        select(SampleCase.case_id, Score.levels)
        .join(Score, Score.sample_case_id == SampleCase.id)
        .join(Case, Case.id == SampleCase.case_id)
        .where(Case.rulebook == rulebook, Score.finished_at.is_not(None))
        .order_by(SampleCase.case_id, Score.id)
    )
    found: dict[int, list[Mapping[str, Any]]] = {}
    for case, levels in session.execute(query):
        found.setdefault(case, []).append(levels)
    return found


def school_names(session: Session) -> dict[str, str]:
    """What the provisions of the directory are called, by code."""
    query = select(Provision.code, Provision.name).order_by(Provision.code)
    return {row.code: row.name for row in session.execute(query)}


def new_report_reference(session: Session) -> str:
    """A free reference such as `EQ-WK4M7X`."""
    while True:
        reference = "EQ-" + "".join(secrets.choice(ALPHABET) for _ in range(6))
        if report_by_reference(session, reference) is None:
            return reference


def add_report(session: Session, report: EquityReport) -> EquityReport:
    """Keep a report."""
    session.add(report)
    session.flush()
    return report


def report_by_reference(session: Session, reference: str) -> EquityReport | None:
    """One report."""
    return session.scalar(select(EquityReport).where(EquityReport.reference == reference))


def newest_report(session: Session) -> EquityReport | None:
    """The report that was made last."""
    return session.scalar(select(EquityReport).order_by(EquityReport.id.desc()).limit(1))


def list_reports(session: Session, most: int = 100) -> Sequence[Any]:
    """The latest reports without their results, the newest first."""
    columns = (
        EquityReport.reference, EquityReport.rulebook, EquityReport.from_day, EquityReport.until_day,
        EquityReport.cases, EquityReport.spec, EquityReport.by_role, EquityReport.made_at,
    )  # fmt: skip
    return session.execute(select(*columns).order_by(EquityReport.id.desc()).limit(most)).all()


def _by_case(rows: Sequence[Any]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for case, name, answer in rows:
        found.setdefault(case, {})[name] = answer
    return found


def _latest() -> Any:
    other = aliased(Decision)
    return select(func.max(other.id)).where(other.case_id == Case.id).correlate(Case).scalar_subquery()


def _decided(rulebook: str, begins: dt.datetime, ends: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    """Decided cases whose latest decision lies in the stretch."""
    last = aliased(Decision)
    within = and_(last.decided_at >= begins, last.decided_at < ends)
    return (
        Case.rulebook == rulebook,
        Case.stage == "decided",
        select(last.id).where(last.id == _latest(), within).exists(),
    )


class Rescored(NamedTuple):
    """A case of a re-scoring as its equality impact reads it."""

    case: int
    partnership: str | None
    basis: str
    facts: Mapping[str, Any]
    band_before: str | None
    band_after: str | None
    pence_before: int | None
    pence_after: int | None


def rescored(session: Session, rescoring_id: int) -> Iterator[Rescored]:
    """Every case of a re-scoring that has an amount by both texts, in order of number; one query."""
    query = (
        select(
            Case.id, Case.partnership, Case.legal_basis, Case.facts, RescoredCase.band_before,
            RescoredCase.band_after, RescoredCase.pence_before, RescoredCase.pence_after,
        )
        .join(RescoredCase, RescoredCase.case_id == Case.id)
        .where(
            RescoredCase.rescoring_id == rescoring_id,
            RescoredCase.pence_before.is_not(None),
            RescoredCase.pence_after.is_not(None),
        )
        .order_by(Case.id)
        .execution_options(yield_per=AT_ONCE)
    )  # fmt: skip
    for row in session.execute(query):
        yield Rescored._make(row)


def answers_rescored(session: Session, rescoring_id: int) -> Mapping[int, Mapping[str, str]]:
    """What the cases of a re-scoring answered for monitoring, by case; one query."""
    query = (
        select(MonitoringAnswer.case_id, MonitoringAnswer.name, MonitoringAnswer.answer)
        .join(RescoredCase, RescoredCase.case_id == MonitoringAnswer.case_id)
        .where(RescoredCase.rescoring_id == rescoring_id)
        .order_by(MonitoringAnswer.case_id, MonitoringAnswer.name)
    )
    return _by_case(session.execute(query).all())


def notes_of(session: Session, proposal_id: int) -> Sequence[EquityNote]:
    """What was written of a proposal's effect on groups of people, the earliest first."""
    query = select(EquityNote).where(EquityNote.proposal_id == proposal_id).order_by(EquityNote.id)
    return session.scalars(query).all()


def add_note(session: Session, note: EquityNote) -> EquityNote:
    """Keep what somebody wrote."""
    session.add(note)
    session.flush()
    return note
