"""Allocations by formula: what a year's money was worked out to be, and which of these was written to the ledger."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from panel_api.columns import Key, code
from panel_api.models.base import COUNTS_UP, NO_ROWID, Base, Json


class AllocationRun(Base):
    """One working-out that was kept. as_of: the day whose rules it used. Sealed like an assessment.

    facts: as `services.allocating.worked_out` takes them. result: pot, contingency and shares as decimal pounds.
    """

    __tablename__ = "allocations"
    __table_args__ = (Index(None, "year", "id"), Index(None, "rulebook_sha256"), COUNTS_UP)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reference: Mapped[str] = mapped_column(code(32), unique=True)
    year: Mapped[int]
    as_of: Mapped[dt.date]
    rulebook_name: Mapped[str] = mapped_column(String(100))
    rulebook_sha256: Mapped[str] = mapped_column(ForeignKey("rulebook_texts.sha256"))
    facts: Mapped[Json]
    result: Mapped[Json]
    words: Mapped[str] = mapped_column(String(400))
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    by_person: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[dt.datetime]


class AllocationPosting(Base):
    """That a run was written to the ledger: once, for one row has room here. Sealed."""

    __tablename__ = "allocation_postings"
    __table_args__ = (NO_ROWID,)

    allocation_id: Mapped[int] = mapped_column(Key, ForeignKey("allocations.id"), primary_key=True, autoincrement=False)
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    by_person: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    posted_at: Mapped[dt.datetime]
