"""How long things are kept: holds, disposals by schedule, and corrections of what a record says.

UK GDPR Article 5(1)(e) (kept no longer than needed), 16 (rectification). Disposal on schedule is the usual job.
"""

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from panel_api.columns import Key, code, one_of
from panel_api.models.base import COUNTS_UP, Base

HOLD_KINDS = ("litigation", "complaint", "inquiry", "other")
RUN_STAGES = ("drawn_up", "carried_out", "withdrawn")
ITEM_STATES = ("waiting", "disposed", "kept")


class Hold(Base):
    """Why a case is not disposed of though its day has come: a court, a complaint, an inquiry. Released by a person."""

    __tablename__ = "holds"
    __table_args__ = (
        CheckConstraint(one_of("kind", HOLD_KINDS), name="kind"),
        CheckConstraint("(released_at IS NULL) = (released_by IS NULL)", name="released"),
        Index(None, "case_id", "id"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str] = mapped_column(String(16))
    words: Mapped[str] = mapped_column(Text)
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    placed_at: Mapped[dt.datetime]
    released_at: Mapped[dt.datetime | None]
    released_by: Mapped[str | None] = mapped_column(String(100))
    release_words: Mapped[str | None] = mapped_column(Text)


class DisposalRun(Base):
    """A list of what falls due for disposal: drawn up by one person, carried out by another, or withdrawn.

    day: what was due by. schedules_sha256: of the text of the schedules it was drawn up by.
    """

    __tablename__ = "disposal_runs"
    __table_args__ = (
        CheckConstraint(one_of("stage", RUN_STAGES), name="stage"),
        CheckConstraint("carried_by IS NULL OR carried_by <> drawn_by", name="two_people"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reference: Mapped[str] = mapped_column(code(32), unique=True)
    day: Mapped[dt.date]
    schedules_sha256: Mapped[str] = mapped_column(String(64))
    stage: Mapped[str] = mapped_column(String(16))
    words: Mapped[str | None] = mapped_column(String(400))
    version: Mapped[int] = mapped_column()
    drawn_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    drawn_at: Mapped[dt.datetime]
    carried_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[dt.datetime | None]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class DisposalItem(Base):
    """One thing of a run, by its reference alone, so that the list outlives it. why: what kept it.

    subject: of a case or a person; of payments, the financial year they were made in. schedule: which one it falls
    under (`engine.law.retention`), and so what kind of thing it is.
    """

    __tablename__ = "disposal_items"
    __table_args__ = (
        CheckConstraint(one_of("state", ITEM_STATES), name="state"),
        UniqueConstraint("run_id", "schedule", "subject"),
        Index(None, "run_id", "state", "id"),
        Index(None, "subject"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("disposal_runs.id"))
    subject: Mapped[str] = mapped_column(code(32))
    schedule: Mapped[str] = mapped_column(code(64))
    due_on: Mapped[dt.date]
    state: Mapped[str] = mapped_column(String(16))
    why: Mapped[str | None] = mapped_column(String(400))


class Correction(Base):
    """What somebody says is wrong in a record, and what is right: a later record, beside which the first one stays.

    record_sequence: the record that seals it. corrects_sequence: the one it corrects. Sealed; gone with the case.
    """

    __tablename__ = "corrections"
    __table_args__ = (
        CheckConstraint("length(wrong) > 0 AND length(right_words) > 0", name="words"),
        UniqueConstraint("record_sequence"),
        Index(None, "case_id", "id"),
        Index(None, "corrects_sequence"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    record_sequence: Mapped[int] = mapped_column(BigInteger)
    corrects_sequence: Mapped[int] = mapped_column(BigInteger)
    wrong: Mapped[str] = mapped_column(Text)
    right_words: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[str] = mapped_column(String(200))
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    written_at: Mapped[dt.datetime]
