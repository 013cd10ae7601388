"""Open figures: what was published of each month, and the children's amounts it rested on, which are never shown."""

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from panel_api.columns import Key, code
from panel_api.models.base import COUNTS_UP, Base, Json


class OpenSnapshot(Base):
    """One month as it was published, once and for all. published: as anyone reads it. Sealed: never rewritten."""

    __tablename__ = "open_snapshots"
    __table_args__ = (
        CheckConstraint("month BETWEEN 1 AND 12", name="month"),
        UniqueConstraint("year", "month"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    year: Mapped[int]
    month: Mapped[int]
    published: Mapped[Json]
    published_at: Mapped[dt.datetime]
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    by_person: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class OpenPart(Base):
    """What one award added to a month's figures, as `engine.open_figures.parts.Part`. Goes with its case, else sealed.

    child: the same in every month and case of one child. Later months are held against it, so that nobody is found
    between two of them.
    """

    __tablename__ = "open_parts"
    __table_args__ = (Index(None, "snapshot_id", "id"), Index(None, "case_id"), COUNTS_UP)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("open_snapshots.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    child: Mapped[str] = mapped_column(code(32))
    partnership: Mapped[str] = mapped_column(code(64))
    need: Mapped[str] = mapped_column(String(64))
    phase: Mapped[str] = mapped_column(String(64))
    place: Mapped[str] = mapped_column(String(16))
    budget: Mapped[str] = mapped_column(String(32))
    pence: Mapped[int] = mapped_column(BigInteger)
    mark: Mapped[str] = mapped_column(String(64))
