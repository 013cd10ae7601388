"""When a person last looked at an account; and the orders in which a budget's page lists awards."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table and the indexes."""
    op.create_table(
        "account_looks",
        sa.Column("person_id", _KEY, nullable=False),
        sa.Column("account_id", _KEY, nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_account_looks_account_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_account_looks_person_id")),
        sa.PrimaryKeyConstraint("person_id", "account_id", name=op.f("pk_account_looks")),
    )
    for table, columns in (
        ("ledger_lines", ["account_id", "year", "award_id"]),
        ("award_terms", ["account_id", "pence_a_year"]),
        ("award_terms", ["account_id", "until_day"]),
    ):
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns)


def downgrade() -> None:
    """Not offered: what was written is kept."""
    raise NotImplementedError("restore a backup instead")
