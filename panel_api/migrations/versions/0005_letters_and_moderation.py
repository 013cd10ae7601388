"""Letters, and cases scored again by others."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "letters",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "reference",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reader", sa.String(length=16), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("shielded", sa.Boolean(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("blocks", sa.JSON(), nullable=False),
        sa.Column("corrects_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("drafted_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_how", sa.String(length=100), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("reader IN ('parent', 'young_person', 'school', 'sheet')", name=op.f("ck_letters_reader")),
        sa.CheckConstraint(
            "stage IN ('drafted', 'looked_at', 'confirmed', 'sent', 'withdrawn')", name=op.f("ck_letters_stage")
        ),
        sa.CheckConstraint(
            "stage NOT IN ('confirmed', 'sent') OR NOT shielded OR looked_by IS NOT NULL",
            name=op.f("ck_letters_looked"),
        ),
        sa.CheckConstraint("looked_by IS NULL OR looked_by <> drafted_by", name=op.f("ck_letters_two_people")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_letters_case_id")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["people.id"], name=op.f("fk_letters_confirmed_by")),
        sa.ForeignKeyConstraint(["corrects_id"], ["letters.id"], name=op.f("fk_letters_corrects_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_letters_decision_id")),
        sa.ForeignKeyConstraint(["drafted_by"], ["people.id"], name=op.f("fk_letters_drafted_by")),
        sa.ForeignKeyConstraint(["looked_by"], ["people.id"], name=op.f("fk_letters_looked_by")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_letters_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("reference", name=op.f("uq_letters_reference")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_letters_case_id_id"), "letters", ["case_id", "id"])
    op.create_index(op.f("ix_letters_decision_id"), "letters", ["decision_id"])

    op.create_table(
        "moderation_samples",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "reference",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("rulebook", sa.String(length=100), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_samples")),
        sa.UniqueConstraint("reference", name=op.f("uq_moderation_samples_reference")),
        sqlite_autoincrement=True,
    )

    op.create_table(
        "moderation_cases",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sample_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_moderation_cases_case_id")),
        sa.ForeignKeyConstraint(["sample_id"], ["moderation_samples.id"], name=op.f("fk_moderation_cases_sample_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_cases")),
        sa.UniqueConstraint("sample_id", "case_id", name=op.f("uq_moderation_cases_sample_id_case_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_moderation_cases_case_id"), "moderation_cases", ["case_id"])

    op.create_table(
        "moderation_scorers",
        sa.Column("sample_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_moderation_scorers_person_id")),
        sa.ForeignKeyConstraint(["sample_id"], ["moderation_samples.id"], name=op.f("fk_moderation_scorers_sample_id")),
        sa.PrimaryKeyConstraint("sample_id", "person_id", name=op.f("pk_moderation_scorers")),
    )

    op.create_table(
        "moderation_scores",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sample_case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_moderation_scores_person_id")),
        sa.ForeignKeyConstraint(
            ["sample_case_id"],
            ["moderation_cases.id"],
            name=op.f("fk_moderation_scores_sample_case_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_scores")),
        sa.UniqueConstraint("sample_case_id", "person_id", name=op.f("uq_moderation_scores_sample_case_id_person_id")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """There is no way back."""
    raise NotImplementedError("records are never taken away: restore a backup instead")
