"""Payments as the finance system made them, pupils on schools' rolls, and what was found of those who left."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _code(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length=length).with_variant(sa.String(length=length, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "imports",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("sha256", _code(64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("by_person", _KEY, nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('paid', 'roll')", name=op.f("ck_imports_kind")),
        sa.ForeignKeyConstraint(["by_person"], ["people.id"], name=op.f("fk_imports_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
        sa.UniqueConstraint("kind", "sha256", name=op.f("uq_imports_kind_sha256")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "paid_lines",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("import_id", _KEY, nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("sha256", _code(64), nullable=False),
        sa.Column("given", _code(64), nullable=False),
        sa.Column("award_id", sa.BigInteger(), nullable=True),
        sa.Column("account_id", _KEY, nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("school", _code(32), nullable=True),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.Column("posted_pence", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", _KEY, nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(posted_pence = 0) = (entry_id IS NULL)", name=op.f("ck_paid_lines_posted")),
        sa.CheckConstraint("pence <> 0", name=op.f("ck_paid_lines_pence")),
        sa.CheckConstraint("until_day >= from_day", name=op.f("ck_paid_lines_days")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_paid_lines_account_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["ledger_entries.id"], name=op.f("fk_paid_lines_entry_id")),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_paid_lines_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paid_lines")),
        sa.UniqueConstraint("import_id", "row", name=op.f("uq_paid_lines_import_id_row")),
        sa.UniqueConstraint("sha256", name=op.f("uq_paid_lines_sha256")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_paid_lines_account_id_year"), "paid_lines", ["account_id", "year"])
    op.create_index(op.f("ix_paid_lines_award_id_from_day"), "paid_lines", ["award_id", "from_day"])
    op.create_index(op.f("ix_paid_lines_from_day_id"), "paid_lines", ["from_day", "id"])
    op.create_table(
        "roll_lines",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("import_id", _KEY, nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("award_id", _KEY, nullable=False),
        sa.Column("case_id", _KEY, nullable=False),
        sa.Column("school", _code(32), nullable=False),
        sa.Column("on_roll", sa.Boolean(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("on_roll = (left_on IS NULL)", name=op.f("ck_roll_lines_left")),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name=op.f("fk_roll_lines_award_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_roll_lines_case_id")),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_roll_lines_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_lines")),
        sa.UniqueConstraint("import_id", "row", name=op.f("uq_roll_lines_import_id_row")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_roll_lines_award_id_id"), "roll_lines", ["award_id", "id"])
    op.create_index(op.f("ix_roll_lines_case_id"), "roll_lines", ["case_id"])
    op.create_index(op.f("ix_roll_lines_on_roll_id"), "roll_lines", ["on_roll", "id"])
    op.create_table(
        "leavings",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("roll_line_id", _KEY, nullable=False),
        sa.Column("award_id", _KEY, nullable=False),
        sa.Column("case_id", _KEY, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("to_school", _code(32), nullable=True),
        sa.Column("from_day", sa.Date(), nullable=True),
        sa.Column("authority", _code(10), nullable=True),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("by_person", _KEY, nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(kind = 'moved_authority') = (authority IS NOT NULL)", name=op.f("ck_leavings_authority")),
        sa.CheckConstraint(
            "(kind = 'moved_school') = (to_school IS NOT NULL AND from_day IS NOT NULL)",
            name=op.f("ck_leavings_to_school"),
        ),
        sa.CheckConstraint("(kind = 'stays') = (last_day IS NULL)", name=op.f("ck_leavings_last_day")),
        sa.CheckConstraint(
            "kind IN ('left', 'moved_school', 'moved_authority', 'stays')", name=op.f("ck_leavings_kind")
        ),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name=op.f("fk_leavings_award_id")),
        sa.ForeignKeyConstraint(["by_person"], ["people.id"], name=op.f("fk_leavings_by_person")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_leavings_case_id")),
        sa.ForeignKeyConstraint(["roll_line_id"], ["roll_lines.id"], name=op.f("fk_leavings_roll_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leavings")),
        sa.UniqueConstraint("roll_line_id", name=op.f("uq_leavings_roll_line_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_leavings_award_id_id"), "leavings", ["award_id", "id"])
    op.create_index(op.f("ix_leavings_case_id"), "leavings", ["case_id"])


def downgrade() -> None:
    """There is no way back."""
    raise NotImplementedError("records are never taken away: restore a backup instead")
