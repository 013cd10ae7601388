"""Moderation: samples of decided cases, who scores them, and their scores. Nothing here touches a case or a decision.

A sample is seen by whoever drew it, by its scorers, and by the senior officer. Someone with an interest in a case, or
who decided it, is left out of it: no query here gives them that case to score, and none counts their score.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, delete, exists, false, func, null, or_, select, true
from sqlalchemy.orm import Session, aliased, selectinload

from panel_api.models import (
    Appointment,
    Assessment,
    Case,
    CaseReading,
    Decision,
    Interest,
    Person,
    Sample,
    SampleCase,
    Score,
    Scorer,
)
from panel_api.store.viewer import Viewer, cases_seen

MODERATORS: Final = ("chair", "senior_officer")
SCORERS: Final = ("panel_member", "chair", "caseworker", "senior_officer")
MOST_DRAWN_FROM: Final = 20_000
MOST_SAMPLES: Final = 200


@dataclass(frozen=True, slots=True)
class Decided:
    """A decided case that may be drawn. facts: None where they were not asked for."""

    id: int
    reference: str
    band: str | None
    partnership: str | None
    facts: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class SampleLine:
    """A sample in the list. mine: how many of its cases the viewer has to score, and has finished."""

    sample: Sample
    cases: int
    scorers: int
    mine: int
    finished: int


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case of a sample as its scorer's list shows it. left_out: they may not score it."""

    position: int
    left_out: bool
    saved_at: dt.datetime | None
    finished_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class ToScore:
    """What a scorer is given of a case: never its levels, which whoever shows it must leave out of `first.facts`."""

    id: int
    position: int
    case: Case
    first: Assessment
    own: Score | None


@dataclass(frozen=True, slots=True)
class FirstReading:
    """A case of a sample and the assessment that its decision rested on when the sample was drawn."""

    position: int
    reference: str
    first: Assessment


