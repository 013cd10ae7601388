"""What records are found by, samples, holds and disposals, corrections, subject access, adoptions."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _code(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length=length).with_variant(sa.String(length=length, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "audit_samples",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("reference", _code(32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("filter", sa.JSON(), nullable=False),
        sa.Column("head", sa.BigInteger(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("strata", sa.JSON(), nullable=False),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("by_person", _KEY, nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("method IN ('random', 'stratified', 'risk')", name=op.f("ck_audit_samples_method")),
        sa.ForeignKeyConstraint(["by_person"], ["people.id"], name=op.f("fk_audit_samples_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_samples")),
        sa.UniqueConstraint("reference", name=op.f("uq_audit_samples_reference")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "corrections",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("case_id", _KEY, nullable=False),
        sa.Column("record_sequence", sa.BigInteger(), nullable=False),
        sa.Column("corrects_sequence", sa.BigInteger(), nullable=False),
        sa.Column("wrong", sa.Text(), nullable=False),
        sa.Column("right_words", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(wrong) > 0 AND length(right_words) > 0", name=op.f("ck_corrections_words")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_corrections_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
        sa.UniqueConstraint("record_sequence", name=op.f("uq_corrections_record_sequence")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_corrections_case_id_id"), "corrections", ["case_id", "id"])
    op.create_index(op.f("ix_corrections_corrects_sequence"), "corrections", ["corrects_sequence"])
    op.create_table(
        "disposal_runs",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("reference", _code(32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("schedules_sha256", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("drawn_by", _KEY, nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("carried_by", _KEY, nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("stage IN ('drawn_up', 'carried_out', 'withdrawn')", name=op.f("ck_disposal_runs_stage")),
        sa.CheckConstraint("carried_by IS NULL OR carried_by <> drawn_by", name=op.f("ck_disposal_runs_two_people")),
        sa.ForeignKeyConstraint(["carried_by"], ["people.id"], name=op.f("fk_disposal_runs_carried_by")),
        sa.ForeignKeyConstraint(["drawn_by"], ["people.id"], name=op.f("fk_disposal_runs_drawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposal_runs")),
        sa.UniqueConstraint("reference", name=op.f("uq_disposal_runs_reference")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "holds",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("case_id", _KEY, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by", sa.String(length=100), nullable=True),
        sa.Column("release_words", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('litigation', 'complaint', 'inquiry', 'other')", name=op.f("ck_holds_kind")),
        sa.CheckConstraint("(released_at IS NULL) = (released_by IS NULL)", name=op.f("ck_holds_released")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_holds_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_holds_case_id_id"), "holds", ["case_id", "id"])
    op.create_table(
        "audit_papers",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("sample_id", _KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("record_sequence", _KEY, nullable=False),
        sa.Column("case_id", _KEY, nullable=True),
        sa.Column("stratum", sa.String(length=200), nullable=False),
        sa.Column("why", sa.String(length=400), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("conclusion", sa.String(length=16), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_by", _KEY, nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "conclusion IN ('satisfied', 'minor', 'serious', 'cannot_say')", name=op.f("ck_audit_papers_conclusion")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_audit_papers_case_id")),
        sa.ForeignKeyConstraint(
            ["record_sequence"], ["records.sequence"], name=op.f("fk_audit_papers_record_sequence")
        ),
        sa.ForeignKeyConstraint(["sample_id"], ["audit_samples.id"], name=op.f("fk_audit_papers_sample_id")),
        sa.ForeignKeyConstraint(["saved_by"], ["people.id"], name=op.f("fk_audit_papers_saved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_papers")),
        sa.UniqueConstraint("sample_id", "position", name=op.f("uq_audit_papers_sample_id_position")),
        sa.UniqueConstraint("sample_id", "record_sequence", name=op.f("uq_audit_papers_sample_id_record_sequence")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_audit_papers_case_id"), "audit_papers", ["case_id"])
    op.create_index(op.f("ix_audit_papers_record_sequence"), "audit_papers", ["record_sequence"])
    op.create_table(
        "disposal_items",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("run_id", _KEY, nullable=False),
        sa.Column("subject", _code(32), nullable=False),
        sa.Column("schedule", _code(64), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("why", sa.String(length=400), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'disposed', 'kept')", name=op.f("ck_disposal_items_state")),
        sa.ForeignKeyConstraint(["run_id"], ["disposal_runs.id"], name=op.f("fk_disposal_items_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposal_items")),
        sa.UniqueConstraint("run_id", "schedule", "subject", name=op.f("uq_disposal_items_run_id_schedule_subject")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_disposal_items_run_id_state_id"), "disposal_items", ["run_id", "state", "id"])
    op.create_index(op.f("ix_disposal_items_subject"), "disposal_items", ["subject"])
    op.create_table(
        "money_disposals",
        sa.Column("record_sequence", _KEY, autoincrement=False, nullable=False),
        sa.Column("before", sa.Date(), nullable=False),
        sa.Column("disposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_sequence"], ["records.sequence"], name=op.f("fk_money_disposals_record_sequence")
        ),
        sa.PrimaryKeyConstraint("record_sequence", name=op.f("pk_money_disposals")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "record_finds",
        sa.Column("sequence", _KEY, autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", _code(32), nullable=False),
        sa.Column("reason_code", _code(64), nullable=True),
        sa.Column("legal_basis", _code(32), nullable=True),
        sa.Column("case_id", _KEY, nullable=True),
        sa.Column("case_reference", _code(32), nullable=True),
        sa.Column("school", _code(32), nullable=True),
        sa.Column("partnership", _code(64), nullable=True),
        sa.Column("sitting", _code(32), nullable=True),
        sa.Column("by_role", _code(32), nullable=False),
        sa.Column("by_reference", _code(100), nullable=False),
        sa.Column("rulebook", _code(100), nullable=True),
        sa.Column("rulebook_sha256", _code(64), nullable=True),
        sa.Column("band", _code(32), nullable=True),
        sa.Column("advised_band", _code(32), nullable=True),
        sa.Column("pence", sa.BigInteger(), nullable=True),
        sa.Column("advised_pence", sa.BigInteger(), nullable=True),
        sa.Column("limit_pence", sa.BigInteger(), nullable=True),
        sa.Column("varied", _code(16), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("account", _code(100), nullable=True),
        sa.Column("award", _code(32), nullable=True),
        sa.Column("corrects", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "varied IN ('as_advised', 'varied', 'overturned', 'not_compared')", name=op.f("ck_record_finds_varied")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_record_finds_case_id")),
        sa.ForeignKeyConstraint(["sequence"], ["records.sequence"], name=op.f("fk_record_finds_sequence")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_record_finds")),
    )
    op.create_index(op.f("ix_record_finds_account_sequence"), "record_finds", ["account", "sequence"])
    op.create_index(op.f("ix_record_finds_at_sequence"), "record_finds", ["at", "sequence"])
    op.create_index(op.f("ix_record_finds_award_sequence"), "record_finds", ["award", "sequence"])
    op.create_index(op.f("ix_record_finds_band_sequence"), "record_finds", ["band", "sequence"])
    op.create_index(op.f("ix_record_finds_by_reference_sequence"), "record_finds", ["by_reference", "sequence"])
    op.create_index(op.f("ix_record_finds_case_id"), "record_finds", ["case_id"])
    op.create_index(op.f("ix_record_finds_case_reference_sequence"), "record_finds", ["case_reference", "sequence"])
    op.create_index(op.f("ix_record_finds_kind_sequence"), "record_finds", ["kind", "sequence"])
    op.create_index(op.f("ix_record_finds_partnership_sequence"), "record_finds", ["partnership", "sequence"])
    op.create_index(op.f("ix_record_finds_pence_sequence"), "record_finds", ["pence", "sequence"])
    op.create_index(op.f("ix_record_finds_rulebook_sequence"), "record_finds", ["rulebook", "sequence"])
    op.create_index(op.f("ix_record_finds_rulebook_sha256_sequence"), "record_finds", ["rulebook_sha256", "sequence"])
    op.create_index(op.f("ix_record_finds_school_sequence"), "record_finds", ["school", "sequence"])
    op.create_index(op.f("ix_record_finds_sitting_sequence"), "record_finds", ["sitting", "sequence"])
    op.create_index(op.f("ix_record_finds_urgent_sequence"), "record_finds", ["urgent", "sequence"])
    op.create_index(op.f("ix_record_finds_varied_sequence"), "record_finds", ["varied", "sequence"])
    op.create_table(
        "record_rules",
        sa.Column("rule", _code(200), nullable=False),
        sa.Column("sequence", _KEY, autoincrement=False, nullable=False),
        sa.Column("case_id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_record_rules_case_id")),
        sa.ForeignKeyConstraint(["sequence"], ["records.sequence"], name=op.f("fk_record_rules_sequence")),
        sa.PrimaryKeyConstraint("rule", "sequence", name=op.f("pk_record_rules")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_record_rules_case_id"), "record_rules", ["case_id"])
    op.create_index(op.f("ix_record_rules_sequence"), "record_rules", ["sequence"])
    op.create_table(
        "rescorings",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("reference", _code(32), nullable=False),
        sa.Column("proposal_id", _KEY, nullable=True),
        sa.Column("name", _code(100), nullable=False),
        sa.Column("sha256", _code(64), nullable=False),
        sa.Column("against_sha256", _code(64), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("record_sequence", sa.BigInteger(), nullable=False),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("by_person", _KEY, nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["against_sha256"], ["rulebook_texts.sha256"], name=op.f("fk_rescorings_against_sha256")
        ),
        sa.ForeignKeyConstraint(["by_person"], ["people.id"], name=op.f("fk_rescorings_by_person")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_rescorings_proposal_id")),
        sa.ForeignKeyConstraint(["sha256"], ["rulebook_texts.sha256"], name=op.f("fk_rescorings_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rescorings")),
        sa.UniqueConstraint("record_sequence", name=op.f("uq_rescorings_record_sequence")),
        sa.UniqueConstraint("reference", name=op.f("uq_rescorings_reference")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_rescorings_against_sha256"), "rescorings", ["against_sha256"])
    op.create_index(op.f("ix_rescorings_proposal_id_id"), "rescorings", ["proposal_id", "id"])
    op.create_index(op.f("ix_rescorings_sha256"), "rescorings", ["sha256"])
    op.create_table(
        "subject_requests",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("reference", _code(32), nullable=False),
        sa.Column("case_id", _KEY, nullable=False),
        sa.Column("asker", sa.String(length=16), nullable=False),
        sa.Column("party_id", _KEY, nullable=True),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("extended_words", sa.Text(), nullable=True),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("shielded", sa.Boolean(), nullable=False),
        sa.Column("contents", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("refused_words", sa.Text(), nullable=True),
        sa.Column("drawn_by", _KEY, nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_by", _KEY, nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", _KEY, nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_how", sa.String(length=100), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "asker IN ('child', 'young_person', 'parent', 'representative')", name=op.f("ck_subject_requests_asker")
        ),
        sa.CheckConstraint(
            "stage IN ('drawn_up', 'looked_at', 'confirmed', 'given', 'refused', 'withdrawn')",
            name=op.f("ck_subject_requests_stage"),
        ),
        sa.CheckConstraint(
            "stage NOT IN ('confirmed', 'given') OR NOT shielded OR looked_by IS NOT NULL",
            name=op.f("ck_subject_requests_looked"),
        ),
        sa.CheckConstraint("looked_by IS NULL OR looked_by <> drawn_by", name=op.f("ck_subject_requests_two_people")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_subject_requests_case_id")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["people.id"], name=op.f("fk_subject_requests_confirmed_by")),
        sa.ForeignKeyConstraint(["drawn_by"], ["people.id"], name=op.f("fk_subject_requests_drawn_by")),
        sa.ForeignKeyConstraint(["looked_by"], ["people.id"], name=op.f("fk_subject_requests_looked_by")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_subject_requests_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_requests")),
        sa.UniqueConstraint("reference", name=op.f("uq_subject_requests_reference")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_subject_requests_case_id_id"), "subject_requests", ["case_id", "id"])
    op.create_index(op.f("ix_subject_requests_party_id"), "subject_requests", ["party_id"])
    op.create_index(op.f("ix_subject_requests_stage_due_on"), "subject_requests", ["stage", "due_on"])
    op.create_table(
        "adoptions",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("reference", _code(32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", _code(100), nullable=False),
        sa.Column("sha256", _code(64), nullable=False),
        sa.Column("replaces_sha256", sa.String(length=64), nullable=False),
        sa.Column("cases", sa.Text(), nullable=False),
        sa.Column("proposal_id", _KEY, nullable=True),
        sa.Column("rescoring_id", _KEY, nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("record_sequence", sa.BigInteger(), nullable=False),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("by_person", _KEY, nullable=False),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('adopted', 'rolled_back')", name=op.f("ck_adoptions_kind")),
        sa.ForeignKeyConstraint(["by_person"], ["people.id"], name=op.f("fk_adoptions_by_person")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_adoptions_proposal_id")),
        sa.ForeignKeyConstraint(["rescoring_id"], ["rescorings.id"], name=op.f("fk_adoptions_rescoring_id")),
        sa.ForeignKeyConstraint(["sha256"], ["rulebook_texts.sha256"], name=op.f("fk_adoptions_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoptions")),
        sa.UniqueConstraint("record_sequence", name=op.f("uq_adoptions_record_sequence")),
        sa.UniqueConstraint("reference", name=op.f("uq_adoptions_reference")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_adoptions_name_from_day_id"), "adoptions", ["name", "from_day", "id"])
    op.create_index(op.f("ix_adoptions_proposal_id"), "adoptions", ["proposal_id"])
    op.create_index(op.f("ix_adoptions_rescoring_id"), "adoptions", ["rescoring_id"])
    op.create_index(op.f("ix_adoptions_sha256"), "adoptions", ["sha256"])
    op.create_table(
        "rescored_cases",
        sa.Column("rescoring_id", _KEY, nullable=False),
        sa.Column("case_id", _KEY, nullable=False),
        sa.Column("status_before", sa.String(length=16), nullable=False),
        sa.Column("status_after", sa.String(length=16), nullable=False),
        sa.Column("band_before", _code(32), nullable=True),
        sa.Column("band_after", _code(32), nullable=True),
        sa.Column("pence_before", sa.BigInteger(), nullable=True),
        sa.Column("pence_after", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_rescored_cases_case_id")),
        sa.ForeignKeyConstraint(["rescoring_id"], ["rescorings.id"], name=op.f("fk_rescored_cases_rescoring_id")),
        sa.PrimaryKeyConstraint("rescoring_id", "case_id", name=op.f("pk_rescored_cases")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_rescored_cases_case_id"), "rescored_cases", ["case_id"])
    op.create_table(
        "withheld",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("request_id", _KEY, nullable=False),
        sa.Column("case_id", _KEY, nullable=False),
        sa.Column("item", _code(100), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "why IN ('third_party', 'privileged', 'serious_harm', 'shielded', 'other')", name=op.f("ck_withheld_why")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_withheld_case_id")),
        sa.ForeignKeyConstraint(["request_id"], ["subject_requests.id"], name=op.f("fk_withheld_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withheld")),
        sa.UniqueConstraint("request_id", "item", name=op.f("uq_withheld_request_id_item")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_withheld_case_id"), "withheld", ["case_id"])
