"""Letters: drafted from a decision, looked at where something is shielded, confirmed by a person, then sent."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from panel_api.columns import Key, code, one_of
from panel_api.models.base import COUNTS_UP, Base, Json

READERS = ("parent", "young_person", "school", "sheet")
LETTER_STAGES = ("drafted", "looked_at", "confirmed", "sent", "withdrawn")


class Letter(Base):
    """One letter to one reader. facts: what it was written from (`panel_api.letters`); blocks: its words as they stand.

    shielded: an address is kept from somebody, so a second person (`looked_by`) looks before anything goes out.
    """

    __tablename__ = "letters"
    __table_args__ = (
        CheckConstraint(one_of("reader", READERS), name="reader"),
        CheckConstraint(one_of("stage", LETTER_STAGES), name="stage"),
        CheckConstraint("looked_by IS NULL OR looked_by <> drafted_by", name="two_people"),
        CheckConstraint("stage NOT IN ('confirmed', 'sent') OR NOT shielded OR looked_by IS NOT NULL", name="looked"),
        Index(None, "case_id", "id"),
        Index(None, "decision_id"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reference: Mapped[str] = mapped_column(code(32), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"))
    party_id: Mapped[int | None] = mapped_column(ForeignKey("parties.id"))
    reader: Mapped[str] = mapped_column(String(16))
    stage: Mapped[str] = mapped_column(String(16))
    shielded: Mapped[bool] = mapped_column(default=False)
    facts: Mapped[Json]
    blocks: Mapped[Json]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"))
    drafted_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    drafted_at: Mapped[dt.datetime]
    looked_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    looked_at: Mapped[dt.datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    confirmed_at: Mapped[dt.datetime | None]
    sent_how: Mapped[str | None] = mapped_column(String(100))
    sent_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
