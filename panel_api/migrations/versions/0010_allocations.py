"""Allocations that were worked out and kept, and which of them were written to the ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _code(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length=length).with_variant(sa.String(length=length, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "allocations",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("reference", _code(32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("rulebook_name", sa.String(length=100), nullable=False),
        sa.Column("rulebook_sha256", _code(64), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("by_person", _KEY, nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_person"], ["people.id"], name=op.f("fk_allocations_by_person")),
        sa.ForeignKeyConstraint(
            ["rulebook_sha256"], ["rulebook_texts.sha256"], name=op.f("fk_allocations_rulebook_sha256")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocations")),
        sa.UniqueConstraint("reference", name=op.f("uq_allocations_reference")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_allocations_rulebook_sha256"), "allocations", ["rulebook_sha256"])
    op.create_index(op.f("ix_allocations_year_id"), "allocations", ["year", "id"])
    op.create_table(
        "allocation_postings",
        sa.Column("allocation_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("by_person", _KEY, nullable=True),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["allocation_id"], ["allocations.id"], name=op.f("fk_allocation_postings_allocation_id")
        ),
        sa.ForeignKeyConstraint(["by_person"], ["people.id"], name=op.f("fk_allocation_postings_by_person")),
        sa.PrimaryKeyConstraint("allocation_id", name=op.f("pk_allocation_postings")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """There is no way back."""
    raise NotImplementedError("records are never taken away: restore a backup instead")
