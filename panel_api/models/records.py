"""The chain of records, the values sealed apart, and the rulebook texts they rest on."""

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from panel_api.columns import Key, code, one_of
from panel_api.models.base import NO_ROWID, Base, Json
from panel_api.models.logs import LOGS

CHAINS = ("records", *LOGS, "checkpoints")


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


class ChainHead(Base):
    """The last link of each chain: one row a chain, locked last in a transaction, moved one at a time."""

    __tablename__ = "chain_heads"
    __table_args__ = (CheckConstraint(one_of("chain", CHAINS), name="chain"), NO_ROWID)

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


class MoneyDisposal(Base):
    """Leave to delete lines of payments that were made before a day, sealed by a record of its own."""

    __tablename__ = "money_disposals"
    __table_args__ = (NO_ROWID,)

    record_sequence: Mapped[int] = mapped_column(
        Key, ForeignKey("records.sequence"), primary_key=True, autoincrement=False
    )
    before: Mapped[dt.date]
    disposed_at: Mapped[dt.datetime]


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
