"""The first tables: cases, assessments, decisions, and the chains of records and of access."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and begin each chain."""
    op.create_table(
        "access_log",
        sa.Column(
            "sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("stored", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_access_log")),
    )
    op.create_table(
        "cases",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "reference",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("legal_basis", sa.String(length=32), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("rulebook", sa.String(length=100), nullable=False),
        sa.Column(
            "partnership",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=True),
        sa.Column(
            "band", sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"), nullable=True
        ),
        sa.Column("amount_pence", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "legal_basis IN ('non_statutory', 'assessment_request', 'annual_review', 'phase_transfer', "
            "'transfer_in', 'tribunal_order')",
            name=op.f("ck_cases_legal_basis"),
        ),
        sa.CheckConstraint(
            "stage IN ('received', 'assessed', 'recommended', 'returned', 'deferred', 'referred', 'decided', "
            "'withdrawn', 'disposed')",
            name=op.f("ck_cases_stage"),
        ),
        sa.CheckConstraint(
            "status IN ('not_in_force', 'incomplete', 'referred', 'unsettled', 'settled')", name=op.f("ck_cases_status")
        ),
        sa.CheckConstraint("amount_pence >= 0", name=op.f("ck_cases_amount")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("reference", name=op.f("uq_cases_reference")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_cases_asked_on_id"), "cases", ["asked_on", "id"])
    op.create_index(op.f("ix_cases_band_asked_on_id"), "cases", ["band", "asked_on", "id"])
    op.create_index(op.f("ix_cases_legal_basis_asked_on_id"), "cases", ["legal_basis", "asked_on", "id"])
    op.create_index(op.f("ix_cases_partnership_asked_on_id"), "cases", ["partnership", "asked_on", "id"])
    op.create_index(op.f("ix_cases_stage_asked_on_id"), "cases", ["stage", "asked_on", "id"])
    op.create_index(op.f("ix_cases_status_asked_on_id"), "cases", ["status", "asked_on", "id"])

    op.create_table(
        "chain_heads",
        sa.Column("chain", sa.String(length=16), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint("chain IN ('records', 'access')", name=op.f("ck_chain_heads_chain")),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_chain_heads")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("owner", sa.String(length=100), nullable=False),
        sa.Column("route", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("request_sha256", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", "route", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_index(op.f("ix_idempotency_keys_created_at"), "idempotency_keys", ["created_at"])

    op.create_table(
        "rulebook_texts",
        sa.Column(
            "sha256",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("vocabulary", sa.Text(), nullable=False),
        sa.Column("first_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_rulebook_texts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "assessments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("rulebook_name", sa.String(length=100), nullable=False),
        sa.Column(
            "rulebook_sha256",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("semantics", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column(
            "band", sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"), nullable=True
        ),
        sa.Column("amount_pence", sa.BigInteger(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("derived", sa.JSON(), nullable=False),
        sa.Column("truths", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("engines", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('not_in_force', 'incomplete', 'referred', 'unsettled', 'settled')",
            name=op.f("ck_assessments_status"),
        ),
        sa.CheckConstraint("amount_pence >= 0", name=op.f("ck_assessments_amount")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_assessments_case_id")),
        sa.ForeignKeyConstraint(
            ["rulebook_sha256"], ["rulebook_texts.sha256"], name=op.f("fk_assessments_rulebook_sha256")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_assessments_case_id_id"), "assessments", ["case_id", "id"])
    op.create_index(op.f("ix_assessments_rulebook_sha256"), "assessments", ["rulebook_sha256"])

    op.create_table(
        "parties",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column(
            "reference",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("parental_responsibility", sa.Boolean(), nullable=True),
        sa.Column("shielded", sa.Boolean(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(role = 'parent') = (parental_responsibility IS NOT NULL)", name=op.f("ck_parties_responsibility")
        ),
        sa.CheckConstraint("role = 'parent' OR NOT shielded", name=op.f("ck_parties_shielded")),
        sa.CheckConstraint(
            "role IN ('child', 'parent', 'school', 'looking_after', 'maintaining', 'area', 'paying')",
            name=op.f("ck_parties_role"),
        ),
        sa.CheckConstraint("to_day >= from_day", name=op.f("ck_parties_days")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_parties_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parties")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_parties_case_id"), "parties", ["case_id"])
    op.create_index(op.f("ix_parties_role_reference"), "parties", ["role", "reference"])

    op.create_table(
        "records",
        sa.Column(
            "sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("stored", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decision_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_records_case_id")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_records")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_records_decision_id")),
    )
    op.create_index(op.f("ix_records_case_id_sequence"), "records", ["case_id", "sequence"])

    op.create_table(
        "disposals",
        sa.Column(
            "record_sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("disposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_disposals_case_id")),
        sa.ForeignKeyConstraint(["record_sequence"], ["records.sequence"], name=op.f("fk_disposals_record_sequence")),
        sa.PrimaryKeyConstraint("record_sequence", name=op.f("pk_disposals")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_disposals_case_id"), "disposals", ["case_id"])

    op.create_table(
        "recommendations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("assessment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "band", sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"), nullable=True
        ),
        sa.Column("amount_pence", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("sentences", sa.JSON(), nullable=False),
        sa.Column("route", sa.String(length=64), nullable=True),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name=op.f("fk_recommendations_assessment_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_recommendations_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendations")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_recommendations_assessment_id"), "recommendations", ["assessment_id"])
    op.create_index(op.f("ix_recommendations_case_id_id"), "recommendations", ["case_id", "id"])

    op.create_table(
        "sealed_values",
        sa.Column(
            "record_sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "path",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("digest", sa.String(length=44), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_sequence"], ["records.sequence"], name=op.f("fk_sealed_values_record_sequence")
        ),
        sa.PrimaryKeyConstraint("record_sequence", "path", name=op.f("pk_sealed_values")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "voices",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("who", sa.String(length=16), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("heard_on", sa.Date(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("party_id IS NULL OR who <> 'child'", name=op.f("ck_voices_party")),
        sa.CheckConstraint("who IN ('child', 'parent', 'school')", name=op.f("ck_voices_who")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_voices_case_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_voices_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voices")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_voices_case_id"), "voices", ["case_id"])
    op.create_index(op.f("ix_voices_party_id"), "voices", ["party_id"])

    op.create_table(
        "decisions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("assessment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recommendation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("reason_code", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("law", sa.String(length=200), nullable=True),
        sa.Column("authority", sa.String(length=200), nullable=False),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column(
            "band", sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"), nullable=True
        ),
        sa.Column("amount_pence", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('agree', 'agree_another_band', 'agree_for_a_time', 'agree_later', "
            "'defer_for_information', 'refer', 'exceptional_award', 'not_agreed', 'withdrawn', 'assess', "
            "'refuse_to_assess', 'issue', 'refuse_to_issue', 'name_school', 'refuse_to_name', "
            "'secure_section_f', 'amend', 'maintain', 'cease', 'carried_out')",
            name=op.f("ck_decisions_kind"),
        ),
        sa.CheckConstraint("amount_pence >= 0", name=op.f("ck_decisions_amount")),
        sa.CheckConstraint("length(words) > 0", name=op.f("ck_decisions_words")),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name=op.f("fk_decisions_assessment_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_decisions_case_id")),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendations.id"], name=op.f("fk_decisions_recommendation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_decisions_assessment_id"), "decisions", ["assessment_id"])
    op.create_index(op.f("ix_decisions_case_id_id"), "decisions", ["case_id", "id"])
    op.create_index(op.f("ix_decisions_recommendation_id"), "decisions", ["recommendation_id"])

    # Each chain begins at nothing; the triggers, put on afterwards, let the head move forward only.
    for chain in ("access", "records"):
        op.execute(f"INSERT INTO chain_heads (chain, sequence, sha256) VALUES ('{chain}', 0, '{'0' * 64}')")


def downgrade() -> None:
    """There is no way back."""
    raise NotImplementedError("records are never taken away: restore a backup instead")
