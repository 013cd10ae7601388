"""People who sign in: who they are, which roles they hold between days, their sessions and programs' tokens.

No password, session or token is kept: only argon2 hashes of passwords and SHA-256 of long random tokens.
"""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from panel_api import columns
from panel_api.columns import Key, code, one_of
from panel_api.models.base import COUNTS_UP, NO_ROWID, Base, Json


class Person(Base):
    """Someone who can sign in. reference: how logs and records name them; nothing can be read from it.

    issuer, subject: who they are to the council's own sign-in (OpenID Connect). password_hash: of a local account.
    link_sha256, link_until: of the one link by which a password may be set now; a newer link replaces it.
    demo: an account of the invented county, which exists in demo mode only.
    """

    __tablename__ = "people"
    __table_args__ = (
        UniqueConstraint("issuer", "subject"),
        CheckConstraint("(issuer IS NULL) = (subject IS NULL)", name="provider"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reference: Mapped[str] = mapped_column(code(32), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(code(254), unique=True)
    issuer: Mapped[str | None] = mapped_column(code(200))
    subject: Mapped[str | None] = mapped_column(code(255))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    link_sha256: Mapped[str | None] = mapped_column(code(64), unique=True)
    link_until: Mapped[dt.datetime | None]
    demo: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column()
    created_at: Mapped[dt.datetime]

    appointments: Mapped[list["Appointment"]] = relationship(
        lazy="raise", back_populates="person", order_by="(Appointment.from_day, Appointment.id)"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Appointment(Base):
    """A role that a person holds between two days, both included. Ended by a day, never removed.

    partnership: whose budget a budget holder holds. school: whose requests a school's person sends (URN); a budget
    holder may name their own, whose pupils they see by name. source: "local", or "provider" where the council's own
    sign-in says so.
    """

    __tablename__ = "appointments"
    __table_args__ = (
        CheckConstraint(one_of("role", columns.ROLES), name="role"),
        CheckConstraint("role <> 'school' OR school IS NOT NULL", name="school"),
        CheckConstraint("(role = 'budget_holder') = (partnership IS NOT NULL)", name="partnership"),
        CheckConstraint("to_day >= from_day", name="days"),
        Index(None, "person_id"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str] = mapped_column(String(32))
    partnership: Mapped[str | None] = mapped_column(code(64))
    school: Mapped[str | None] = mapped_column(code(32))
    from_day: Mapped[dt.date]
    to_day: Mapped[dt.date | None]
    source: Mapped[str] = mapped_column(String(16), default="local")
    by_reference: Mapped[str] = mapped_column(String(100))
    written_at: Mapped[dt.datetime]

    person: Mapped[Person] = relationship(lazy="raise", back_populates="appointments")


class SignIn(Base):
    """A session, kept on the server: one person, acting in one role at a time. token_sha256: of the cookie's value.

    csrf: what every form of this session carries. way: "local" or "provider".
    """

    __tablename__ = "sign_ins"
    __table_args__ = (Index(None, "person_id"), Index(None, "seen_at"))

    token_sha256: Mapped[str] = mapped_column(code(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointments.id"))
    csrf: Mapped[str] = mapped_column(String(64))
    way: Mapped[str] = mapped_column(String(16))
    begun_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]

    person: Mapped[Person] = relationship(lazy="raise")
    appointment: Mapped[Appointment | None] = relationship(lazy="raise")


class Attempt(Base):
    """A failed sign-in, counted by who tried from where. bucket: a hash, so that no name or address is kept."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index(None, "bucket", "at"), Index(None, "at"), COUNTS_UP)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    bucket: Mapped[str] = mapped_column(code(64))
    at: Mapped[dt.datetime]


class Secret(Base):
    """A random key of this installation, the same for each of its processes; made when it is first needed.

    It opens nothing: one signs what browsers carry from one step of signing in to the next, and hides in
    `sign_in_attempts` whose sign-ins were counted; one signs checkpoints where no file is named for that.
    """

    __tablename__ = "secrets"
    __table_args__ = (NO_ROWID,)

    name: Mapped[str] = mapped_column(code(32), primary_key=True)
    value: Mapped[bytes]


class ApiToken(Base):
    """What a program signs in with: shown once, kept as a hash, limited to a role and to permissions, revocable."""

    __tablename__ = "api_tokens"
    __table_args__ = (
        CheckConstraint(one_of("role", columns.ROLES), name="role"),
        CheckConstraint("(role = 'school') = (school IS NOT NULL)", name="school"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reference: Mapped[str] = mapped_column(code(32), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    token_sha256: Mapped[str] = mapped_column(code(64), unique=True)
    role: Mapped[str] = mapped_column(String(32))
    school: Mapped[str | None] = mapped_column(code(32))
    permissions: Mapped[list[Any]]
    demo: Mapped[bool] = mapped_column(default=False)
    by_reference: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]
    revoked_at: Mapped[dt.datetime | None]


class FeedKey(Base):
    """What a person's calendar reads dates due with, in one of their roles: shown once, kept as a hash, revocable."""

    __tablename__ = "feed_keys"
    __table_args__ = (Index(None, "person_id"), COUNTS_UP)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointments.id"))
    key_sha256: Mapped[str] = mapped_column(code(64), unique=True)
    made_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]

    person: Mapped[Person] = relationship(lazy="raise")
    appointment: Mapped[Appointment] = relationship(lazy="raise")


class SetAside(Base):
    """What a person had typed when their session had lapsed: theirs alone to take back, for a short time."""

    __tablename__ = "forms_set_aside"
    __table_args__ = (Index(None, "person_id"), Index(None, "at"))

    id_sha256: Mapped[str] = mapped_column(code(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    path: Mapped[str] = mapped_column(String(400))
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[dt.datetime]


class Purpose(Base):
    """Why an auditor looks at who a case is about: written before anything opens, for a short time."""

    __tablename__ = "purposes"
    __table_args__ = (Index(None, "case_id", "person_id"), COUNTS_UP)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    words: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[dt.datetime]
    until: Mapped[dt.datetime]


class Proposal(Base):
    """A rulebook that an editor proposes. Nobody answers their own, and nothing is adopted by this alone.

    name: of the rulebook, and of its folder. text, cases, vocabulary: what was checked; the vocabulary as it stood on
    the shelf then. begun_from: the rulebook of the shelf that it changes; None where it begins anew. words: why.
    faults: what the check found, each a file, a line, a column and words. summary: its one line where nothing is wrong.
    stage: "proposed", "supported", "sent_back", "withdrawn".
    promise: what it may cost, held against its re-scoring when it is adopted: "neutral" within promise_basis_points
    (hundredths of a percent) of what is paid now, "at_most" promise_pence more a year, "none"; None in one made before
    promises were asked for. protection: how falls are softened (`engine.whatif.protection`), None for not at all.
    """

    __tablename__ = "proposals"
    __table_args__ = (
        CheckConstraint(one_of("promise", ("neutral", "at_most", "none")), name="promise"),
        CheckConstraint("(promise = 'neutral') = (promise_basis_points IS NOT NULL)", name="promise_neutral"),
        CheckConstraint("(promise = 'at_most') = (promise_pence IS NOT NULL)", name="promise_at_most"),
        CheckConstraint(one_of("stage", ("proposed", "supported", "sent_back", "withdrawn")), name="stage"),
        CheckConstraint("answered_by IS NULL OR answered_by <> proposed_by", name="two_people"),
        CheckConstraint("(stage IN ('supported', 'sent_back')) = (answered_by IS NOT NULL)", name="answered"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reference: Mapped[str] = mapped_column(code(32), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    begun_from: Mapped[str | None] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
    cases: Mapped[str] = mapped_column(Text)
    vocabulary: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    from_day: Mapped[dt.date]
    faults: Mapped[list[Any]]
    summary: Mapped[str] = mapped_column(String(400))
    stage: Mapped[str] = mapped_column(String(16))
    version: Mapped[int] = mapped_column()
    proposed_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    proposed_at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    answered_at: Mapped[dt.datetime | None]
    answer: Mapped[str | None] = mapped_column(Text)
    withdrawn_at: Mapped[dt.datetime | None]
    promise: Mapped[str | None] = mapped_column(String(16))
    promise_basis_points: Mapped[int | None]
    promise_pence: Mapped[int | None] = mapped_column(BigInteger)
    protection: Mapped[Json | None] = mapped_column(JSON(none_as_null=True))

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