def samples_seen(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `Sample` that every query of one, or of what hangs on one, must carry."""
    if viewer.everything or viewer.role == "senior_officer":
        return true()
    found = []
    if viewer.role in MODERATORS:
        found.append(Sample.by_reference == viewer.reference)
    if viewer.role in SCORERS and viewer.person is not None:
        own = aliased(Scorer)  # a query may read the scorers as well
        found.append(exists().where(own.sample_id == Sample.id, own.person_id == viewer.person))
    return or_(*found) if found else false()


def decided_cases(
    session: Session, viewer: Viewer, rulebook: str, begins: dt.datetime, ends: dt.datetime, *, with_facts: bool
) -> Sequence[Decided]:
    """The decided cases the viewer sees whose latest decision was made from `begins` on and before `ends`.

    In order of reference; at most `MOST_DRAWN_FROM` + 1, which means that there are more.
    """
    latest = select(func.max(Decision.id)).where(Decision.case_id == Case.id).correlate(Case).scalar_subquery()
    rows = session.execute(
        select(Case.id, Case.reference, Case.band, Case.partnership, Case.facts if with_facts else null())
        .join(Decision, Decision.id == latest)
        .where(
            cases_seen(viewer),
            Case.stage == "decided",
            Case.rulebook == rulebook,
            Decision.decided_at >= begins,
            Decision.decided_at < ends,
        )
        .order_by(Case.reference)
        .limit(MOST_DRAWN_FROM + 1)
    )
    return [Decided(*row) for row in rows]


def add_sample(session: Session, sample: Sample, case_ids: Iterable[int]) -> Sample:
    """Keep a sample with its cases in this order. Raises IntegrityError where its reference is taken."""
    session.add(sample)
    session.flush()
    session.add_all(
        SampleCase(sample_id=sample.id, case_id=case, position=number) for number, case in enumerate(case_ids, 1)
    )
    session.flush()
    return sample


def sample_by_reference(session: Session, viewer: Viewer, reference: str, *, hold: bool = False) -> Sample | None:
    """A sample the viewer sees; held until the transaction ends, where it is to be changed."""
    query = select(Sample).where(Sample.reference == reference, samples_seen(viewer))
    return session.scalar(query.with_for_update() if hold else query)


def list_samples(session: Session, viewer: Viewer) -> Sequence[SampleLine]:
    """The samples the viewer sees, newest first."""
    cases = select(func.count()).where(SampleCase.sample_id == Sample.id).correlate(Sample).scalar_subquery()
    scorers = select(func.count()).where(Scorer.sample_id == Sample.id).correlate(Sample).scalar_subquery()
    own = _own_cases(viewer).where(SampleCase.sample_id == Sample.id, ~_left_out(Scorer.person_id)).correlate(Sample)
    mine = own.with_only_columns(func.count()).scalar_subquery()
    finished = own.with_only_columns(func.count(Score.finished_at)).scalar_subquery()
    rows = session.execute(
        select(Sample, cases, scorers, mine, finished)
        .where(samples_seen(viewer))
        .order_by(Sample.id.desc())
        .limit(MOST_SAMPLES)
    )
    return [SampleLine(*row) for row in rows]


def people_to_ask(session: Session, day: dt.date) -> Sequence[tuple[Person, str]]:
    """Everyone who may be asked to score on a day, with the first role that lets them, in order of name."""
    rows = session.execute(
        select(Person, Appointment.role)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(
            Person.active,
            Appointment.role.in_(SCORERS),
            Appointment.from_day <= day,
            or_(Appointment.to_day.is_(None), Appointment.to_day >= day),
        )
        .order_by(Person.name, Person.id, Appointment.from_day, Appointment.id)
    )
    found: dict[int, tuple[Person, str]] = {}
    for person, role in rows:
        found.setdefault(person.id, (person, role))
    return list(found.values())


def scorers_of(session: Session, viewer: Viewer, sample: Sample) -> Sequence[Person]:
    """Those who are asked to score a sample, in the order in which they became known."""
    return session.scalars(
        select(Person)
        .join(Scorer, Scorer.person_id == Person.id)
        .join(Sample, Sample.id == Scorer.sample_id)
        .where(Sample.id == sample.id, samples_seen(viewer))
        .order_by(Person.id)
    ).all()


def add_scorers(session: Session, sample: Sample, people: Iterable[int]) -> None:
    """Ask these people, by their numbers, to score a held sample."""
    session.add_all(Scorer(sample_id=sample.id, person_id=person) for person in people)
    session.flush()


def remove_scorers(session: Session, sample: Sample, people: Iterable[int]) -> None:
    """Ask these people no more, unless they have saved a score: that stays, and so do they."""
    scored = exists().where(SampleCase.sample_id == sample.id, Score.sample_case_id == SampleCase.id)
    session.execute(
        delete(Scorer).where(
            Scorer.sample_id == sample.id,
            Scorer.person_id.in_(list(people)),
            ~scored.where(Score.person_id == Scorer.person_id),
        )
    )


def own_cases(session: Session, viewer: Viewer, sample: Sample) -> Sequence[OwnCase]:
    """The cases of a sample as the viewer has to score them, in order; none for someone who is no scorer of it."""
    rows = session.execute(
        _own_cases(viewer)
        .with_only_columns(SampleCase.position, _left_out(Scorer.person_id), Score.saved_at, Score.finished_at)
        .where(SampleCase.sample_id == sample.id)
        .order_by(SampleCase.position)
    )
    return [OwnCase(*row) for row in rows]


def case_to_score(session: Session, viewer: Viewer, sample: Sample, position: int) -> ToScore | None:
    """One case of a sample for the viewer to score; None where there is none, or they are left out of it."""
    row = session.execute(
        _own_cases(viewer)
        .join(Case, Case.id == SampleCase.case_id)
        .join(Assessment, Assessment.id == _first_assessment())
        .with_only_columns(SampleCase.id, SampleCase.position, Case, Assessment, Score)
        .where(SampleCase.sample_id == sample.id, SampleCase.position == position, ~_left_out(Scorer.person_id))
        .options(selectinload(Case.parties), selectinload(Case.voices))
    ).one_or_none()
    return None if row is None else ToScore(*row)


def keep_score(
    session: Session,
    viewer: Viewer,
    given: ToScore,
    levels: dict[str, int],
    words: str | None,
    at: dt.datetime,
    *,
    finished: bool,
) -> Score:
    """Keep the viewer's levels for a case, in place of what they had saved."""
    score = given.own
    if score is None:
        score = Score(sample_case_id=given.id, person_id=viewer.person)
        session.add(score)
    score.levels, score.words, score.saved_at = levels, words, at
    score.finished_at = at if finished else None
    session.flush()
    return score


def first_readings(session: Session, viewer: Viewer, sample: Sample) -> Sequence[FirstReading]:
    """Every case of a sample with its first reading, in order; a case disposed of since is not among them."""
    rows = session.execute(
        select(SampleCase.position, Case.reference, Assessment)
        .join(Sample, Sample.id == SampleCase.sample_id)
        .join(Case, Case.id == SampleCase.case_id)
        .join(Assessment, Assessment.id == _first_assessment())
        .where(Sample.id == sample.id, samples_seen(viewer))
        .order_by(SampleCase.position)
    )
    return [FirstReading(*row) for row in rows]


def finished_scores(session: Session, viewer: Viewer, sample: Sample) -> Sequence[tuple[int, Score, bool]]:
    """Every finished score that counts, in order of position and person: its case's position, and whether it was blind.

    Not of who has an interest in the case since, or decided it. Blind: they had not opened the case's page by then.
    """
    opened = exists().where(
        CaseReading.case_id == SampleCase.case_id,
        CaseReading.person_id == Score.person_id,
        CaseReading.first_at <= Score.finished_at,
    )
    rows = session.execute(
        select(SampleCase.position, Score, ~opened)
        .join(Score, Score.sample_case_id == SampleCase.id)
        .join(Sample, Sample.id == SampleCase.sample_id)
        .where(
            Sample.id == sample.id, samples_seen(viewer), Score.finished_at.is_not(None), ~_left_out(Score.person_id)
        )
        .order_by(SampleCase.position, Score.person_id)
    )
    return [(position, score, bool(blind)) for position, score, blind in rows]


def progress(session: Session, viewer: Viewer, sample: Sample) -> dict[int, tuple[int, int]]:
    """By scorer: how many cases they have to score, and how many they have finished."""
    rows = session.execute(
        select(Scorer.person_id, func.count(), func.count(Score.finished_at))
        .join(SampleCase, SampleCase.sample_id == Scorer.sample_id)
        .outerjoin(Score, and_(Score.sample_case_id == SampleCase.id, Score.person_id == Scorer.person_id))
        .join(Sample, Sample.id == Scorer.sample_id)
        .where(Sample.id == sample.id, samples_seen(viewer), ~_left_out(Scorer.person_id))
        .group_by(Scorer.person_id)
        .order_by(Scorer.person_id)
    )
    return {person: (cases, finished) for person, cases, finished in rows}


def _own_cases(viewer: Viewer) -> Select[Any]:
    """Cases of samples that the viewer is asked to score, each with their own score, if there is one."""
    return (
        select(SampleCase.id)
        .join(Scorer, Scorer.sample_id == SampleCase.sample_id)
        .outerjoin(Score, and_(Score.sample_case_id == SampleCase.id, Score.person_id == Scorer.person_id))
        .where(Scorer.person_id == viewer.person if viewer.person is not None else false())
    )


def _left_out(person: Any) -> ColumnElement[bool]:
    """Whether this person has an interest in the case of a `SampleCase`, or took a decision in it."""
    interested = exists().where(
        Interest.case_id == SampleCase.case_id, Interest.person_id == person, Interest.withdrawn_at.is_(None)
    )
    decided = exists().where(Decision.case_id == SampleCase.case_id, Decision.by_person == person)
    return or_(interested, decided)


def _first_assessment() -> Any:
    """The assessment that the latest decision rested on when the sample of a `SampleCase` was drawn."""
    drawn = select(Sample.drawn_at).where(Sample.id == SampleCase.sample_id).correlate(SampleCase).scalar_subquery()
    latest = (
        select(func.max(Decision.id))
        .where(Decision.case_id == SampleCase.case_id, Decision.decided_at <= drawn)
        .correlate(SampleCase)
        .scalar_subquery()
    )
    return select(Decision.assessment_id).where(Decision.id == latest).scalar_subquery()
