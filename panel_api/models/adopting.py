"""Adopting a rulebook: what the caseload would become under it, and who adopted it from when.

What is in force is, of the adoptions whose day has come, the one that was made last; where there is none, the text in
the folder of rulebooks.
"""

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from panel_api.columns import Key, code, one_of
from panel_api.models.base import COUNTS_UP, NO_ROWID, Base, Json

ADOPTION_KINDS = ("adopted", "rolled_back")


class Rescoring(Base):
    """What every open case comes to under a text, beside the text in force: sealed, and demanded by an adoption.

    sha256: of the text tried; against_sha256: of what would be in force on that day without it. as_of: the day both
    were asked for. result: counts and pounds of many cases together. record_sequence: the record that seals it.
    """

    __tablename__ = "rescorings"
    __table_args__ = (
        UniqueConstraint("reference"),
        UniqueConstraint("record_sequence"),
        Index(None, "proposal_id", "id"),
        Index(None, "sha256"),
        Index(None, "against_sha256"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reference: Mapped[str] = mapped_column(code(32))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposals.id"))
    name: Mapped[str] = mapped_column(code(100))
    sha256: Mapped[str] = mapped_column(ForeignKey("rulebook_texts.sha256"))
    against_sha256: Mapped[str] = mapped_column(ForeignKey("rulebook_texts.sha256"))
    as_of: Mapped[dt.date]
    cases: Mapped[int]
    result: Mapped[Json]
    record_sequence: Mapped[int] = mapped_column(BigInteger)
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    by_person: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[dt.datetime]


class RescoredCase(Base):
    """One case of a re-scoring, before and after. Sealed; gone with the case."""

    __tablename__ = "rescored_cases"
    __table_args__ = (Index(None, "case_id"), NO_ROWID)

    rescoring_id: Mapped[int] = mapped_column(ForeignKey("rescorings.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    status_before: Mapped[str] = mapped_column(String(16))
    status_after: Mapped[str] = mapped_column(String(16))
    band_before: Mapped[str | None] = mapped_column(code(32))
    band_after: Mapped[str | None] = mapped_column(code(32))
    pence_before: Mapped[int | None] = mapped_column(BigInteger)
    pence_after: Mapped[int | None] = mapped_column(BigInteger)


class Adoption(Base):
    """A rulebook's text put in force from a day, by another person than proposed it. Sealed; undone only by another.

    proposal_id: None where an earlier text is put back. record_sequence: the record that seals it.
    """

    __tablename__ = "adoptions"
    __table_args__ = (
        CheckConstraint(one_of("kind", ADOPTION_KINDS), name="kind"),
        UniqueConstraint("reference"),
        UniqueConstraint("record_sequence"),
        Index(None, "name", "from_day", "id"),
        Index(None, "sha256"),
        Index(None, "rescoring_id"),
        Index(None, "proposal_id"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reference: Mapped[str] = mapped_column(code(32))
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(code(100))
    sha256: Mapped[str] = mapped_column(ForeignKey("rulebook_texts.sha256"))
    replaces_sha256: Mapped[str] = mapped_column(String(64))
    cases: Mapped[str] = mapped_column(Text)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposals.id"))
    rescoring_id: Mapped[int] = mapped_column(ForeignKey("rescorings.id"))
    from_day: Mapped[dt.date]
    words: Mapped[str] = mapped_column(Text)
    record_sequence: Mapped[int] = mapped_column(BigInteger)
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    by_person: Mapped[int] = mapped_column(ForeignKey("people.id"))
    adopted_at: Mapped[dt.datetime]
