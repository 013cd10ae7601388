"""Where children are taught, what it costs, and what was changed of it."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _code(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length=length).with_variant(sa.String(length=length, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "placements",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("reference", _code(32), nullable=False),
        sa.Column("case_id", _KEY, nullable=True),
        sa.Column("decision_id", _KEY, nullable=True),
        sa.Column("provision_id", _KEY, nullable=False),
        sa.Column("need", _code(32), nullable=True),
        sa.Column("phase", sa.String(length=32), nullable=True),
        sa.Column("partnership", _code(64), nullable=True),
        sa.Column("home_sector", _code(8), nullable=True),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.Column("pence", sa.BigInteger(), nullable=True),
        sa.Column("health_pence", sa.BigInteger(), nullable=True),
        sa.Column("care_pence", sa.BigInteger(), nullable=True),
        sa.Column("unmet", sa.String(length=400), nullable=True),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("age >= 0", name=op.f("ck_placements_age")),
        sa.CheckConstraint("pence >= 0 AND health_pence >= 0 AND care_pence >= 0", name=op.f("ck_placements_pence")),
        sa.CheckConstraint("until_day >= from_day", name=op.f("ck_placements_days")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_placements_case_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_placements_decision_id")),
        sa.ForeignKeyConstraint(["provision_id"], ["provisions.id"], name=op.f("fk_placements_provision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placements")),
        sa.UniqueConstraint("reference", name=op.f("uq_placements_reference")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_placements_case_id"), "placements", ["case_id"])
    op.create_index(op.f("ix_placements_decision_id"), "placements", ["decision_id"])
    op.create_index(op.f("ix_placements_from_day_id"), "placements", ["from_day", "id"])
    op.create_index(op.f("ix_placements_partnership_from_day"), "placements", ["partnership", "from_day"])
    op.create_index(op.f("ix_placements_provision_id_from_day"), "placements", ["provision_id", "from_day"])
    op.create_table(
        "placement_changes",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("placement_id", _KEY, nullable=False),
        sa.Column("case_id", _KEY, nullable=True),
        sa.Column("cause", _code(32), nullable=True),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_placement_changes_case_id")),
        sa.ForeignKeyConstraint(["placement_id"], ["placements.id"], name=op.f("fk_placement_changes_placement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_changes")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_placement_changes_case_id"), "placement_changes", ["case_id"])
    op.create_index(op.f("ix_placement_changes_cause"), "placement_changes", ["cause"])
    op.create_index(op.f("ix_placement_changes_placement_id_id"), "placement_changes", ["placement_id", "id"])
