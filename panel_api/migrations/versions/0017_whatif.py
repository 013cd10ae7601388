"""What-if runs, calibrations, equity: monitoring answers, reports and due regard; what a proposal may cost."""

import sqlalchemy as sa
from alembic import op

from panel_api.migrating import as_it_stands

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _code(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length=length).with_variant(sa.String(length=length, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables, and the columns of proposals."""
    op.create_table(
        "runs_at_work",
        sa.Column("key", _code(100), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("failed", sa.String(length=400), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_runs_at_work")),
    )
    op.create_table(
        "equity_reports",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("reference", _code(32), nullable=False),
        sa.Column("rulebook", _code(100), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("spec", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("by_person", _KEY, nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_person"], ["people.id"], name=op.f("fk_equity_reports_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equity_reports")),
        sa.UniqueConstraint("reference", name=op.f("uq_equity_reports_reference")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "monitoring_answers",
        sa.Column("case_id", _KEY, nullable=False),
        sa.Column("name", _code(32), nullable=False),
        sa.Column("answer", _code(64), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_monitoring_answers_case_id")),
        sa.PrimaryKeyConstraint("case_id", "name", name=op.f("pk_monitoring_answers")),
    )
    op.create_table(
        "whatifs",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("reference", _code(32), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("spec", sa.JSON(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("caseload_on", sa.Date(), nullable=True),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("record_sequence", sa.BigInteger(), nullable=False),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("by_person", _KEY, nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_person"], ["people.id"], name=op.f("fk_whatifs_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_whatifs")),
        sa.UniqueConstraint("record_sequence", name=op.f("uq_whatifs_record_sequence")),
        sa.UniqueConstraint("reference", name=op.f("uq_whatifs_reference")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "calibrations",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("reference", _code(32), nullable=False),
        sa.Column("proposal_id", _KEY, nullable=True),
        sa.Column("name", _code(100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("found_sha256", sa.String(length=64), nullable=True),
        sa.Column("found_text", sa.Text(), nullable=True),
        sa.Column("spec", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("by_person", _KEY, nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_person"], ["people.id"], name=op.f("fk_calibrations_by_person")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_calibrations_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibrations")),
        sa.UniqueConstraint("reference", name=op.f("uq_calibrations_reference")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_calibrations_proposal_id_id"), "calibrations", ["proposal_id", "id"])
    op.create_table(
        "equity_notes",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("proposal_id", _KEY, nullable=False),
        sa.Column("about", _code(32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("by_person", _KEY, nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_person"], ["people.id"], name=op.f("fk_equity_notes_by_person")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_equity_notes_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equity_notes")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_equity_notes_proposal_id_id"), "equity_notes", ["proposal_id", "id"])
    op.create_table(
        "whatif_texts",
        sa.Column("whatif_id", _KEY, nullable=False),
        sa.Column("name", _code(100), nullable=False),
        sa.Column("sha256", _code(64), nullable=False),
        sa.Column("against_sha256", _code(64), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["against_sha256"], ["rulebook_texts.sha256"], name=op.f("fk_whatif_texts_against_sha256")
        ),
        sa.ForeignKeyConstraint(["sha256"], ["rulebook_texts.sha256"], name=op.f("fk_whatif_texts_sha256")),
        sa.ForeignKeyConstraint(["whatif_id"], ["whatifs.id"], name=op.f("fk_whatif_texts_whatif_id")),
        sa.PrimaryKeyConstraint("whatif_id", "name", name=op.f("pk_whatif_texts")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_whatif_texts_against_sha256"), "whatif_texts", ["against_sha256"])
    op.create_index(op.f("ix_whatif_texts_sha256"), "whatif_texts", ["sha256"])
    with op.batch_alter_table("proposals", copy_from=as_it_stands(op.get_bind(), "proposals")) as batch:
        batch.add_column(sa.Column("promise", sa.String(length=16), nullable=True))
        batch.add_column(sa.Column("promise_basis_points", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("promise_pence", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("protection", sa.JSON(none_as_null=True), nullable=True))
        batch.create_check_constraint(op.f("ck_proposals_promise"), "promise IN ('neutral', 'at_most', 'none')")
        batch.create_check_constraint(
            op.f("ck_proposals_promise_neutral"), "(promise = 'neutral') = (promise_basis_points IS NOT NULL)"
        )
        batch.create_check_constraint(
            op.f("ck_proposals_promise_at_most"), "(promise = 'at_most') = (promise_pence IS NOT NULL)"
        )


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("proposals", copy_from=as_it_stands(op.get_bind(), "proposals")) as batch:
        for name in ("promise_at_most", "promise_neutral", "promise"):
            batch.drop_constraint(op.f(f"ck_proposals_{name}"), type_="check")
        for name in ("promise", "promise_basis_points", "promise_pence", "protection"):
            batch.drop_column(name)
    for name in (
        "whatif_texts", "whatifs", "calibrations", "runs_at_work", "equity_notes", "equity_reports",
        "monitoring_answers",
    ):  # fmt: skip
        op.drop_table(name)
