"""Sittings of the panel: who is to come, what stands on the agenda, the papers as frozen, and declared interests."""

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from panel_api.columns import Key, code, one_of
from panel_api.models.base import COUNTS_UP, Base, Json

SITTING_STAGES = ("planned", "frozen", "open", "closed", "cancelled")
SEATS = ("chair", "member", "clerk")
COMING = ("asked", "coming", "apologies", "withdrawn")
ITEM_KINDS = ("decide", "to_note")
ITEM_STATES = ("waiting", "done", "carried_over", "noted")


class Sitting(Base):
    """One meeting of a panel. begins: local time, "09:30". frozen_at: when its papers were fixed.

    minutes: written when it closes, as data that a page, a PDF and text are made of.
    """

    __tablename__ = "sittings"
    __table_args__ = (
        CheckConstraint(one_of("stage", SITTING_STAGES), name="stage"),
        Index(None, "held_on", "id"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reference: Mapped[str] = mapped_column(code(32), unique=True)
    panel: Mapped[str] = mapped_column(String(100))
    held_on: Mapped[dt.date]
    begins: Mapped[str] = mapped_column(String(5))
    place: Mapped[str] = mapped_column(String(200))
    stage: Mapped[str] = mapped_column(String(16))
    frozen_at: Mapped[dt.datetime | None]
    opened_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]
    minutes: Mapped[Json | None] = mapped_column(JSON(none_as_null=True))
    by_reference: Mapped[str] = mapped_column(String(100))
    version: Mapped[int] = mapped_column()
    created_at: Mapped[dt.datetime]

    seats: Mapped[list["Seat"]] = relationship(lazy="raise", back_populates="sitting", order_by="(Seat.seat, Seat.id)")
    items: Mapped[list["AgendaItem"]] = relationship(
        lazy="raise", back_populates="sitting", order_by="(AgendaItem.kind.desc(), AgendaItem.position, AgendaItem.id)"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Seat(Base):
    """A person's place at a sitting. profession: for the mix ("education", "health", …). came_at, left_at: that day."""

    __tablename__ = "seats"
    __table_args__ = (
        CheckConstraint(one_of("seat", SEATS), name="seat"),
        CheckConstraint(one_of("coming", COMING), name="coming"),
        UniqueConstraint("sitting_id", "person_id"),
        Index(None, "person_id", "sitting_id"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sittings.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    seat: Mapped[str] = mapped_column(String(16))
    profession: Mapped[str] = mapped_column(String(40))
    coming: Mapped[str] = mapped_column(String(16))
    came_at: Mapped[dt.datetime | None]
    left_at: Mapped[dt.datetime | None]

    sitting: Mapped[Sitting] = relationship(lazy="raise", back_populates="seats")


class AgendaItem(Base):
    """A case at a sitting. late: tabled after the papers froze, and marked so. papers: as they were frozen.

    why: for an item to note (an order carried out, an urgent decision), what is noted. decision_id: what was decided
    here, or the decision that is noted.
    """

    __tablename__ = "agenda_items"
    __table_args__ = (
        CheckConstraint(one_of("kind", ITEM_KINDS), name="kind"),
        CheckConstraint(one_of("state", ITEM_STATES), name="state"),
        UniqueConstraint("sitting_id", "case_id", "kind"),
        Index(None, "case_id", "sitting_id"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sittings.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    late: Mapped[bool] = mapped_column(default=False)
    why: Mapped[str | None] = mapped_column(String(400))
    papers: Mapped[Json | None] = mapped_column(JSON(none_as_null=True))
    frozen_at: Mapped[dt.datetime | None]
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))
    note: Mapped[str | None] = mapped_column(Text)
    changed_at: Mapped[dt.datetime]

    sitting: Mapped[Sitting] = relationship(lazy="raise", back_populates="items")


class Interest(Base):
    """An interest of a person in a case: it shuts them out of the case, papers included, until it is withdrawn."""

    __tablename__ = "interests"
    __table_args__ = (Index(None, "case_id", "person_id"), Index(None, "person_id"), COUNTS_UP)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    words: Mapped[str] = mapped_column(Text)
    by_reference: Mapped[str] = mapped_column(String(100))
    declared_at: Mapped[dt.datetime]
    withdrawn_at: Mapped[dt.datetime | None]
    withdrawn_words: Mapped[str | None] = mapped_column(Text)


class MinuteGap(Base):
    """What the minutes could not know by themselves, filled in by the clerk after the sitting."""

    __tablename__ = "minute_gaps"
    __table_args__ = (UniqueConstraint("sitting_id", "gap"), COUNTS_UP)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sittings.id"))
    gap: Mapped[str] = mapped_column(String(100))
    words: Mapped[str] = mapped_column(Text)
    by_reference: Mapped[str] = mapped_column(String(100))
    written_at: Mapped[dt.datetime]
