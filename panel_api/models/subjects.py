"""Subject access: who asked for what is held of a child, what was withheld and why, and what was given to whom.

UK GDPR Articles 12 and 15; Data Protection Act 2018 Schedule 2 paragraphs 16 (third parties) and 19 (privilege),
Schedule 3 (health, social work, education data: serious harm). One month, or three where that was said in time.
"""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from panel_api.columns import Key, code, one_of
from panel_api.models.base import COUNTS_UP, Base, Json

ASKERS = ("child", "young_person", "parent", "representative")
REQUEST_STAGES = ("drawn_up", "looked_at", "confirmed", "given", "refused", "withdrawn")
WITHHELD_FOR = ("third_party", "privileged", "serious_harm", "shielded", "other")


class SubjectRequest(Base):
    """One request for what is held. party_id: who asks, where they stand in the case. words: how they are known.

    authority: why somebody may ask for another (parental responsibility while the child cannot, or the young person's
    written word). shielded: an address is kept from somebody, so that a second person looks before anything is given.
    contents: days of proof and authority, what was let through, and what the bundle held when it was confirmed; sha256:
    of the bundle's bytes.
    """

    __tablename__ = "subject_requests"
    __table_args__ = (
        CheckConstraint(one_of("asker", ASKERS), name="asker"),
        CheckConstraint(one_of("stage", REQUEST_STAGES), name="stage"),
        CheckConstraint("looked_by IS NULL OR looked_by <> drawn_by", name="two_people"),
        CheckConstraint("stage NOT IN ('confirmed', 'given') OR NOT shielded OR looked_by IS NOT NULL", name="looked"),
        Index(None, "case_id", "id"),
        Index(None, "party_id"),
        Index(None, "stage", "due_on"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reference: Mapped[str] = mapped_column(code(32), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    asker: Mapped[str] = mapped_column(String(16))
    party_id: Mapped[int | None] = mapped_column(ForeignKey("parties.id"))
    recipient: Mapped[str] = mapped_column(String(200))
    words: Mapped[str] = mapped_column(Text)
    authority: Mapped[str | None] = mapped_column(Text)
    asked_on: Mapped[dt.date]
    due_on: Mapped[dt.date]
    extended_words: Mapped[str | None] = mapped_column(Text)
    stage: Mapped[str] = mapped_column(String(16))
    shielded: Mapped[bool] = mapped_column(default=False)
    contents: Mapped[Json]
    sha256: Mapped[str | None] = mapped_column(String(64))
    refused_words: Mapped[str | None] = mapped_column(Text)
    drawn_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    drawn_at: Mapped[dt.datetime]
    looked_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    looked_at: Mapped[dt.datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    confirmed_at: Mapped[dt.datetime | None]
    given_how: Mapped[str | None] = mapped_column(String(100))
    given_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Withheld(Base):
    """One thing that a person withholds from a bundle. item: which (`services.subject_bundle`). Listed as withheld."""

    __tablename__ = "withheld"
    __table_args__ = (
        CheckConstraint(one_of("why", WITHHELD_FOR), name="why"),
        UniqueConstraint("request_id", "item"),
        Index(None, "case_id"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("subject_requests.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    item: Mapped[str] = mapped_column(code(100))
    why: Mapped[str] = mapped_column(String(16))
    words: Mapped[str] = mapped_column(Text)
    by_reference: Mapped[str] = mapped_column(String(100))
    written_at: Mapped[dt.datetime]
