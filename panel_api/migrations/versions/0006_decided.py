"""What a decision may set besides band and amount, and what goes up; what letters need of people; cases alike."""

import sqlalchemy as sa
from alembic import op

from panel_api.migrating import as_it_stands

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_CODE = sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql")
_ROLES = (
    "role IN ('child', 'parent', 'school', 'looking_after', 'maintaining', 'area', 'paying', 'carer', "
    "'social_worker', 'virtual_school', 'advocate')"
)


def upgrade() -> None:
    """Add the columns; SQLite rebuilds both tables for it."""
    with op.batch_alter_table("decisions", copy_from=as_it_stands(op.get_bind(), "decisions")) as batch:
        for column in (
            sa.Column("by_person", _KEY, nullable=True),
            sa.Column("sitting_id", _KEY, nullable=True),
            sa.Column("from_day", sa.Date(), nullable=True),
            sa.Column("until_day", sa.Date(), nullable=True),
            sa.Column("school", sa.String(length=200), nullable=True),
            sa.Column("plan_amended_on", sa.Date(), nullable=True),
            sa.Column("corrects_id", _KEY, nullable=True),
            sa.Column("urgent", sa.Boolean(), nullable=False, server_default=sa.false()),
            sa.Column("urgent_words", sa.Text(), nullable=True),
            sa.Column("limit_pence", sa.BigInteger(), nullable=True),
            sa.Column("attested", sa.Boolean(), nullable=False, server_default=sa.false()),
            sa.Column("appeal_text", sa.Boolean(), nullable=True),
        ):
            batch.add_column(column)
        batch.create_check_constraint(op.f("ck_decisions_days"), "until_day >= from_day")
        batch.create_foreign_key(op.f("fk_decisions_by_person"), "people", ["by_person"], ["id"])
        batch.create_foreign_key(op.f("fk_decisions_sitting_id"), "sittings", ["sitting_id"], ["id"])
        batch.create_foreign_key(op.f("fk_decisions_corrects_id"), "decisions", ["corrects_id"], ["id"])
        batch.create_index(op.f("ix_decisions_sitting_id"), ["sitting_id"])
    op.create_table(
        "put_up",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("case_id", _KEY, nullable=False),
        sa.Column("recommendation_id", _KEY, nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("amount_pence", sa.BigInteger(), nullable=False),
        sa.Column("limit_pence", sa.BigInteger(), nullable=False),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("by_person", _KEY, nullable=True),
        sa.Column("put_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_person"], ["people.id"], name=op.f("fk_put_up_by_person")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_put_up_case_id")),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendations.id"], name=op.f("fk_put_up_recommendation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_put_up")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_put_up_case_id_id"), "put_up", ["case_id", "id"])
    op.create_index(op.f("ix_put_up_ended_at_id"), "put_up", ["ended_at", "id"])
    with op.batch_alter_table("parties", copy_from=as_it_stands(op.get_bind(), "parties")) as batch:
        batch.add_column(sa.Column("address", sa.Text(), nullable=True))
        batch.add_column(sa.Column("interpreter", sa.String(length=60), nullable=True))
        batch.add_column(sa.Column("easy_read", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.drop_constraint(op.f("ck_parties_role"), type_="check")
        batch.create_check_constraint(op.f("ck_parties_role"), _ROLES)
    for name in ("need_levels", "need_marked", "need_high"):
        op.add_column("cases", sa.Column(name, _CODE, nullable=True))
    for name in ("need_levels", "need_marked", "need_high"):
        columns = ["rulebook", name, "stage", "asked_on", "id"]
        op.create_index(op.f(f"ix_cases_{'_'.join(columns)}"), "cases", columns)


def downgrade() -> None:
    """There is no way back."""
    raise NotImplementedError("records are never taken away: restore a backup instead")
