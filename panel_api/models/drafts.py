"""Requests that are being written: what a person typed so far, theirs alone until it is sent."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from panel_api import columns
from panel_api.columns import Key, code, one_of
from panel_api.models.base import COUNTS_UP, Base, Json


class RequestDraft(Base):
    """A request before it is sent. role, school: as which of their roles its person writes it.

    typed: what was typed, by the names of the form's fields, each a list of texts, whether it can be used or not.
    Once it is sent, `case_id` says what it became and nothing typed is kept here any more.
    """

    __tablename__ = "request_drafts"
    __table_args__ = (
        CheckConstraint(one_of("role", columns.ROLES), name="role"),
        CheckConstraint(one_of("legal_basis", columns.LEGAL_BASES), name="legal_basis"),
        CheckConstraint("(case_id IS NULL) = (sent_at IS NULL)", name="sent"),
        Index(None, "person_id", "saved_at"),
        Index(None, "case_id"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reference: Mapped[str] = mapped_column(code(32), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str] = mapped_column(String(32))
    school: Mapped[str | None] = mapped_column(code(32))
    rulebook: Mapped[str] = mapped_column(String(100))
    legal_basis: Mapped[str] = mapped_column(String(32))
    typed: Mapped[Json]
    version: Mapped[int] = mapped_column()
    begun_at: Mapped[dt.datetime]
    saved_at: Mapped[dt.datetime]
    sent_at: Mapped[dt.datetime | None]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
