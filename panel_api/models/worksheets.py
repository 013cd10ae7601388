"""An officer's worksheet for many children and few places: it decides nothing, and no record holds any of it."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from panel_api.columns import Key, code, one_of
from panel_api.models.base import COUNTS_UP, Base, Json

WORKSHEET_STATES = ("open", "closed")


class Worksheet(Base):
    """One worksheet. start_day: when the places begin. rulebook_sha256: of the fit rulebook it was last worked out by.

    solved_at: when it was last worked out; None where something was changed since. before_at: when it was worked out
    the time before. confirmed: whether both ways of working it out looked at it.
    """

    __tablename__ = "worksheets"
    __table_args__ = (CheckConstraint(one_of("state", WORKSHEET_STATES), name="state"), COUNTS_UP)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reference: Mapped[str] = mapped_column(code(32), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    start_day: Mapped[dt.date]
    state: Mapped[str] = mapped_column(String(16))
    rulebook_sha256: Mapped[str | None] = mapped_column(code(64))
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    version: Mapped[int] = mapped_column()
    created_at: Mapped[dt.datetime]
    solved_at: Mapped[dt.datetime | None]
    before_at: Mapped[dt.datetime | None]
    confirmed: Mapped[bool | None]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class WorksheetChild(Base):
    """One child on it. held_id: the place that a person set by hand; provision_id: the place proposed, None for none.

    fit: of the proposed place, yes or unknown. before_id: the place proposed the time before. looked: how this child's
    need was counted and how each place on the worksheet stands to it, when it was last worked out; of no other child.
    """

    __tablename__ = "worksheet_children"
    __table_args__ = (UniqueConstraint("worksheet_id", "case_id"), Index(None, "case_id"), COUNTS_UP)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    worksheet_id: Mapped[int] = mapped_column(ForeignKey("worksheets.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    held_id: Mapped[int | None] = mapped_column(ForeignKey("provisions.id"))
    provision_id: Mapped[int | None] = mapped_column(ForeignKey("provisions.id"))
    fit: Mapped[str | None] = mapped_column(String(16))
    before_id: Mapped[int | None] = mapped_column(ForeignKey("provisions.id"))
    looked: Mapped[Json | None]


class WorksheetPlace(Base):
    """How many places one provision has for it."""

    __tablename__ = "worksheet_places"
    __table_args__ = (
        CheckConstraint("places >= 0", name="places"),
        UniqueConstraint("worksheet_id", "provision_id"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    worksheet_id: Mapped[int] = mapped_column(ForeignKey("worksheets.id"))
    provision_id: Mapped[int] = mapped_column(ForeignKey("provisions.id"))
    places: Mapped[int]
