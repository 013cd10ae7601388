"""What became of a case: assessments, the advice drawn from them, and what people decided. All sealed."""

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from panel_api import columns
from panel_api.columns import Key, code, one_of
from panel_api.models.base import COUNTS_UP, Base, Json


class Assessment(Base):
    """What the engine found, once second opinions agreed. Sealed: never changed, deleted by disposal.

    facts, outcome, derived, truths, rules: as in `engine.recording.canonical.Assessed`. report: all that is shown,
    as JSON. engines: {"versions": {name: version}, "compared": {what: how many}}.
    """

    __tablename__ = "assessments"
    __table_args__ = (
        CheckConstraint(one_of("status", columns.STATUSES), name="status"),
        CheckConstraint("amount_pence >= 0", name="amount"),
        Index(None, "case_id", "id"),
        Index(None, "rulebook_sha256"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    as_of: Mapped[dt.date]
    rulebook_name: Mapped[str] = mapped_column(String(100))
    rulebook_sha256: Mapped[str] = mapped_column(ForeignKey("rulebook_texts.sha256"))
    semantics: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    band: Mapped[str | None] = mapped_column(code(32))
    amount_pence: Mapped[int | None] = mapped_column(BigInteger)
    facts: Mapped[Json]
    outcome: Mapped[Json]
    derived: Mapped[Json]
    truths: Mapped[str] = mapped_column(Text)
    rules: Mapped[str] = mapped_column(Text)
    report: Mapped[Json]
    engines: Mapped[Json]
    created_at: Mapped[dt.datetime]


class Recommendation(Base):
    """The advice put to the panel. Sealed like an assessment.

    sentences: exactly what people read. outcome: band and amount in canonical JSON form.
    """

    __tablename__ = "recommendations"
    __table_args__ = (Index(None, "case_id", "id"), Index(None, "assessment_id"), COUNTS_UP)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"))
    band: Mapped[str | None] = mapped_column(code(32))
    amount_pence: Mapped[int | None] = mapped_column(BigInteger)
    outcome: Mapped[Json]
    sentences: Mapped[list[Any]]
    route: Mapped[str | None] = mapped_column(String(64))
    by_role: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[dt.datetime]


class Decision(Base):
    """What a person decided. Sealed like an assessment; corrected only by a later one, which names it.

    by_person, sitting_id: who and where, once people signed in and sat. from_day, until_day: of an award, both
    included. school_code: which provision of the directory the school is. evidence, steps: what a ground rests on, and
    which steps were considered before it; unconsulted: why the school was not consulted, where it was not.
    plan_amended_on: the amended plan that a reduction rests on. attested: the decider said that they read the case.
    urgent: between meetings, to be noted by the next one; urgent_words: why it could not wait. limit_pence: the
    delegation limit it was held against. appeal_text: whether an officer chose it for an order's notice.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        CheckConstraint(one_of("kind", columns.DECISION_KINDS), name="kind"),
        CheckConstraint("amount_pence >= 0", name="amount"),
        CheckConstraint("length(words) > 0", name="words"),
        CheckConstraint("until_day >= from_day", name="days"),
        Index(None, "case_id", "id"),
        Index(None, "assessment_id"),
        Index(None, "recommendation_id"),
        Index(None, "sitting_id"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"))
    recommendation_id: Mapped[int | None] = mapped_column(ForeignKey("recommendations.id"))
    kind: Mapped[str] = mapped_column(String(32))
    reason_code: Mapped[str] = mapped_column(String(64))
    words: Mapped[str] = mapped_column(Text)
    law: Mapped[str | None] = mapped_column(String(200))
    authority: Mapped[str] = mapped_column(String(200))
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    band: Mapped[str | None] = mapped_column(code(32))
    amount_pence: Mapped[int | None] = mapped_column(BigInteger)
    by_person: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    sitting_id: Mapped[int | None] = mapped_column(ForeignKey("sittings.id"))
    from_day: Mapped[dt.date | None]
    until_day: Mapped[dt.date | None]
    school: Mapped[str | None] = mapped_column(String(200))
    school_code: Mapped[str | None] = mapped_column(code(32))
    evidence: Mapped[str | None] = mapped_column(Text)
    steps: Mapped[str | None] = mapped_column(Text)
    unconsulted: Mapped[str | None] = mapped_column(Text)
    plan_amended_on: Mapped[dt.date | None]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))
    urgent: Mapped[bool] = mapped_column(default=False, server_default=false())
    urgent_words: Mapped[str | None] = mapped_column(Text)
    limit_pence: Mapped[int | None] = mapped_column(BigInteger)
    attested: Mapped[bool] = mapped_column(default=False, server_default=false())
    appeal_text: Mapped[bool | None]
    decided_at: Mapped[dt.datetime]


class PutUp(Base):
    """A decision above the limit of who meant it, as they wrote it: nothing is decided by it, a senior officer decides.

    given: what was sent, as `schemas.NewDecision` writes it. limit_pence: what it was above. ended_at: when the case
    was decided.
    """

    __tablename__ = "put_up"
    __table_args__ = (Index(None, "case_id", "id"), Index(None, "ended_at", "id"), COUNTS_UP)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendations.id"))
    given: Mapped[Json]
    amount_pence: Mapped[int] = mapped_column(BigInteger)
    limit_pence: Mapped[int] = mapped_column(BigInteger)
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    by_person: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    put_up_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
