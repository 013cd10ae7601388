"""What comes from outside: payments as the council's finance system made them, and pupils on schools' rolls. Sealed."""

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from panel_api.columns import Key, code, one_of
from panel_api.models.base import COUNTS_UP, Base

IMPORT_KINDS = ("paid", "roll")
LEAVING_KINDS = ("left", "moved_school", "moved_authority", "stays")


class Import(Base):
    """One file that was taken in, whole. sha256: of what its rows say, however the file was saved."""

    __tablename__ = "imports"
    __table_args__ = (
        CheckConstraint(one_of("kind", IMPORT_KINDS), name="kind"),
        UniqueConstraint("kind", "sha256"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    sha256: Mapped[str] = mapped_column(code(64))
    file_name: Mapped[str] = mapped_column(String(200))
    row_count: Mapped[int]
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    by_person: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    written_at: Mapped[dt.datetime]


class PaidLine(Base):
    """One payment as the finance system made it: the truth of what was paid.

    sha256: of what the line says, so that it counts once. given: the award's reference as the file has it. award_id: a
    plain number, or none where no award goes by it.
    pence: below nothing came back. posted_pence: of it, what the ledger has; the rest was paid and is not committed.
    """

    __tablename__ = "paid_lines"
    __table_args__ = (
        CheckConstraint("pence <> 0", name="pence"),
        CheckConstraint("until_day >= from_day", name="days"),
        CheckConstraint("(posted_pence = 0) = (entry_id IS NULL)", name="posted"),
        UniqueConstraint("import_id", "row"),
        Index(None, "award_id", "from_day"),
        Index(None, "from_day", "id"),
        Index(None, "account_id", "year"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"))
    row: Mapped[int]
    sha256: Mapped[str] = mapped_column(code(64), unique=True)
    given: Mapped[str] = mapped_column(code(64))
    award_id: Mapped[int | None] = mapped_column(BigInteger)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    year: Mapped[int]
    school: Mapped[str | None] = mapped_column(code(32))
    from_day: Mapped[dt.date]
    until_day: Mapped[dt.date]
    paid_on: Mapped[dt.date]
    pence: Mapped[int] = mapped_column(BigInteger)
    posted_pence: Mapped[int] = mapped_column(BigInteger)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entries.id"))
    written_at: Mapped[dt.datetime]


class RollLine(Base):
    """That a school has a child of an award on roll, or not any more. left_on: the last day on roll."""

    __tablename__ = "roll_lines"
    __table_args__ = (
        CheckConstraint("on_roll = (left_on IS NULL)", name="left"),
        UniqueConstraint("import_id", "row"),
        Index(None, "award_id", "id"),
        Index(None, "case_id"),
        Index(None, "on_roll", "id"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"))
    row: Mapped[int]
    award_id: Mapped[int] = mapped_column(ForeignKey("awards.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    school: Mapped[str] = mapped_column(code(32))
    on_roll: Mapped[bool]
    left_on: Mapped[dt.date | None]
    written_at: Mapped[dt.datetime]


class Leaving(Base):
    """What a person found of a child whom a roll return says has left: never found by itself. last_day: on roll.

    to_school, from_day: of the next school, where the child moved within the authority. authority: which is responsible
    from the day after, where the child moved out of it (its code).
    """

    __tablename__ = "leavings"
    __table_args__ = (
        CheckConstraint(one_of("kind", LEAVING_KINDS), name="kind"),
        CheckConstraint("(kind = 'stays') = (last_day IS NULL)", name="last_day"),
        CheckConstraint("(kind = 'moved_school') = (to_school IS NOT NULL AND from_day IS NOT NULL)", name="to_school"),
        CheckConstraint("(kind = 'moved_authority') = (authority IS NOT NULL)", name="authority"),
        Index(None, "award_id", "id"),
        Index(None, "case_id"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    roll_line_id: Mapped[int] = mapped_column(ForeignKey("roll_lines.id"), unique=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("awards.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str] = mapped_column(String(16))
    last_day: Mapped[dt.date | None]
    to_school: Mapped[str | None] = mapped_column(code(32))
    from_day: Mapped[dt.date | None]
    authority: Mapped[str | None] = mapped_column(code(10))
    words: Mapped[str] = mapped_column(String(400))
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    by_person: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    written_at: Mapped[dt.datetime]
