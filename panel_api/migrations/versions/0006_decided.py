"""What a decision may set besides band and amount, by whom and where; and what letters need to know of people."""

import sqlalchemy as sa
from alembic import op

from panel_api.migrating import as_it_stands

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
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
            sa.Column("attested", sa.Boolean(), nullable=False, server_default=sa.false()),
            sa.Column("appeal_text", sa.Boolean(), nullable=True),
        ):
            batch.add_column(column)
        batch.create_check_constraint(op.f("ck_decisions_days"), "until_day >= from_day")
        batch.create_foreign_key(op.f("fk_decisions_by_person"), "people", ["by_person"], ["id"])
        batch.create_foreign_key(op.f("fk_decisions_sitting_id"), "sittings", ["sitting_id"], ["id"])
        batch.create_foreign_key(op.f("fk_decisions_corrects_id"), "decisions", ["corrects_id"], ["id"])
        batch.create_index(op.f("ix_decisions_sitting_id"), ["sitting_id"])
    with op.batch_alter_table("parties", copy_from=as_it_stands(op.get_bind(), "parties")) as batch:
        batch.add_column(sa.Column("address", sa.Text(), nullable=True))
        batch.add_column(sa.Column("interpreter", sa.String(length=60), nullable=True))
        batch.add_column(sa.Column("easy_read", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.drop_constraint(op.f("ck_parties_role"), type_="check")
        batch.create_check_constraint(op.f("ck_parties_role"), _ROLES)


def downgrade() -> None:
    """There is no way back."""
    raise NotImplementedError("records are never taken away: restore a backup instead")
