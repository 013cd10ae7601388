"""Moderation: decided cases scored again by others after the event. It changes no decision."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from panel_api.columns import Key, code
from panel_api.models.base import COUNTS_UP, Base, Json


class Sample(Base):
    """A set of cases drawn by chance. seed, plan: enough to draw it again. closed_at: no more scores are taken."""

    __tablename__ = "moderation_samples"
    __table_args__ = (COUNTS_UP,)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reference: Mapped[str] = mapped_column(code(32), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    rulebook: Mapped[str] = mapped_column(String(100))
    seed: Mapped[int]
    plan: Mapped[Json]
    by_reference: Mapped[str] = mapped_column(String(100))
    drawn_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]


class SampleCase(Base):
    """A case in a sample."""

    __tablename__ = "moderation_cases"
    __table_args__ = (UniqueConstraint("sample_id", "case_id"), Index(None, "case_id"), COUNTS_UP)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    sample_id: Mapped[int] = mapped_column(ForeignKey("moderation_samples.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    position: Mapped[int]


class Scorer(Base):
    """Someone who is asked to score a sample."""

    __tablename__ = "moderation_scorers"

    sample_id: Mapped[int] = mapped_column(ForeignKey("moderation_samples.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)


class Score(Base):
    """One person's levels for one case of a sample. finished_at: they are done with it."""

    __tablename__ = "moderation_scores"
    __table_args__ = (UniqueConstraint("sample_case_id", "person_id"), COUNTS_UP)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    sample_case_id: Mapped[int] = mapped_column(ForeignKey("moderation_cases.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    levels: Mapped[Json]
    words: Mapped[str | None] = mapped_column(Text)
    saved_at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None]
