"""Samples of records and their working papers. Every auditor sees every sample, so that one can check another's."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, false, func, null, select, true
from sqlalchemy.orm import Session

from engine.law.kinds import KINDS
from panel_api.models import (
    AuditPaper,
    AuditSample,
    Case,
    Decision,
    LedgerEntry,
    Recommendation,
    Record,
    RecordFind,
)
from panel_api.store.cases import Stale
from panel_api.store.record_search import RecordFilter, conditions_of
from panel_api.store.viewer import Viewer, cases_seen, records_seen

MOST_DRAWN_FROM: Final = 200_000
MOST_SAMPLES: Final = 200
DECIDED: Final = RecordFind.kind.in_(tuple(KINDS))
STRATA: Final = {
    "partnership": RecordFind.partnership,
    "kind": RecordFind.kind,
    "decider": RecordFind.by_role,
    "band": RecordFind.band,
    "varied": RecordFind.varied,
    "rulebook": RecordFind.rulebook,
}
"""What records may be parted by before they are drawn."""


@dataclass(frozen=True, slots=True)
class InPopulation:
    """A record that may be drawn, and what its marks are read off. The last three are read for a draw by risk only.

    part: what it is parted by; "" where that is not recorded. nobody_asked: a partnership's money was used and nobody
    is written to have consented to it. advised_at: when the advice was put to the panel.
    """

    sequence: int
    part: str
    pence: int | None
    advised: int | None
    limit: int | None
    varied: bool
    urgent: bool
    sitting: str | None
    at: dt.datetime
    corrected: bool | None = None
    nobody_asked: bool | None = None
    advised_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class SampleLine:
    """A sample in the list: how many papers it has, and how many of them are concluded."""

    sample: AuditSample
    papers: int
    concluded: int


def samples_seen(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `AuditSample` and on what hangs on one: whoever audits sees all of them."""
    return true() if viewer.may("audit") else false()


def population(
    session: Session, viewer: Viewer, wanted: RecordFilter, head: int, *, by: str = "", risk: bool = False
) -> Sequence[InPopulation]:
    """The records of decisions up to `head` that a filter meets and whose case is not disposed of, by number.

    by: a key of STRATA, or "" for one part. At most `MOST_DRAWN_FROM` + 1, which means that there are more.
    """
    part: Any = STRATA[by] if by else null()
    query = select(
        RecordFind.sequence,
        part,
        RecordFind.pence,
        RecordFind.advised_pence,
        RecordFind.limit_pence,
        RecordFind.varied,
        RecordFind.urgent,
        RecordFind.sitting,
        RecordFind.at,
        *((_nobody_asked(), Recommendation.created_at) if risk else ()),
    ).join(Case, Case.id == RecordFind.case_id)
    if risk:
        query = (
            query.join(Record, Record.sequence == RecordFind.sequence)
            .outerjoin(Decision, Decision.id == Record.decision_id)
            .outerjoin(Recommendation, Recommendation.id == Decision.recommendation_id)
        )
    met = (records_seen(viewer), cases_seen(viewer), DECIDED, Case.stage != "disposed", *conditions_of(wanted).values())
    query = query.where(RecordFind.sequence <= head, *met).order_by(RecordFind.sequence).limit(MOST_DRAWN_FROM + 1)
    corrected = _corrected(session, viewer, head) if risk else set()
    found: list[InPopulation] = []
    for row in session.execute(query):
        number, parted, pence, advised, limit, varied, urgent, sitting, at, *rest = row
        more = (number in corrected, *rest) if risk else ()
        of_person = varied == "varied"
        found.append(
            InPopulation(number, str(parted or ""), pence, advised, limit, of_person, urgent, sitting, at, *more)
        )
    return found


