"""What-if: runs over the whole caseload, values found for a target, and how far a run at work has come."""

import datetime as dt

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from panel_api.columns import Key, code
from panel_api.models.base import COUNTS_UP, NO_ROWID, Base, Json


class WhatIf(Base):
    """What the caseload comes to by one or several texts, beside those in force: sealed, and of no case alone.

    spec: what was asked (overlays, protection, years). as_of: the day the texts were asked for. caseload_on: the past
    day whose caseload it is; None for the caseload as it was when it was made. record_sequence: the record that seals
    it.
    """

    __tablename__ = "whatifs"
    __table_args__ = (UniqueConstraint("reference"), UniqueConstraint("record_sequence"), COUNTS_UP)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reference: Mapped[str] = mapped_column(code(32))
    words: Mapped[str] = mapped_column(String(400))
    spec: Mapped[Json]
    as_of: Mapped[dt.date]
    caseload_on: Mapped[dt.date | None]
    cases: Mapped[int]
    result: Mapped[Json]
    record_sequence: Mapped[int] = mapped_column(BigInteger)
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    by_person: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[dt.datetime]


class WhatIfText(Base):
    """A text that a run tried, and what it was held against. Sealed. source: a proposal's reference, or an overlay."""

    __tablename__ = "whatif_texts"
    __table_args__ = (Index(None, "sha256"), Index(None, "against_sha256"), NO_ROWID)

    whatif_id: Mapped[int] = mapped_column(ForeignKey("whatifs.id"), primary_key=True)
    name: Mapped[str] = mapped_column(code(100), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("rulebook_texts.sha256"))
    against_sha256: Mapped[str] = mapped_column(ForeignKey("rulebook_texts.sha256"))
    source: Mapped[str] = mapped_column(String(200))


class Calibration(Base):
    """Values found for a target, how they were found, and what binds. Sealed; it puts nothing in force.

    sha256: of the text it began from; found_sha256: of the text with what was found, None where nothing meets the
    target. spec: the target and its limits. result: the values, what binds, the trade-off.
    """

    __tablename__ = "calibrations"
    __table_args__ = (UniqueConstraint("reference"), Index(None, "proposal_id", "id"), COUNTS_UP)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reference: Mapped[str] = mapped_column(code(32))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposals.id"))
    name: Mapped[str] = mapped_column(code(100))
    sha256: Mapped[str] = mapped_column(String(64))
    found_sha256: Mapped[str | None] = mapped_column(String(64))
    found_text: Mapped[str | None] = mapped_column(Text)
    spec: Mapped[Json]
    result: Mapped[Json]
    as_of: Mapped[dt.date]
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    by_person: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[dt.datetime]


class RunAtWork(Base):
    """How far a long run has come, for every process to see. It goes once what it makes is kept.

    key: what is run, and for what. failed: why it was given up, in a sentence; empty while it is at work. seen_at:
    when it was last heard of: one not heard of for long has died.
    """

    __tablename__ = "runs_at_work"

    key: Mapped[str] = mapped_column(code(100), primary_key=True)
    of: Mapped[int]
    done: Mapped[int]
    failed: Mapped[str] = mapped_column(String(400))
    begun_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
