"""What the law asks of a case: its days, findings, Section F, duty warnings and consultations."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_OPEN = "'received', 'assessed', 'recommended', 'referred'"
_KNOWN = {
    "received": "legal_basis IN ('assessment_request', 'non_statutory')",
    "complete": "legal_basis = 'non_statutory' AND status IN ('settled', 'unsettled', 'referred')",
}
"""What is known of open cases that came before days were kept; of decided ones nobody knows whether they were told."""


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "case_days",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("words", sa.String(length=400), nullable=True),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_days_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_days")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_case_days_case_id_id"), "case_days", ["case_id", "id"])
    for kind, condition in _KNOWN.items():
        op.execute(
            "INSERT INTO case_days (case_id, kind, day, words, by_role, by_reference, written_at) "
            f"SELECT id, '{kind}', asked_on, 'From the request.', 'local', 'local', updated_at FROM cases "
            f"WHERE {condition} AND stage IN ({_OPEN}) ORDER BY id"
        )

    op.create_table(
        "dues",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("law", sa.Boolean(), nullable=False),
        sa.Column("possible", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_dues_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dues")),
        sa.UniqueConstraint("case_id", "code", name=op.f("uq_dues_case_id_code")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_dues_met_on_due_on_id"), "dues", ["met_on", "due_on", "id"])

    op.create_table(
        "findings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("clock", sa.String(length=40), nullable=False),
        sa.Column("ground", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=True),
        sa.Column("to_day", sa.Date(), nullable=True),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_findings_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_findings_case_id_id"), "findings", ["case_id", "id"])

    op.create_table(
        "section_f_lines",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("cost_pence", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("cost_pence >= 0", name=op.f("ck_section_f_lines_cost")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_section_f_lines_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section_f_lines")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_section_f_lines_case_id_id"), "section_f_lines", ["case_id", "id"])

    op.create_table(
        "duty_warnings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("settled_words", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('non_delivery', 'shortfall')", name=op.f("ck_duty_warnings_kind")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_duty_warnings_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_warnings")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_duty_warnings_case_id_id"), "duty_warnings", ["case_id", "id"])

    op.create_table(
        "provision_lost",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=True),
        sa.Column("remedy", sa.Text(), nullable=True),
        sa.Column("remedied_on", sa.Date(), nullable=True),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("to_day >= from_day", name=op.f("ck_provision_lost_days")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_provision_lost_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provision_lost")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_provision_lost_case_id_id"), "provision_lost", ["case_id", "id"])

    op.create_table(
        "consultations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("school", sa.String(length=200), nullable=False),
        sa.Column(
            "school_reference",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reply", sa.String(length=16), nullable=False),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reply IN ('none', 'can_meet', 'cannot_meet')", name=op.f("ck_consultations_reply")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_consultations_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultations")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_consultations_case_id_id"), "consultations", ["case_id", "id"])


def downgrade() -> None:
    """There is no way back."""
    raise NotImplementedError("records are never taken away: restore a backup instead")
