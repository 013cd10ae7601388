"""Cases: a request, who is who in it, and what they said."""

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from panel_api import columns
from panel_api.columns import Key, code, one_of
from panel_api.models.base import COUNTS_UP, Base, Json


class Case(Base):
    """One request. `version` rises with every change and is what ETag and If-Match carry.

    facts: the answers so far, in canonical JSON form. status, band, amount_pence: of the latest
    assessment, kept here so that the list reads one table; set by `store.add_assessment` only.
    need_levels: the levels of need, a digit a strand in the rulebook's order; need_marked, need_high: the strands
    at level 2 and at level 3 or above. By these, cases of like need are found (`store.like_cases`).
    """

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint(one_of("stage", columns.STAGES), name="stage"),
        CheckConstraint(one_of("legal_basis", columns.LEGAL_BASES), name="legal_basis"),
        CheckConstraint(one_of("status", columns.STATUSES), name="status"),
        CheckConstraint("amount_pence >= 0", name="amount"),
        # Each filter of the case list walks one of these in the list's own order.
        Index(None, "asked_on", "id"),
        Index(None, "stage", "asked_on", "id"),
        Index(None, "status", "asked_on", "id"),
        Index(None, "band", "asked_on", "id"),
        Index(None, "partnership", "asked_on", "id"),
        Index(None, "legal_basis", "asked_on", "id"),
        Index(None, "rulebook", "need_levels", "stage", "asked_on", "id"),
        Index(None, "rulebook", "need_marked", "stage", "asked_on", "id"),
        Index(None, "rulebook", "need_high", "stage", "asked_on", "id"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reference: Mapped[str] = mapped_column(code(32), unique=True)
    stage: Mapped[str] = mapped_column(String(16))
    legal_basis: Mapped[str] = mapped_column(String(32))
    asked_on: Mapped[dt.date]
    rulebook: Mapped[str] = mapped_column(String(100))
    partnership: Mapped[str | None] = mapped_column(code(64))
    facts: Mapped[Json]
    status: Mapped[str | None] = mapped_column(String(16))
    band: Mapped[str | None] = mapped_column(code(32))
    amount_pence: Mapped[int | None] = mapped_column(BigInteger)
    need_levels: Mapped[str | None] = mapped_column(code(64))
    need_marked: Mapped[str | None] = mapped_column(code(64))
    need_high: Mapped[str | None] = mapped_column(code(64))
    version: Mapped[int] = mapped_column()
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]

    parties: Mapped[list["Party"]] = relationship(
        lazy="raise", back_populates="case", order_by="(Party.role, Party.from_day, Party.id)"
    )
    voices: Mapped[list["Voice"]] = relationship(
        lazy="raise", back_populates="case", order_by="(Voice.who, Voice.heard_on, Voice.id)"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Party(Base):
    """Who is who in a case between two days, both included; `written_at` is when we were told.

    reference: what the person or body is known by elsewhere (UPN, URN, authority code). shielded: this
    parent's address and whereabouts are kept from the other parent everywhere. interpreter: the language
    letters are wanted in, where it is not English.
    """

    __tablename__ = "parties"
    __table_args__ = (
        CheckConstraint(one_of("role", columns.PARTY_ROLES), name="role"),
        CheckConstraint("to_day >= from_day", name="days"),
        CheckConstraint("(role = 'parent') = (parental_responsibility IS NOT NULL)", name="responsibility"),
        CheckConstraint("role = 'parent' OR NOT shielded", name="shielded"),
        Index(None, "case_id"),
        Index(None, "role", "reference"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    role: Mapped[str] = mapped_column(String(16))
    name: Mapped[str | None] = mapped_column(String(200))
    reference: Mapped[str | None] = mapped_column(code(32))
    parental_responsibility: Mapped[bool | None]
    shielded: Mapped[bool] = mapped_column(default=False)
    address: Mapped[str | None] = mapped_column(Text)
    interpreter: Mapped[str | None] = mapped_column(String(60))
    easy_read: Mapped[bool] = mapped_column(default=False, server_default=false())
    from_day: Mapped[dt.date]
    to_day: Mapped[dt.date | None]
    written_at: Mapped[dt.datetime]

    case: Mapped[Case] = relationship(lazy="raise", back_populates="parties")


class Voice(Base):
    """What the child, a parent or the school said, in their own words."""

    __tablename__ = "voices"
    __table_args__ = (
        CheckConstraint(one_of("who", columns.VOICES), name="who"),
        CheckConstraint("party_id IS NULL OR who <> 'child'", name="party"),
        Index(None, "case_id"),
        Index(None, "party_id"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    who: Mapped[str] = mapped_column(String(16))
    party_id: Mapped[int | None] = mapped_column(ForeignKey("parties.id"))
    words: Mapped[str] = mapped_column(Text)
    heard_on: Mapped[dt.date | None]
    written_at: Mapped[dt.datetime]

    case: Mapped[Case] = relationship(lazy="raise", back_populates="voices")
    party: Mapped[Party | None] = relationship(lazy="raise")


class CaseEvent(Base):
    """One line of a case's history, in plain words and without a personal value: what was done, by what role."""

    __tablename__ = "case_events"
    __table_args__ = (Index(None, "case_id", "id"), COUNTS_UP)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str] = mapped_column(String(40))
    words: Mapped[str] = mapped_column(String(400))
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    at: Mapped[dt.datetime]


class CaseLink(Base):
    """Two cases of one child that are kept apart and shown together. `case_id` is the lower number."""

    __tablename__ = "case_links"
    __table_args__ = (
        CheckConstraint("case_id < other_id", name="order"),
        UniqueConstraint("case_id", "other_id"),
        Index(None, "other_id"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    why: Mapped[str] = mapped_column(String(400))
    by_reference: Mapped[str] = mapped_column(String(100))
    written_at: Mapped[dt.datetime]


class CaseReading(Base):
    """That a person opened a case's page, when first and last, and how often: attestation is held against it."""

    __tablename__ = "case_readings"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    first_at: Mapped[dt.datetime]
    last_at: Mapped[dt.datetime]
    times: Mapped[int]
