"""Sittings of the panel: who is to come and who came, the agenda, the papers as frozen, and declared interests."""

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from panel_api.columns import Key, code, one_of
from panel_api.models.base import COUNTS_UP, Base, Json
from panel_api.models.people import Person

SITTING_STAGES = ("planned", "frozen", "open", "closed", "cancelled")
SEATS = ("chair", "deputy", "member", "clerk")
COMING = ("asked", "coming", "apologies", "withdrawn")
ITEM_KINDS = ("decide", "to_note")
ITEM_STATES = ("waiting", "done", "carried_over", "noted", "taken_off")


class Sitting(Base):
    """One meeting of a panel. begins: local time, "09:30". frozen_at: when its papers were fixed.

    minutes: written when it closes, as data that a page, a print and a text are made of; they name what was advised and
    decided by number, so that a disposal reaches it. words: why it was cancelled.
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
    words: Mapped[str | None] = mapped_column(String(400))
    by_reference: Mapped[str] = mapped_column(String(100))
    version: Mapped[int] = mapped_column()
    created_at: Mapped[dt.datetime]

    seats: Mapped[list["Seat"]] = relationship(lazy="raise", back_populates="sitting", order_by="(Seat.seat, Seat.id)")
    items: Mapped[list["AgendaItem"]] = relationship(
        lazy="raise", back_populates="sitting", order_by="(AgendaItem.kind.desc(), AgendaItem.position, AgendaItem.id)"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Seat(Base):
    """A person's place at a sitting. profession: for the mix (`panel_api.services.sitting_rules` names them)."""

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

    sitting: Mapped[Sitting] = relationship(lazy="raise", back_populates="seats")
    person: Mapped[Person] = relationship(lazy="raise")
    stays: Mapped[list["Stay"]] = relationship(
        lazy="raise", back_populates="seat", order_by="(Stay.came_at, Stay.id)", cascade="all, delete-orphan"
    )


class Stay(Base):
    """That someone was in the room from one moment to another; left_at: None while they are there, or nobody said."""

    __tablename__ = "stays"
    __table_args__ = (CheckConstraint("left_at >= came_at", name="moments"), Index(None, "seat_id", "id"), COUNTS_UP)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"))
    came_at: Mapped[dt.datetime]
    left_at: Mapped[dt.datetime | None]
    by_reference: Mapped[str] = mapped_column(String(100))

    seat: Mapped[Seat] = relationship(lazy="raise", back_populates="stays")


class AgendaItem(Base):
    """A case at a sitting. position: 0 until the clerk or the freezing of the papers gives one.

    late: tabled after the papers froze, and marked so; why: the reason of that. by_reference, put_at: who put it on,
    and when. papers: as they were frozen (`panel_api.services.papers`). decision_id: what was decided here, or the
    decision that is noted. state, changed_at, changed_by, note: what became of it, when, by whom, and in their words.
    """

    __tablename__ = "agenda_items"
    __table_args__ = (
        CheckConstraint(one_of("kind", ITEM_KINDS), name="kind"),
        CheckConstraint(one_of("state", ITEM_STATES), name="state"),
        UniqueConstraint("sitting_id", "kind", "decision_id"),
        Index(
            "uq_agenda_items_to_decide",
            "sitting_id",
            "case_id",
            unique=True,
            sqlite_where=text("kind = 'decide'"),
            postgresql_where=text("kind = 'decide'"),
        ),
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
    by_reference: Mapped[str] = mapped_column(String(100))
    put_at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]
    changed_by: Mapped[str | None] = mapped_column(String(100))

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
    withdrawn_by: Mapped[str | None] = mapped_column(String(100))
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
