"""The ledger: accounts, entries and their lines, statement lines to agree with, and virements waiting to be signed.

Lines are written first and their entry last, in one transaction: the entry's own trigger then holds them to what its
kind demands, and the reference from line to entry is looked at when the transaction ends (`panel_api.sealing_policy`).
"""

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.ledger.accounts import ACCOUNT_KINDS
from engine.ledger.entries import ENTRY_KINDS
from engine.ledger.figures import MEASURES
from panel_api import columns
from panel_api.columns import Key, one_of
from panel_api.models.base import COUNTS_UP, Base

FIGURES = ("allocated", "held", "paid", "outstanding", "uncommitted", "council_cash", "handed")
SIDES = ("giver", "taker")
VIREMENT_STAGES = ("asked", "signed", "refused", "withdrawn")


class Account(Base):
    """One account. partnership: whose budget it is. may_overspend: whether law or the authority's setting lets it.

    host_school: the school (URN) that holds cash for it, if one does. closed_through: the last financial year that is
    closed; nothing more is written to it.
    """

    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint(one_of("kind", tuple(ACCOUNT_KINDS)), name="kind"),
        CheckConstraint("(kind = 'partnership') = (partnership IS NOT NULL)", name="partnership"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code: Mapped[str] = mapped_column(columns.code(80), unique=True)
    kind: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(100))
    partnership: Mapped[str | None] = mapped_column(columns.code(64), unique=True)
    may_overspend: Mapped[bool]
    host_school: Mapped[str | None] = mapped_column(columns.code(32))
    closed_through: Mapped[int | None]
    opened_at: Mapped[dt.datetime]


class LedgerEntry(Base):
    """One entry. pence: what it moves. line_count: how many lines it has. Sealed: never changed, never deleted.

    award_id, decision_id: what it belongs to, as plain numbers: a case may be disposed of, money never. source: the
    statement, file or run it came from. consent_by, consent_words: who consented to the use of a partnership's money,
    or why nobody had to. second_role, second_reference: the other signature of a virement.
    """

    __tablename__ = "ledger_entries"
    __table_args__ = (
        CheckConstraint(one_of("kind", tuple(ENTRY_KINDS)), name="kind"),
        CheckConstraint("(kind = 'reverse') = (reverses_id IS NOT NULL)", name="reverses"),
        CheckConstraint("pence <> 0", name="pence"),
        UniqueConstraint("reverses_id"),
        Index(None, "award_id", "id"),
        Index(None, "decision_id"),
        Index(None, "written_at", "id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(16))
    pence: Mapped[int] = mapped_column(BigInteger)
    line_count: Mapped[int]
    words: Mapped[str] = mapped_column(String(400))
    award_id: Mapped[int | None] = mapped_column(BigInteger)
    decision_id: Mapped[int | None] = mapped_column(BigInteger)
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entries.id"))
    source: Mapped[str | None] = mapped_column(String(200))
    consent_by: Mapped[str | None] = mapped_column(String(100))
    consent_words: Mapped[str | None] = mapped_column(String(400))
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    by_person: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    second_role: Mapped[str | None] = mapped_column(String(32))
    second_reference: Mapped[str | None] = mapped_column(String(100))
    written_at: Mapped[dt.datetime]


class LedgerLine(Base):
    """One line in a cell, which is an account in a financial year. Sealed like its entry.

    sequence: its place in the cell. month: of the financial year, April 1, of its effect. held_after … handed_after:
    the cell's running totals with it; month_after: of its measure in its month. A trigger holds each to the line before
    it, so a balance at any moment is one seek and cannot drift.
    """

    __tablename__ = "ledger_lines"
    __table_args__ = (
        CheckConstraint(one_of("measure", MEASURES), name="measure"),
        CheckConstraint("pence <> 0", name="pence"),
        CheckConstraint("month BETWEEN 1 AND 12", name="month"),
        CheckConstraint("handed_after >= 0", name="handed"),
        UniqueConstraint("account_id", "year", "sequence"),
        Index(None, "account_id", "year", "award_id", "sequence"),
        Index(None, "account_id", "year", "measure", "month", "sequence"),
        Index(None, "account_id", "year", "written_at", "sequence"),
        Index(None, "award_id", "account_id", "year", "id"),
        Index(None, "account_id", "year", "award_id"),
        Index(None, "entry_id", "id"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("ledger_entries.id", deferrable=True, initially="DEFERRED"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    year: Mapped[int]
    sequence: Mapped[int] = mapped_column(BigInteger)
    measure: Mapped[str] = mapped_column(columns.code(16))
    pence: Mapped[int] = mapped_column(BigInteger)
    award_id: Mapped[int | None] = mapped_column(BigInteger)
    effective_on: Mapped[dt.date]
    month: Mapped[int]
    written_at: Mapped[dt.datetime]
    held_after: Mapped[int] = mapped_column(BigInteger)
    committed_after: Mapped[int] = mapped_column(BigInteger)
    paid_after: Mapped[int] = mapped_column(BigInteger)
    released_after: Mapped[int] = mapped_column(BigInteger)
    handed_after: Mapped[int] = mapped_column(BigInteger)
    month_after: Mapped[int] = mapped_column(BigInteger)


class LedgerAssertion(Base):
    """A statement line: what a figure must have come to on a day, by somebody else's books. Sealed like an entry."""

    __tablename__ = "ledger_assertions"
    __table_args__ = (
        CheckConstraint(one_of("figure", FIGURES), name="figure"),
        Index(None, "account_id", "year", "id"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    year: Mapped[int]
    figure: Mapped[str] = mapped_column(String(16))
    on_day: Mapped[dt.date]
    pence: Mapped[int] = mapped_column(BigInteger)
    source: Mapped[str] = mapped_column(String(200))
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    by_person: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    written_at: Mapped[dt.datetime]


class AccountLook(Base):
    """When a person last looked at an account, and when on an earlier day: what is new is told from then."""

    __tablename__ = "account_looks"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    last_at: Mapped[dt.datetime]
    before_at: Mapped[dt.datetime | None]


class Virement(Base):
    """Money that one account asks to give another. It moves when the second signature is there, and never before.

    asked_side: the side that whoever asked signed for; the other is somebody else's to sign.
    """

    __tablename__ = "virements"
    __table_args__ = (
        CheckConstraint(one_of("stage", VIREMENT_STAGES), name="stage"),
        CheckConstraint("pence > 0", name="pence"),
        CheckConstraint("giver_id <> taker_id", name="accounts"),
        CheckConstraint(one_of("asked_side", SIDES), name="asked_side"),
        CheckConstraint("(stage = 'signed') = (entry_id IS NOT NULL)", name="signed"),
        CheckConstraint("answered_by IS NULL OR answered_by <> asked_by", name="two_people"),
        Index(None, "giver_id", "id"),
        Index(None, "taker_id", "id"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reference: Mapped[str] = mapped_column(columns.code(32), unique=True)
    giver_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    taker_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    year: Mapped[int]
    pence: Mapped[int] = mapped_column(BigInteger)
    words: Mapped[str] = mapped_column(Text)
    stage: Mapped[str] = mapped_column(String(16))
    version: Mapped[int] = mapped_column()
    asked_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_role: Mapped[str] = mapped_column(String(32))
    asked_side: Mapped[str] = mapped_column(String(8))
    asked_at: Mapped[dt.datetime]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    answered_role: Mapped[str | None] = mapped_column(String(32))
    answered_at: Mapped[dt.datetime | None]
    answer: Mapped[str | None] = mapped_column(Text)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entries.id"))

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
