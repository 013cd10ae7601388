"""Open figures: months as they were published, and the amounts they rested on."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _code(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length=length).with_variant(sa.String(length=length, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "open_snapshots",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("published", sa.JSON(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("by_person", _KEY, nullable=True),
        sa.CheckConstraint("month BETWEEN 1 AND 12", name=op.f("ck_open_snapshots_month")),
        sa.ForeignKeyConstraint(["by_person"], ["people.id"], name=op.f("fk_open_snapshots_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_snapshots")),
        sa.UniqueConstraint("year", "month", name=op.f("uq_open_snapshots_year_month")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "open_parts",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("snapshot_id", _KEY, nullable=False),
        sa.Column("case_id", _KEY, nullable=False),
        sa.Column("child", _code(32), nullable=False),
        sa.Column("partnership", _code(64), nullable=False),
        sa.Column("need", sa.String(length=64), nullable=False),
        sa.Column("phase", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=16), nullable=False),
        sa.Column("budget", sa.String(length=32), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_open_parts_case_id")),
        sa.ForeignKeyConstraint(["snapshot_id"], ["open_snapshots.id"], name=op.f("fk_open_parts_snapshot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_parts")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_open_parts_case_id"), "open_parts", ["case_id"])
    op.create_index(op.f("ix_open_parts_snapshot_id_id"), "open_parts", ["snapshot_id", "id"])


def downgrade() -> None:
    """There is no way back."""
    raise NotImplementedError("records are never taken away: restore a backup instead")
