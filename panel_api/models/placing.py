"""Placing a child: what place is sought, which schools were asked for, what each would cost, where the child went."""

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.law.asking import OFFERS
from panel_api.columns import Key, code, one_of
from panel_api.models.base import COUNTS_UP, Base, Json
from panel_api.models.provision import COST_LINES

AGENCIES = ("health", "social_care", "other_authority", "other")
SHARE_STATES = ("asked", "agreed", "refused")


class PlaceSought(Base):
    """What place a case looks for, as it was written down; the latest holds. Sealed.

    home_sector: the postcode sector of the child's home, such as OX160, from whose middle distances are measured; None
    where it is not known. start_day, until_day: of the stay that is expected. facts: answers to the fit rulebook's
    questions about the child that the case's own answers do not give (what Section F requires), in canonical JSON form.
    """

    __tablename__ = "places_sought"
    __table_args__ = (
        CheckConstraint("until_day >= start_day", name="days"),
        Index(None, "case_id", "id"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    home_sector: Mapped[str | None] = mapped_column(code(8))
    start_day: Mapped[dt.date]
    until_day: Mapped[dt.date | None]
    facts: Mapped[Json]
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    written_at: Mapped[dt.datetime]


class SchoolAsked(Base):
    """A school that a parent or the young person asked for; two parents may ask for two.

    party_id: which parent; None where the young person asked, or both parents together. school: its name as it was
    asked for; provision_id: which of the directory it is, where it stands there. offer: of a school outside s.38(3),
    whether it offers a place. withdrawn_on: they ask for it no more.
    """

    __tablename__ = "schools_asked"
    __table_args__ = (CheckConstraint(one_of("offer", OFFERS), name="offer"), Index(None, "case_id", "id"), COUNTS_UP)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    party_id: Mapped[int | None] = mapped_column(ForeignKey("parties.id"))
    provision_id: Mapped[int | None] = mapped_column(ForeignKey("provisions.id"))
    school: Mapped[str] = mapped_column(String(200))
    asked_on: Mapped[dt.date]
    words: Mapped[str | None] = mapped_column(Text)
    offer: Mapped[str] = mapped_column(String(16))
    offered_on: Mapped[dt.date | None]
    withdrawn_on: Mapped[dt.date | None]
    by_reference: Mapped[str] = mapped_column(String(100))
    written_at: Mapped[dt.datetime]


class PlacementCost(Base):
    """What one part of a place would cost a year for this child there. replaced_at: no longer holds.

    pence: None is not known, and stays a question. source: where it is from. estimated_by: whose estimate it is.
    """

    __tablename__ = "placement_costs"
    __table_args__ = (
        CheckConstraint(one_of("line", COST_LINES), name="line"),
        CheckConstraint("pence >= 0", name="pence"),
        Index(None, "case_id", "id"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    provision_id: Mapped[int] = mapped_column(ForeignKey("provisions.id"))
    line: Mapped[str] = mapped_column(String(16))
    pence: Mapped[int | None] = mapped_column(BigInteger)
    words: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(200))
    estimated_by: Mapped[str | None] = mapped_column(String(200))
    by_reference: Mapped[str] = mapped_column(String(100))
    written_at: Mapped[dt.datetime]
    replaced_at: Mapped[dt.datetime | None]


class JointShare(Base):
    """A share of a joint package: who pays for what, since when, with what evidence. replaced_at: no longer holds.

    provision_id: at which place; None wherever the child is. pence: a year; None is not agreed in money yet.
    """

    __tablename__ = "joint_shares"
    __table_args__ = (
        CheckConstraint(one_of("agency", AGENCIES), name="agency"),
        CheckConstraint(one_of("state", SHARE_STATES), name="state"),
        CheckConstraint("pence >= 0", name="pence"),
        CheckConstraint("state <> 'agreed' OR (agreed_by IS NOT NULL AND agreed_on IS NOT NULL)", name="agreed"),
        Index(None, "case_id", "id"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    provision_id: Mapped[int | None] = mapped_column(ForeignKey("provisions.id"))
    agency: Mapped[str] = mapped_column(String(16))
    what: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(16))
    pence: Mapped[int | None] = mapped_column(BigInteger)
    agreed_by: Mapped[str | None] = mapped_column(String(200))
    agreed_on: Mapped[dt.date | None]
    from_day: Mapped[dt.date | None]
    until_day: Mapped[dt.date | None]
    evidence: Mapped[str | None] = mapped_column(String(400))
    by_reference: Mapped[str] = mapped_column(String(100))
    written_at: Mapped[dt.datetime]
    replaced_at: Mapped[dt.datetime | None]


class PlaceSearch(Base):
    """What was found for a case on a day: every place in range with its verdict, confirmed by second opinions. Sealed.

    metres: how far was looked. found: a list in the order shown, in canonical JSON form (`services.found.as_kept`);
    counts: how many suit, may suit, do not. engines: versions, and what the second opinions looked at.
    """

    __tablename__ = "place_searches"
    __table_args__ = (Index(None, "case_id", "id"), COUNTS_UP)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    sought_id: Mapped[int] = mapped_column(ForeignKey("places_sought.id"))
    as_of: Mapped[dt.date]
    rulebook: Mapped[str] = mapped_column(String(100))
    rulebook_sha256: Mapped[str] = mapped_column(code(64))
    metres: Mapped[int]
    found: Mapped[list[Any]]
    counts: Mapped[Json]
    engines: Mapped[Json]
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    written_at: Mapped[dt.datetime]


class Placement(Base):
    """Where a child is taught from a day on, and what it costs: what is tracked in number, miles and money.

    case_id: None for a placement from before this system, known by its reference alone. need, phase, partnership,
    home_sector: of the child as it was then; age: in whole years on the first day. pence: the full cost a year;
    health_pence, care_pence: of it, what others pay; None is unknown. unmet: why nothing local met the need, in words,
    where a person said so. taken_back_at: what it rests on was corrected, so it counts nowhere.
    """

    __tablename__ = "placements"
    __table_args__ = (
        CheckConstraint("until_day >= from_day", name="days"),
        CheckConstraint("pence >= 0 AND health_pence >= 0 AND care_pence >= 0", name="pence"),
        CheckConstraint("age >= 0", name="age"),
        Index(None, "case_id"),
        Index(None, "decision_id"),
        Index(None, "provision_id", "from_day"),
        Index(None, "from_day", "id"),
        Index(None, "partnership", "from_day"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reference: Mapped[str] = mapped_column(code(32), unique=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))
    provision_id: Mapped[int] = mapped_column(ForeignKey("provisions.id"))
    need: Mapped[str | None] = mapped_column(code(32))
    phase: Mapped[str | None] = mapped_column(String(32))
    partnership: Mapped[str | None] = mapped_column(code(64))
    home_sector: Mapped[str | None] = mapped_column(code(8))
    age: Mapped[int | None]
    from_day: Mapped[dt.date]
    until_day: Mapped[dt.date | None]
    pence: Mapped[int | None] = mapped_column(BigInteger)
    health_pence: Mapped[int | None] = mapped_column(BigInteger)
    care_pence: Mapped[int | None] = mapped_column(BigInteger)
    unmet: Mapped[str | None] = mapped_column(String(400))
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    written_at: Mapped[dt.datetime]
    taken_back_at: Mapped[dt.datetime | None]


class PlacementChange(Base):
    """What was changed of a placement at one time, by whom and why. Sealed.

    changes: by field, what it was and is: {"until_day": [null, "2026-07-22"]}. cause: the reference of the placement
    whose beginning did it; None where a person did.
    """

    __tablename__ = "placement_changes"
    __table_args__ = (
        Index(None, "placement_id", "id"),
        Index(None, "case_id"),
        Index(None, "cause"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placements.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    cause: Mapped[str | None] = mapped_column(code(32))
    words: Mapped[str] = mapped_column(String(400))
    changes: Mapped[Json]
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    written_at: Mapped[dt.datetime]
