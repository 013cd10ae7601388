"""The tables: cases and who is who in them, assessments, advice, decisions, and the chain of records.

Money is whole pence. Moments are UTC. Relations are loaded only where a query of the store asks for
them. `triggers.py` says which tables are sealed; a column added to those needs a migration that ends
by putting the triggers back, which the migration environment does by itself.
"""

import datetime as dt
from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from panel_api import columns
from panel_api.columns import Key, UtcDateTime, code, one_of

NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
NO_ROWID: Final = {"sqlite_with_rowid": False}
"""For sealed tables whose key is not a number: SQLite's hidden row number would be a way round it."""
COUNTS_UP: Final = {"sqlite_autoincrement": True}
"""For tables whose rows may go: SQLite would otherwise give a number again that records still name."""

Json = dict[str, Any]


class Base(DeclarativeBase):
    """The root of all tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {dt.datetime: UtcDateTime, Json: JSON, list[Any]: JSON, bytes: LargeBinary}  # noqa: RUF012


class RulebookText(Base):
    """A rulebook's text as it was used, kept once by its hash.

    sha256: over `text` followed by `vocabulary`, as `cat rulebook.yaml vocabulary.yaml | sha256sum`.
    """

    __tablename__ = "rulebook_texts"
    __table_args__ = (NO_ROWID,)

    sha256: Mapped[str] = mapped_column(code(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
    vocabulary: Mapped[str] = mapped_column(Text)
    first_used_at: Mapped[dt.datetime]


class Case(Base):
    """One request. `version` rises with every change and is what ETag and If-Match carry.

    facts: the answers so far, in canonical JSON form. status, band, amount_pence: of the latest
    assessment, kept here so that the list reads one table; set by `store.add_assessment` only.
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
    parent's address and whereabouts are kept from the other parent everywhere.
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


class Assessment(Base):
    """What the engine found, once second opinions agreed. Sealed: never changed, deleted by disposal.

    facts, outcome, derived, truths, rules: as in `engine.recording.canonical.Assessed`. report: all that is shown,
    as JSON. engines: {"versions": {name: version}, "compared": {what: how many}}.
    """

    __tablename__ = "assessments"
    __table_args__ = (
        CheckConstraint(one_of("status", columns.STATUSES), name="status"),
        CheckConstraint("amount_pence >= 0", name="amount"),
        Index(None, "case_id", "id"),
        Index(None, "rulebook_sha256"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    as_of: Mapped[dt.date]
    rulebook_name: Mapped[str] = mapped_column(String(100))
    rulebook_sha256: Mapped[str] = mapped_column(ForeignKey("rulebook_texts.sha256"))
    semantics: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    band: Mapped[str | None] = mapped_column(code(32))
    amount_pence: Mapped[int | None] = mapped_column(BigInteger)
    facts: Mapped[Json]
    outcome: Mapped[Json]
    derived: Mapped[Json]
    truths: Mapped[str] = mapped_column(Text)
    rules: Mapped[str] = mapped_column(Text)
    report: Mapped[Json]
    engines: Mapped[Json]
    created_at: Mapped[dt.datetime]


class Recommendation(Base):
    """The advice put to the panel. Sealed like an assessment.

    sentences: exactly what people read. outcome: band and amount in canonical JSON form.
    """

    __tablename__ = "recommendations"
    __table_args__ = (Index(None, "case_id", "id"), Index(None, "assessment_id"), COUNTS_UP)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"))
    band: Mapped[str | None] = mapped_column(code(32))
    amount_pence: Mapped[int | None] = mapped_column(BigInteger)
    outcome: Mapped[Json]
    sentences: Mapped[list[Any]]
    route: Mapped[str | None] = mapped_column(String(64))
    by_role: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[dt.datetime]


class Decision(Base):
    """What a person decided. Sealed like an assessment; corrected only by a later one."""

    __tablename__ = "decisions"
    __table_args__ = (
        CheckConstraint(one_of("kind", columns.DECISION_KINDS), name="kind"),
        CheckConstraint("amount_pence >= 0", name="amount"),
        CheckConstraint("length(words) > 0", name="words"),
        Index(None, "case_id", "id"),
        Index(None, "assessment_id"),
        Index(None, "recommendation_id"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"))
    recommendation_id: Mapped[int | None] = mapped_column(ForeignKey("recommendations.id"))
    kind: Mapped[str] = mapped_column(String(32))
    reason_code: Mapped[str] = mapped_column(String(64))
    words: Mapped[str] = mapped_column(Text)
    law: Mapped[str | None] = mapped_column(String(200))
    authority: Mapped[str] = mapped_column(String(200))
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    band: Mapped[str | None] = mapped_column(code(32))
    amount_pence: Mapped[int | None] = mapped_column(BigInteger)
    decided_at: Mapped[dt.datetime]


class ChainHead(Base):
    """The last link of each chain: one row a chain, locked last in a transaction, moved one at a time."""

    __tablename__ = "chain_heads"
    __table_args__ = (CheckConstraint(one_of("chain", ("records", "access")), name="chain"), NO_ROWID)

    chain: Mapped[str] = mapped_column(String(16), primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))


class Record(Base):
    """A link of the chain of records. stored: the exact bytes that are hashed (engine.recording.chain).

    case_id and decision_id find a record; its bytes, not these, are the evidence. decision_id is no
    foreign key: a decision may be disposed of, a record never.
    """

    __tablename__ = "records"
    __table_args__ = (
        UniqueConstraint("decision_id"),
        Index(None, "case_id", "sequence"),
    )

    sequence: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    stored: Mapped[bytes]
    sha256: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    decision_id: Mapped[int | None] = mapped_column(BigInteger)


class SealedValue(Base):
    """A personal value with its salt, apart from its record. Refuses UPDATE; DELETE only to a disposal."""

    __tablename__ = "sealed_values"
    __table_args__ = (NO_ROWID,)

    record_sequence: Mapped[int] = mapped_column(
        Key, ForeignKey("records.sequence"), primary_key=True, autoincrement=False
    )
    path: Mapped[str] = mapped_column(code(200), primary_key=True)
    digest: Mapped[str] = mapped_column(String(44))
    salt: Mapped[str] = mapped_column(String(32))
    value: Mapped[str] = mapped_column(Text)


class Disposal(Base):
    """Leave to delete a case's values that were sealed before this disposal's own record."""

    __tablename__ = "disposals"
    __table_args__ = (Index(None, "case_id"), NO_ROWID)

    record_sequence: Mapped[int] = mapped_column(
        Key, ForeignKey("records.sequence"), primary_key=True, autoincrement=False
    )
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    disposed_at: Mapped[dt.datetime]


class AccessLine(Base):
    """A link of the access log: who looked at what. A chain of its own, in the same form."""

    __tablename__ = "access_log"

    sequence: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    stored: Mapped[bytes]
    sha256: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))


class IdempotencyKey(Base):
    """An answer already given, so that the same request sent twice is done once.

    request_sha256: of the request's body. status 0 while the first one is still at work.
    """

    __tablename__ = "idempotency_keys"
    __table_args__ = (Index(None, "created_at"),)

    owner: Mapped[str] = mapped_column(String(100), primary_key=True)
    route: Mapped[str] = mapped_column(String(200), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    request_sha256: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    headers: Mapped[Json]
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[dt.datetime]
