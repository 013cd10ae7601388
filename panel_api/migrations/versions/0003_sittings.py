"""Sittings, seats, agendas and declared interests."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "sittings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "reference",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("panel", sa.String(length=100), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("begins", sa.String(length=5), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("minutes", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("words", sa.String(length=400), nullable=True),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "stage IN ('planned', 'frozen', 'open', 'closed', 'cancelled')", name=op.f("ck_sittings_stage")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sittings")),
        sa.UniqueConstraint("reference", name=op.f("uq_sittings_reference")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_sittings_held_on_id"), "sittings", ["held_on", "id"])

    op.create_table(
        "seats",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sitting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seat", sa.String(length=16), nullable=False),
        sa.Column("profession", sa.String(length=40), nullable=False),
        sa.Column("coming", sa.String(length=16), nullable=False),
        sa.CheckConstraint("coming IN ('asked', 'coming', 'apologies', 'withdrawn')", name=op.f("ck_seats_coming")),
        sa.CheckConstraint("seat IN ('chair', 'deputy', 'member', 'clerk')", name=op.f("ck_seats_seat")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_seats_person_id")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sittings.id"], name=op.f("fk_seats_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seats")),
        sa.UniqueConstraint("sitting_id", "person_id", name=op.f("uq_seats_sitting_id_person_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_seats_person_id_sitting_id"), "seats", ["person_id", "sitting_id"])

    op.create_table(
        "stays",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.CheckConstraint("left_at >= came_at", name=op.f("ck_stays_moments")),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_stays_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stays")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_stays_seat_id_id"), "stays", ["seat_id", "id"])

    op.create_table(
        "agenda_items",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sitting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(length=400), nullable=True),
        sa.Column("papers", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("put_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=100), nullable=True),
        sa.CheckConstraint("kind IN ('decide', 'to_note')", name=op.f("ck_agenda_items_kind")),
        sa.CheckConstraint(
            "state IN ('waiting', 'done', 'carried_over', 'noted', 'taken_off')", name=op.f("ck_agenda_items_state")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_agenda_items_case_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_agenda_items_decision_id")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sittings.id"], name=op.f("fk_agenda_items_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_items")),
        sa.UniqueConstraint(
            "sitting_id", "kind", "decision_id", name=op.f("uq_agenda_items_sitting_id_kind_decision_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_agenda_items_case_id_sitting_id"), "agenda_items", ["case_id", "sitting_id"])
    op.create_index(
        "uq_agenda_items_to_decide",
        "agenda_items",
        ["sitting_id", "case_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'decide'"),
        postgresql_where=sa.text("kind = 'decide'"),
    )

    op.create_table(
        "interests",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=100), nullable=True),
        sa.Column("withdrawn_words", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_interests_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_interests_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interests")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_interests_case_id_person_id"), "interests", ["case_id", "person_id"])
    op.create_index(op.f("ix_interests_person_id"), "interests", ["person_id"])

    op.create_table(
        "minute_gaps",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sitting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("gap", sa.String(length=100), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["sitting_id"], ["sittings.id"], name=op.f("fk_minute_gaps_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minute_gaps")),
        sa.UniqueConstraint("sitting_id", "gap", name=op.f("uq_minute_gaps_sitting_id_gap")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """There is no way back."""
    raise NotImplementedError("records are never taken away: restore a backup instead")
