"""Requests that are being written."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "request_drafts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "reference",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column(
            "school",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("rulebook", sa.String(length=100), nullable=False),
        sa.Column("legal_basis", sa.String(length=32), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "role IN ('school', 'caseworker', 'panel_member', 'chair', 'senior_officer', 'budget_holder', 'auditor', "
            "'rulebook_editor', 'administrator')",
            name=op.f("ck_request_drafts_role"),
        ),
        sa.CheckConstraint(
            "legal_basis IN ('non_statutory', 'assessment_request', 'annual_review', 'phase_transfer', 'transfer_in', "
            "'tribunal_order')",
            name=op.f("ck_request_drafts_legal_basis"),
        ),
        sa.CheckConstraint("(case_id IS NULL) = (sent_at IS NULL)", name=op.f("ck_request_drafts_sent")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_request_drafts_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_request_drafts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_drafts")),
        sa.UniqueConstraint("reference", name=op.f("uq_request_drafts_reference")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_request_drafts_case_id"), "request_drafts", ["case_id"])
    op.create_index(op.f("ix_request_drafts_person_id_saved_at"), "request_drafts", ["person_id", "saved_at"])


def downgrade() -> None:
    """There is no way back."""
    raise NotImplementedError("records are never taken away: restore a backup instead")
