"""What the law asks of a case, as people recorded it: its days, findings, Section F, duty warnings, consultations."""

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from panel_api.columns import Key, code, one_of
from panel_api.models.base import COUNTS_UP, Base

REPLIES = ("none", "can_meet", "cannot_meet")
WARNINGS = ("non_delivery", "shortfall")


class CaseDay(Base):
    """A day that a clock counts from or stops at (`engine.law.events` names the kinds).

    The latest of a kind holds; one without a day takes back what stood before.
    """

    __tablename__ = "case_days"
    __table_args__ = (Index(None, "case_id", "id"), COUNTS_UP)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str] = mapped_column(String(40))
    day: Mapped[dt.date | None]
    words: Mapped[str | None] = mapped_column(String(400))
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    written_at: Mapped[dt.datetime]


class Due(Base):
    """A day this case must meet, worked out again whenever its days change, so that lists of what is due are one query.

    code: the clock's own. met_on: when it was met. law: a deadline in law, or else the authority's own standard.
    possible: a person must first read an order and choose its kind. What is not needed any more, and what is open to
    the family, is not here.
    """

    __tablename__ = "dues"
    __table_args__ = (
        UniqueConstraint("case_id", "code"),
        Index(None, "met_on", "due_on", "id"),  # lists of what is not met yet walk this in their own order
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    code: Mapped[str] = mapped_column(String(40))
    words: Mapped[str] = mapped_column(String(400))
    law: Mapped[bool]
    possible: Mapped[bool] = mapped_column(default=False, server_default=false())
    due_on: Mapped[dt.date]
    met_on: Mapped[dt.date | None]


class Finding(Base):
    """A person's finding that an excuse applies to one date (reg 10(4), or an order's own list). Never automatic."""

    __tablename__ = "findings"
    __table_args__ = (Index(None, "case_id", "id"), COUNTS_UP)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    clock: Mapped[str] = mapped_column(String(40))
    ground: Mapped[str] = mapped_column(String(64))
    words: Mapped[str] = mapped_column(Text)
    from_day: Mapped[dt.date | None]
    to_day: Mapped[dt.date | None]
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    written_at: Mapped[dt.datetime]
    withdrawn_at: Mapped[dt.datetime | None]


class SectionFLine(Base):
    """One line of what Section F of a plan specifies, costed for a year or not yet. replaced_at: no longer holds."""

    __tablename__ = "section_f_lines"
    __table_args__ = (CheckConstraint("cost_pence >= 0", name="cost"), Index(None, "case_id", "id"), COUNTS_UP)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    words: Mapped[str] = mapped_column(String(400))
    cost_pence: Mapped[int | None] = mapped_column(BigInteger)
    source: Mapped[str] = mapped_column(String(200))
    by_reference: Mapped[str] = mapped_column(String(100))
    written_at: Mapped[dt.datetime]
    replaced_at: Mapped[dt.datetime | None]


class DutyWarning(Base):
    """Provision that a plan specifies and a child does not get. known_on: the day the council knew."""

    __tablename__ = "duty_warnings"
    __table_args__ = (CheckConstraint(one_of("kind", WARNINGS), name="kind"), Index(None, "case_id", "id"), COUNTS_UP)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str] = mapped_column(String(16))
    words: Mapped[str] = mapped_column(Text)
    known_on: Mapped[dt.date]
    owner: Mapped[str] = mapped_column(String(200))
    due_on: Mapped[dt.date]
    by_reference: Mapped[str] = mapped_column(String(100))
    written_at: Mapped[dt.datetime]
    settled_on: Mapped[dt.date | None]
    settled_words: Mapped[str | None] = mapped_column(Text)


class ProvisionLost(Base):
    """Provision a child went without between two days, for a person to remedy."""

    __tablename__ = "provision_lost"
    __table_args__ = (CheckConstraint("to_day >= from_day", name="days"), Index(None, "case_id", "id"), COUNTS_UP)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    words: Mapped[str] = mapped_column(String(400))
    from_day: Mapped[dt.date]
    to_day: Mapped[dt.date | None]
    remedy: Mapped[str | None] = mapped_column(Text)
    remedied_on: Mapped[dt.date | None]
    by_reference: Mapped[str] = mapped_column(String(100))
    written_at: Mapped[dt.datetime]


class Consultation(Base):
    """A school consulted about a placement: 15 days to reply, and silence is neither yes nor no."""

    __tablename__ = "consultations"
    __table_args__ = (CheckConstraint(one_of("reply", REPLIES), name="reply"), Index(None, "case_id", "id"), COUNTS_UP)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    school: Mapped[str] = mapped_column(String(200))
    school_reference: Mapped[str | None] = mapped_column(code(32))
    sent_on: Mapped[dt.date]
    due_on: Mapped[dt.date]
    reply: Mapped[str] = mapped_column(String(16))
    replied_on: Mapped[dt.date | None]
    words: Mapped[str | None] = mapped_column(Text)
    by_reference: Mapped[str] = mapped_column(String(100))
    written_at: Mapped[dt.datetime]
