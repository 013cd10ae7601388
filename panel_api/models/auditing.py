"""What records are found by, and the samples an auditor draws of them."""

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from panel_api.columns import Key, code, one_of
from panel_api.models.base import COUNTS_UP, NO_ROWID, Base, Json

VARIED = ("as_advised", "varied", "overturned", "not_compared")
SAMPLE_METHODS = ("random", "stratified", "risk")
CONCLUSIONS = ("satisfied", "minor", "serious", "cannot_say")


class RecordFind(Base):
    """What one record is found by: made from the record and its values, and made again from them at any time.

    It proves nothing; `records.stored` does. kind: of a decision (`engine.law.kinds`), otherwise of the entry. varied:
    whether a person decided as advised; an order of the tribunal is `overturned` where it differs, never `varied`.
    What would say something of a child is emptied when the case is disposed of (`data_map`).
    """

    __tablename__ = "record_finds"
    __table_args__ = (
        CheckConstraint(one_of("varied", VARIED), name="varied"),
        Index(None, "at", "sequence"),
        Index(None, "kind", "sequence"),
        Index(None, "case_reference", "sequence"),
        Index(None, "case_id"),
        Index(None, "school", "sequence"),
        Index(None, "partnership", "sequence"),
        Index(None, "sitting", "sequence"),
        Index(None, "by_reference", "sequence"),
        Index(None, "rulebook", "sequence"),
        Index(None, "rulebook_sha256", "sequence"),
        Index(None, "band", "sequence"),
        Index(None, "varied", "sequence"),
        Index(None, "account", "sequence"),
        Index(None, "award", "sequence"),
        Index(None, "pence", "sequence"),
        Index(None, "urgent", "sequence"),
    )

    sequence: Mapped[int] = mapped_column(Key, ForeignKey("records.sequence"), primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime]
    kind: Mapped[str] = mapped_column(code(32))
    reason_code: Mapped[str | None] = mapped_column(code(64))
    legal_basis: Mapped[str | None] = mapped_column(code(32))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    case_reference: Mapped[str | None] = mapped_column(code(32))
    school: Mapped[str | None] = mapped_column(code(32))
    partnership: Mapped[str | None] = mapped_column(code(64))
    sitting: Mapped[str | None] = mapped_column(code(32))
    by_role: Mapped[str] = mapped_column(code(32))
    by_reference: Mapped[str] = mapped_column(code(100))
    rulebook: Mapped[str | None] = mapped_column(code(100))
    rulebook_sha256: Mapped[str | None] = mapped_column(code(64))
    band: Mapped[str | None] = mapped_column(code(32))
    advised_band: Mapped[str | None] = mapped_column(code(32))
    pence: Mapped[int | None] = mapped_column(BigInteger)
    advised_pence: Mapped[int | None] = mapped_column(BigInteger)
    limit_pence: Mapped[int | None] = mapped_column(BigInteger)
    varied: Mapped[str] = mapped_column(code(16))
    urgent: Mapped[bool]
    account: Mapped[str | None] = mapped_column(code(100))
    award: Mapped[str | None] = mapped_column(code(32))
    corrects: Mapped[int | None] = mapped_column(BigInteger)


class RecordRule(Base):
    """That a rule of the rulebook applied in a record. rule: `rulebook/rule`. Gone with the case."""

    __tablename__ = "record_rules"
    __table_args__ = (Index(None, "sequence"), Index(None, "case_id"), NO_ROWID)

    rule: Mapped[str] = mapped_column(code(200), primary_key=True)
    sequence: Mapped[int] = mapped_column(Key, ForeignKey("records.sequence"), primary_key=True, autoincrement=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))


class AuditSample(Base):
    """A sample of records, drawn so that anyone draws it again: the same seed, filter and head give the same records.

    method: how (`engine.auditing`). filter: what the records were searched by. head: the last record there was.
    population: how many the filter met. strata: how many each stratum had and gave.
    """

    __tablename__ = "audit_samples"
    __table_args__ = (CheckConstraint(one_of("method", SAMPLE_METHODS), name="method"), COUNTS_UP)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reference: Mapped[str] = mapped_column(code(32), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    method: Mapped[str] = mapped_column(String(16))
    seed: Mapped[str] = mapped_column(String(32))
    size: Mapped[int]
    filter: Mapped[Json]
    head: Mapped[int] = mapped_column(BigInteger)
    population: Mapped[int]
    strata: Mapped[Json]
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    by_person: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    drawn_at: Mapped[dt.datetime]


class AuditPaper(Base):
    """The working paper of one record of a sample. answers: by question (`services.working_papers`), as typed.

    why: what made it be drawn. Gone with the case; the sample then says that it was disposed of.
    """

    __tablename__ = "audit_papers"
    __table_args__ = (
        CheckConstraint(one_of("conclusion", CONCLUSIONS), name="conclusion"),
        UniqueConstraint("sample_id", "position"),
        UniqueConstraint("sample_id", "record_sequence"),
        Index(None, "record_sequence"),
        Index(None, "case_id"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    sample_id: Mapped[int] = mapped_column(ForeignKey("audit_samples.id"))
    position: Mapped[int]
    record_sequence: Mapped[int] = mapped_column(ForeignKey("records.sequence"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    stratum: Mapped[str] = mapped_column(String(200))
    why: Mapped[str] = mapped_column(String(400))
    answers: Mapped[Json]
    conclusion: Mapped[str | None] = mapped_column(String(16))
    words: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column()
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    saved_at: Mapped[dt.datetime | None]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
