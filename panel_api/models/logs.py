"""The logs: who looked, who signed in, what was changed, what the ledger wrote. Each is a chain of its own.

A checkpoint names the head of every chain once a day and is signed: one head for all of them.
"""

import datetime as dt
from typing import Final

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from panel_api.columns import Key, code, one_of
from panel_api.models.base import NO_ROWID, Base

LOGS: Final = ("access", "signing", "changes", "ledger")
"""access: looks, exports and disclosures. signing: sign-ins, and attempts that failed. changes: roles, accounts,
tokens, settings, proposals, adoptions, holds. ledger: entries, each by its digest."""


class LogLine(Base):
    """A link of one log, in the same form as a record. stored is the evidence; the columns beside it find it.

    action: a code. subject: the reference of what it was done to. Nothing here says anything of a child but that a case
    of such a reference was looked at.
    """

    __tablename__ = "log_lines"
    __table_args__ = (
        CheckConstraint(one_of("log", LOGS), name="log"),
        Index(None, "log", "at", "sequence"),
        Index(None, "log", "action", "sequence"),
        Index(None, "subject", "log", "sequence"),
        Index(None, "by_reference", "log", "sequence"),
        NO_ROWID,
    )

    log: Mapped[str] = mapped_column(code(16), primary_key=True)
    sequence: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    stored: Mapped[bytes]
    sha256: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    at: Mapped[dt.datetime]
    action: Mapped[str] = mapped_column(code(40))
    subject: Mapped[str] = mapped_column(code(100))
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(code(100))


class Checkpoint(Base):
    """Where every chain ended on a day: a link of its own chain, signed by a key that the one before names.

    stored: the exact bytes that are hashed and signed. key: the public key, hexadecimal (Ed25519). signature: over
    `stored`, hexadecimal.
    """

    __tablename__ = "checkpoints"
    __table_args__ = (Index(None, "day"),)

    sequence: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    day: Mapped[dt.date]
    stored: Mapped[bytes]
    sha256: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(128))
    written_at: Mapped[dt.datetime]