def add_sample(session: Session, sample: AuditSample, papers: Iterable[AuditPaper]) -> AuditSample:
    """Keep a sample with its papers. Raises IntegrityError where its reference is taken."""
    session.add(sample)
    session.flush()
    for paper in papers:
        paper.sample_id = sample.id
        session.add(paper)
    session.flush()
    return sample


def list_samples(session: Session, viewer: Viewer) -> Sequence[SampleLine]:
    """Every sample, the newest first, with how far its papers are."""
    papers = (
        select(
            AuditPaper.sample_id,
            func.count().label("papers"),
            func.count(AuditPaper.conclusion).label("concluded"),
        )
        .group_by(AuditPaper.sample_id)
        .subquery()
    )
    rows = session.execute(
        select(AuditSample, func.coalesce(papers.c.papers, 0), func.coalesce(papers.c.concluded, 0))
        .outerjoin(papers, papers.c.sample_id == AuditSample.id)
        .where(samples_seen(viewer))
        .order_by(AuditSample.id.desc())
        .limit(MOST_SAMPLES)
    )
    return [SampleLine(*row) for row in rows]


def sample_by_reference(session: Session, viewer: Viewer, reference: str) -> AuditSample | None:
    """A sample the viewer may see."""
    return session.scalar(select(AuditSample).where(AuditSample.reference == reference, samples_seen(viewer)))


def papers_of(session: Session, viewer: Viewer, sample: AuditSample) -> Sequence[AuditPaper]:
    """Its working papers in the order in which they were drawn; none of a case that was disposed of."""
    query = select(AuditPaper).where(AuditPaper.sample_id == sample.id, samples_seen(viewer))
    return session.scalars(query.order_by(AuditPaper.position)).all()


def paper_at(session: Session, viewer: Viewer, sample: AuditSample, position: int) -> AuditPaper | None:
    """One of them by its place."""
    return session.scalar(
        select(AuditPaper)
        .where(AuditPaper.sample_id == sample.id, AuditPaper.position == position, samples_seen(viewer))
        .execution_options(populate_existing=True)
    )


def hold_paper(session: Session, viewer: Viewer, sample: AuditSample, position: int, version: int) -> AuditPaper | None:
    """One to be written. Raises Stale where somebody wrote it since."""
    paper = paper_at(session, viewer, sample, position)
    if paper is not None and paper.version != version:
        raise Stale(sample.reference, paper.version)
    return paper


def references_of(session: Session, viewer: Viewer, numbers: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Of records, by number: the reference and the stage of the case each is of."""
    rows = session.execute(
        select(Record.sequence, Case.reference, Case.stage)
        .join(Case, Case.id == Record.case_id)
        .where(Record.sequence.in_(tuple(numbers)), records_seen(viewer))
        .order_by(Record.sequence)
    )
    return {sequence: (reference, stage) for sequence, reference, stage in rows}


def cases_of(session: Session, viewer: Viewer, numbers: Iterable[int]) -> dict[int, int]:
    """Of records, by number: the number of the case each is of."""
    query = select(Record.sequence, Record.case_id).where(Record.sequence.in_(tuple(numbers)), records_seen(viewer))
    return {sequence: case for sequence, case in session.execute(query.order_by(Record.sequence)) if case is not None}


def _nobody_asked() -> ColumnElement[bool]:
    """Whether a partnership's money was committed, and nobody is written to have consented to it."""
    committed = exists().where(
        LedgerEntry.decision_id == Record.decision_id,
        LedgerEntry.kind == "commit",
        LedgerEntry.consent_by.is_(None),
    )
    return func.coalesce(and_(RecordFind.account.like("partnership:%"), committed), false())


def _corrected(session: Session, viewer: Viewer, head: int) -> set[int]:
    """The records that a later one up to `head` corrects."""
    query = select(RecordFind.corrects).where(RecordFind.corrects.is_not(None), RecordFind.sequence <= head)
    rows = session.scalars(query.where(records_seen(viewer)).order_by(RecordFind.sequence))
    return {number for number in rows if number is not None}
