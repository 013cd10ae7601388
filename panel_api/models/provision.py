"""The directory of provision: schools, units, colleges and services, with their history, places and costs."""

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from engine.law.institutions import INSTITUTIONS
from panel_api import columns
from panel_api.columns import Key, any_of, one_of
from panel_api.models.base import COUNTS_UP, Base, Json

PROVISION_STATES = ("open", "closing", "proposed", "closed")
CHANGE_SOURCES = ("hand", "import", "seed")
COST_LINES = ("place", "top_up", "fee", "therapy", "equipment", "transport", "health", "social_care", "other")
IMPORT_STATES = ("checked", "applied", "left")
ROW_ACTIONS = ("new", "changed", "kept", "missing", "rejected")


class Provision(Base):
    """One place where a child can be taught or helped, as it stands now; `ProvisionChange` has what it was.

    code: the URN; of a unit within a school the URN and -U (SEN unit) or -R (resourced provision); P-… where there is
    none. within_id: the school that a unit is part of. authority: the council whose area it is in, by its code.
    least_age, most_age: both included. needs: the types of need it is designated for (vocabulary's codes); None is
    unknown, [] none in particular. facts: its other answers to the fit rulebook's questions about a place, in canonical
    JSON form; what is not there is unknown. easting, northing: metres on the National Grid; cell: its
    square of ten kilometres, by which places near a home are found. capacity: how many it can physically hold.
    section_41: approved by the Secretary of State; None is unknown. invented: made up, and every page says so.
    import_digest: of the row it was last read from.
    """

    __tablename__ = "provisions"
    __table_args__ = (
        CheckConstraint(any_of("kind", tuple(INSTITUTIONS)), name="kind"),
        CheckConstraint(any_of("state", PROVISION_STATES), name="state"),
        CheckConstraint("most_age >= least_age", name="ages"),
        CheckConstraint("capacity >= 0", name="capacity"),
        CheckConstraint("(easting IS NULL) = (northing IS NULL) AND (easting IS NULL) = (cell IS NULL)", name="where"),
        Index(None, "cell", "id"),
        Index(None, "name", "id"),
        Index(None, "kind", "name", "id"),
        Index(None, "partnership", "name", "id"),
        Index(None, "authority", "name", "id"),
        Index(None, "within_id"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code: Mapped[str] = mapped_column(columns.code(32), unique=True)
    within_id: Mapped[int | None] = mapped_column(ForeignKey("provisions.id"))
    kind: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(columns.code(200))
    state: Mapped[str] = mapped_column(String(16))
    opened_on: Mapped[dt.date | None]
    closed_on: Mapped[dt.date | None]
    authority: Mapped[str | None] = mapped_column(columns.code(8))
    partnership: Mapped[str | None] = mapped_column(columns.code(64))
    town: Mapped[str | None] = mapped_column(String(200))
    phase: Mapped[str | None] = mapped_column(String(32))
    least_age: Mapped[int | None]
    most_age: Mapped[int | None]
    admits: Mapped[str | None] = mapped_column(String(16))
    boarding: Mapped[bool | None]
    section_41: Mapped[bool | None]
    needs: Mapped[list[Any] | None]
    facts: Mapped[Json]
    easting: Mapped[int | None]
    northing: Mapped[int | None]
    cell: Mapped[int | None]
    capacity: Mapped[int | None]
    catchment: Mapped[str | None] = mapped_column(String(400))
    outreach: Mapped[str | None] = mapped_column(String(400))
    website: Mapped[str | None] = mapped_column(String(300))
    telephone: Mapped[str | None] = mapped_column(String(40))
    invented: Mapped[bool] = mapped_column(default=False, server_default=false())
    import_digest: Mapped[str | None] = mapped_column(columns.code(64))
    version: Mapped[int] = mapped_column()
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class ProvisionChange(Base):
    """What was changed of a provision at one time, and by whom. Sealed.

    changes: by field, what it was and is: {"name": ["Old", "New"]}. source: by hand, from an import, or invented.
    """

    __tablename__ = "provision_changes"
    __table_args__ = (
        CheckConstraint(one_of("source", CHANGE_SOURCES), name="source"),
        Index(None, "provision_id", "id"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    provision_id: Mapped[int] = mapped_column(ForeignKey("provisions.id"))
    source: Mapped[str] = mapped_column(String(16))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("directory_imports.id"))
    words: Mapped[str] = mapped_column(String(400))
    changes: Mapped[Json]
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    written_at: Mapped[dt.datetime]


class ProvisionPlaces(Base):
    """The numbers of a provision from a day on; of those that began, the one that begins last holds. Sealed.

    commissioned: places the council pays for. named: children whose plans name it for a day still to come, beside those
    decided here. None is unknown. source: who said so, or whose estimate it is.
    """

    __tablename__ = "provision_places"
    __table_args__ = (
        CheckConstraint("commissioned >= 0 AND on_roll >= 0 AND leaving >= 0 AND named >= 0", name="numbers"),
        Index(None, "provision_id", "from_day", "id"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    provision_id: Mapped[int] = mapped_column(ForeignKey("provisions.id"))
    from_day: Mapped[dt.date]
    commissioned: Mapped[int | None]
    on_roll: Mapped[int | None]
    leaving: Mapped[int | None]
    named: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(200))
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    written_at: Mapped[dt.datetime]


class ProvisionCost(Base):
    """What one part of a place there costs a year, from a day on, until a later one of that part and band. Sealed.

    band: of which band; None is any. pence: a year; None says that it is not known any more. source: where the figure
    is from. estimated_by: whose estimate it is, where it is one.
    """

    __tablename__ = "provision_costs"
    __table_args__ = (
        CheckConstraint(one_of("line", COST_LINES), name="line"),
        CheckConstraint("pence >= 0", name="pence"),
        Index(None, "provision_id", "from_day", "id"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    provision_id: Mapped[int] = mapped_column(ForeignKey("provisions.id"))
    line: Mapped[str] = mapped_column(String(16))
    band: Mapped[str | None] = mapped_column(columns.code(32))
    from_day: Mapped[dt.date]
    pence: Mapped[int | None] = mapped_column(BigInteger)
    words: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(200))
    estimated_by: Mapped[str | None] = mapped_column(String(200))
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    written_at: Mapped[dt.datetime]


class DirectoryImport(Base):
    """One file of establishments that was read: what it would change, then whether that was done.

    sha256: of its bytes. counts: rows read, new, changed, unchanged, rejected, elsewhere (of authorities that were not
    asked for), which together are all of them; and more of what they hold (`services.directory_import.Counts`).
    """

    __tablename__ = "directory_imports"
    __table_args__ = (CheckConstraint(one_of("state", IMPORT_STATES), name="state"), Index(None, "sha256"), COUNTS_UP)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    sha256: Mapped[str] = mapped_column(columns.code(64))
    file_name: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(16))
    counts: Mapped[Json]
    by_role: Mapped[str] = mapped_column(String(32))
    by_reference: Mapped[str] = mapped_column(String(100))
    written_at: Mapped[dt.datetime]
    applied_at: Mapped[dt.datetime | None]


class DirectoryRow(Base):
    """What one row of such a file would do: nothing is kept of rows that change nothing.

    line: of the file, the heads being 1; 0 of what is missing from it. action: kept, where the file differs only in
    what a person changed by hand, which stays; missing, where an earlier file had it. said: of a new provision its
    fields as the file has them, or nothing where it was added at once; of a changed one what they were and are, and
    what is kept; of a rejected row why.
    """

    __tablename__ = "directory_rows"
    __table_args__ = (
        CheckConstraint(any_of("action", ROW_ACTIONS), name="action"),
        UniqueConstraint("import_id", "action", "line", "code"),
        COUNTS_UP,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("directory_imports.id"))
    line: Mapped[int]
    action: Mapped[str] = mapped_column(String(16))
    code: Mapped[str] = mapped_column(columns.code(32))
    name: Mapped[str] = mapped_column(String(200))
    said: Mapped[Json]
