"""The ledger, awards and commissioned services, virements; and the finance officer among the roles."""

import sqlalchemy as sa
from alembic import op

from panel_api.migrating import as_it_stands

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ROLES = (
    "role IN ('school', 'caseworker', 'panel_member', 'chair', 'senior_officer', 'budget_holder', 'auditor', "
    "'rulebook_editor', 'administrator', 'finance_officer')"
)


def _code(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length=length).with_variant(sa.String(length=length, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables, and let the new role be held."""
    for table in ("appointments", "api_tokens", "request_drafts"):
        with op.batch_alter_table(table, copy_from=as_it_stands(op.get_bind(), table)) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_role"), type_="check")
            batch.create_check_constraint(op.f(f"ck_{table}_role"), _ROLES)
    op.create_table(
        "accounts",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("code", _code(80), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("partnership", _code(64), nullable=True),
        sa.Column("may_overspend", sa.Boolean(), nullable=False),
        sa.Column("host_school", _code(32), nullable=True),
        sa.Column("closed_through", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(kind = 'partnership') = (partnership IS NOT NULL)", name=op.f("ck_accounts_partnership")),
        sa.CheckConstraint(
            "kind IN ('county_statutory', 'early_years_fund', 'partnership', 'contingency')",
            name=op.f("ck_accounts_kind"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("code", name=op.f("uq_accounts_code")),
        sa.UniqueConstraint("partnership", name=op.f("uq_accounts_partnership")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "awards",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("reference", _code(32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("case_id", _KEY, nullable=True),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("schools", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("statutory", sa.Boolean(), nullable=False),
        sa.Column("band", _code(32), nullable=True),
        sa.Column("priced", sa.String(length=16), nullable=False),
        sa.Column("counting", sa.JSON(), nullable=False),
        sa.Column("claim_from", _code(10), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(kind = 'service') = (name IS NOT NULL)", name=op.f("ck_awards_name")),
        sa.CheckConstraint("kind = 'service' OR case_id IS NOT NULL", name=op.f("ck_awards_case")),
        sa.CheckConstraint("kind IN ('award', 'service')", name=op.f("ck_awards_kind")),
        sa.CheckConstraint("priced IN ('band', 'individual')", name=op.f("ck_awards_priced")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_awards_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awards")),
        sa.UniqueConstraint("reference", name=op.f("uq_awards_reference")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_awards_case_id_id"), "awards", ["case_id", "id"])
    op.create_table(
        "ledger_assertions",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("account_id", _KEY, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("figure", sa.String(length=16), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("by_person", _KEY, nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "figure IN ('allocated', 'held', 'paid', 'outstanding', 'uncommitted', 'council_cash', 'handed')",
            name=op.f("ck_ledger_assertions_figure"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_ledger_assertions_account_id")),
        sa.ForeignKeyConstraint(["by_person"], ["people.id"], name=op.f("fk_ledger_assertions_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_assertions")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_ledger_assertions_account_id_year_id"), "ledger_assertions", ["account_id", "year", "id"])
    op.create_table(
        "ledger_entries",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("award_id", sa.BigInteger(), nullable=True),
        sa.Column("decision_id", sa.BigInteger(), nullable=True),
        sa.Column("reverses_id", _KEY, nullable=True),
        sa.Column("source", sa.String(length=200), nullable=True),
        sa.Column("consent_by", sa.String(length=100), nullable=True),
        sa.Column("consent_words", sa.String(length=400), nullable=True),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("by_person", _KEY, nullable=True),
        sa.Column("second_role", sa.String(length=32), nullable=True),
        sa.Column("second_reference", sa.String(length=100), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(kind = 'reverse') = (reverses_id IS NOT NULL)", name=op.f("ck_ledger_entries_reverses")),
        sa.CheckConstraint(
            "kind IN ('allocate', 'vire', 'carry_forward', 'commit', 'call', 'pay', 'release', 'recover', 'reverse', "
            "'claim', 'receive', 'hand_over')",
            name=op.f("ck_ledger_entries_kind"),
        ),
        sa.CheckConstraint("pence <> 0", name=op.f("ck_ledger_entries_pence")),
        sa.ForeignKeyConstraint(["by_person"], ["people.id"], name=op.f("fk_ledger_entries_by_person")),
        sa.ForeignKeyConstraint(["reverses_id"], ["ledger_entries.id"], name=op.f("fk_ledger_entries_reverses_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entries")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_ledger_entries_reverses_id")),
    )
    op.create_index(op.f("ix_ledger_entries_award_id_id"), "ledger_entries", ["award_id", "id"])
    op.create_index(op.f("ix_ledger_entries_decision_id"), "ledger_entries", ["decision_id"])
    op.create_index(op.f("ix_ledger_entries_written_at_id"), "ledger_entries", ["written_at", "id"])
    op.create_table(
        "ledger_lines",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("entry_id", _KEY, nullable=False),
        sa.Column("account_id", _KEY, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("measure", _code(16), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.Column("award_id", sa.BigInteger(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_after", sa.BigInteger(), nullable=False),
        sa.Column("committed_after", sa.BigInteger(), nullable=False),
        sa.Column("paid_after", sa.BigInteger(), nullable=False),
        sa.Column("released_after", sa.BigInteger(), nullable=False),
        sa.Column("handed_after", sa.BigInteger(), nullable=False),
        sa.Column("month_after", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "measure IN ('allocated', 'vired', 'carried', 'committed', 'paid', 'released', 'handed', 'called', "
            "'due_in', 'received')",
            name=op.f("ck_ledger_lines_measure"),
        ),
        sa.CheckConstraint("handed_after >= 0", name=op.f("ck_ledger_lines_handed")),
        sa.CheckConstraint("month BETWEEN 1 AND 12", name=op.f("ck_ledger_lines_month")),
        sa.CheckConstraint("pence <> 0", name=op.f("ck_ledger_lines_pence")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_ledger_lines_account_id")),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["ledger_entries.id"],
            name=op.f("fk_ledger_lines_entry_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_lines")),
        sa.UniqueConstraint("account_id", "year", "sequence", name=op.f("uq_ledger_lines_account_id_year_sequence")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_ledger_lines_account_id_year_award_id_sequence"),
        "ledger_lines",
        ["account_id", "year", "award_id", "sequence"],
    )
    op.create_index(
        op.f("ix_ledger_lines_account_id_year_measure_month_sequence"),
        "ledger_lines",
        ["account_id", "year", "measure", "month", "sequence"],
    )
    op.create_index(
        op.f("ix_ledger_lines_account_id_year_written_at_sequence"),
        "ledger_lines",
        ["account_id", "year", "written_at", "sequence"],
    )
    op.create_index(
        op.f("ix_ledger_lines_award_id_account_id_year_id"), "ledger_lines", ["award_id", "account_id", "year", "id"]
    )
    op.create_index(op.f("ix_ledger_lines_entry_id_id"), "ledger_lines", ["entry_id", "id"])
    op.create_table(
        "virements",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("reference", _code(32), nullable=False),
        sa.Column("giver_id", _KEY, nullable=False),
        sa.Column("taker_id", _KEY, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asked_by", _KEY, nullable=False),
        sa.Column("asked_role", sa.String(length=32), nullable=False),
        sa.Column("asked_side", sa.String(length=8), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", _KEY, nullable=True),
        sa.Column("answered_role", sa.String(length=32), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("entry_id", _KEY, nullable=True),
        sa.CheckConstraint("(stage = 'signed') = (entry_id IS NOT NULL)", name=op.f("ck_virements_signed")),
        sa.CheckConstraint("stage IN ('asked', 'signed', 'refused', 'withdrawn')", name=op.f("ck_virements_stage")),
        sa.CheckConstraint("answered_by IS NULL OR answered_by <> asked_by", name=op.f("ck_virements_two_people")),
        sa.CheckConstraint("giver_id <> taker_id", name=op.f("ck_virements_accounts")),
        sa.CheckConstraint("asked_side IN ('giver', 'taker')", name=op.f("ck_virements_asked_side")),
        sa.CheckConstraint("pence > 0", name=op.f("ck_virements_pence")),
        sa.ForeignKeyConstraint(["answered_by"], ["people.id"], name=op.f("fk_virements_answered_by")),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_virements_asked_by")),
        sa.ForeignKeyConstraint(["entry_id"], ["ledger_entries.id"], name=op.f("fk_virements_entry_id")),
        sa.ForeignKeyConstraint(["giver_id"], ["accounts.id"], name=op.f("fk_virements_giver_id")),
        sa.ForeignKeyConstraint(["taker_id"], ["accounts.id"], name=op.f("fk_virements_taker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_virements")),
        sa.UniqueConstraint("reference", name=op.f("uq_virements_reference")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_virements_giver_id_id"), "virements", ["giver_id", "id"])
    op.create_index(op.f("ix_virements_taker_id_id"), "virements", ["taker_id", "id"])
    op.create_table(
        "award_terms",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("award_id", _KEY, nullable=False),
        sa.Column("case_id", _KEY, nullable=True),
        sa.Column("account_id", _KEY, nullable=False),
        sa.Column("decision_id", _KEY, nullable=True),
        sa.Column("school", _code(32), nullable=True),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.Column("pence_a_year", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=True),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("by_person", _KEY, nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "why IN ('decided', 'uprated', 'moved', 'left', 'ended', 'corrected', 'commissioned')",
            name=op.f("ck_award_terms_why"),
        ),
        sa.CheckConstraint("pence_a_year >= 0", name=op.f("ck_award_terms_amount")),
        sa.CheckConstraint("until_day >= from_day", name=op.f("ck_award_terms_days")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_award_terms_account_id")),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name=op.f("fk_award_terms_award_id")),
        sa.ForeignKeyConstraint(["by_person"], ["people.id"], name=op.f("fk_award_terms_by_person")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_award_terms_case_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_award_terms_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_terms")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_award_terms_account_id_id"), "award_terms", ["account_id", "id"])
    op.create_index(
        op.f("ix_award_terms_account_id_pence_a_year_id"), "award_terms", ["account_id", "pence_a_year", "id"]
    )
    op.create_index(op.f("ix_award_terms_account_id_until_day_id"), "award_terms", ["account_id", "until_day", "id"])
    op.create_index(op.f("ix_award_terms_award_id_id"), "award_terms", ["award_id", "id"])
    op.create_index(op.f("ix_award_terms_case_id"), "award_terms", ["case_id"])
    op.create_index(op.f("ix_award_terms_decision_id"), "award_terms", ["decision_id"])


def downgrade() -> None:
    """There is no way back."""
    raise NotImplementedError("records are never taken away: restore a backup instead")
