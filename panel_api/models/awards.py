"""Awards and commissioned services: what is to be paid, from when to when, where, and by which account. Sealed."""

import datetime as dt

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from panel_api.columns import Key, code, one_of
from panel_api.models.base import COUNTS_UP, Base, Json

AWARD_KINDS = ("award", "service")
PRICED = ("band", "individual")
WHYS = ("decided", "uprated", "moved", "left", "ended", "corrected", "commissioned")


class Award(Base):
    """What is paid for one case, or a service that names no child. What is paid when is in its terms.

    name: of a service. schools: the schools a service is for. statutory: whether law requires it. priced: "individual"
    is not uprated. counting: how part of a year counts (`engine.awards.counting`), as it was when it was agreed.
    claim_from: the authority (code) that owes it back. `statutory`, `counting` and `claim_from` never change: an award
    that should differ is ended and another begun.
    """

    __tablename__ = "awards"
    __table_args__ = (
        CheckConstraint(one_of("kind", AWARD_KINDS), name="kind"),
        CheckConstraint(one_of("priced", PRICED), name="priced"),
        CheckConstraint("(kind = 'service') = (name IS NOT NULL)", name="name"),
        CheckConstraint("kind = 'service' OR case_id IS NOT NULL", name="case"),
        Index(None, "case_id", "id"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reference: Mapped[str] = mapped_column(code(32), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    name: Mapped[str | None] = mapped_column(String(200))
    schools: Mapped[Json | None] = mapped_column(JSON(none_as_null=True))
    statutory: Mapped[bool]
    band: Mapped[str | None] = mapped_column(code(32))
    priced: Mapped[str] = mapped_column(String(16))
    counting: Mapped[Json]
    claim_from: Mapped[str | None] = mapped_column(code(10))
    created_at: Mapped[dt.datetime]

    terms: Mapped[list["AwardTerm"]] = relationship(lazy="raise", back_populates="award", order_by="AwardTerm.id")


class AwardTerm(Base):
    """From a day on: what is paid a year, where, by which account. A later one replaces the earlier from then.

    until_day: included; None is until further notice. pence_a_year: 0 ends it. school: where (URN). decision_id: the
    decision it follows from, if it follows from one.
    """

    __tablename__ = "award_terms"
    __table_args__ = (
        CheckConstraint(one_of("why", WHYS), name="why"),
        CheckConstraint("pence_a_year >= 0", name="amount"),
        CheckConstraint("until_day >= from_day", name="days"),
        Index(None, "award_id", "id"),
        Index(None, "account_id", "id"),
        Index(None, "account_id", "pence_a_year", "id"),
        Index(None, "account_id", "until_day", "id"),
        Index(None, "account_id", "pence_a_year"),
        Index(None, "account_id", "until_day"),
        Index(None, "case_id"),
        Index(None, "decision_id"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("awards.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))
    school: Mapped[str | None] = mapped_column(code(32))
    from_day: Mapped[dt.date]
    until_day: Mapped[dt.date | None]
    pence_a_year: Mapped[int] = mapped_column(BigInteger)
    why: Mapped[str] = mapped_column(String(16))
    words: Mapped[str | None] = mapped_column(String(400))
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    by_person: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    written_at: Mapped[dt.datetime]

    award: Mapped[Award] = relationship(lazy="raise", back_populates="terms")
