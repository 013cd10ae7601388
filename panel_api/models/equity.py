"""Equity: what people say of themselves for monitoring alone, reports of like need and like support, and due regard."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from panel_api.columns import Key, code
from panel_api.models.base import COUNTS_UP, Base, Json


class MonitoringAnswer(Base):
    """One answer for equality monitoring. Nobody who assesses, advises or decides sees it, and no rulebook reads it.

    name, answer: by `services.monitoring`; no row is "not known". source: who said so (a file, the family).
    """

    __tablename__ = "monitoring_answers"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    name: Mapped[str] = mapped_column(code(32), primary_key=True)
    answer: Mapped[str] = mapped_column(code(64))
    source: Mapped[str] = mapped_column(String(100))
    by_reference: Mapped[str] = mapped_column(String(100))
    written_at: Mapped[dt.datetime]


class EquityReport(Base):
    """Groups compared at the same assessed need, over the cases decided in a stretch of days. Sealed.

    spec: what was compared, and the rate of false alarms. result: every comparison, small numbers already taken out.
    """

    __tablename__ = "equity_reports"
    __table_args__ = (UniqueConstraint("reference"), COUNTS_UP)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reference: Mapped[str] = mapped_column(code(32))
    rulebook: Mapped[str] = mapped_column(code(100))
    from_day: Mapped[dt.date]
    until_day: Mapped[dt.date]
    cases: Mapped[int]
    spec: Mapped[Json]
    result: Mapped[Json]
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    by_person: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[dt.datetime]


class EquityNote(Base):
    """What a person wrote of a proposal's effect on a group: due regard (Equality Act 2010, s.149). Sealed.

    A later one of the same person or another stands beside it. about: a characteristic, or "" for the whole.
    """

    __tablename__ = "equity_notes"
    __table_args__ = (Index(None, "proposal_id", "id"), COUNTS_UP)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id"))
    about: Mapped[str] = mapped_column(code(32))
    words: Mapped[str] = mapped_column(Text)
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    by_person: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    written_at: Mapped[dt.datetime]
