"""Provision and its history, places and costs; placing a child; worksheets; what a ground rests on."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KINDS = (
    "kind = 'mainstream' OR kind = 'sen_unit' OR kind = 'resourced_provision' OR "
    "kind = 'special' OR kind = 'non_maintained_special' OR kind = 'independent_special' OR "
    "kind = 'independent' OR kind = 'alternative_provision' OR kind = 'further_education' OR "
    "kind = 'specialist_post_16' OR kind = 'nursery_school' OR kind = 'early_years' OR "
    "kind = 'outreach' OR kind = 'shared_support'"
)


def _code(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length=length).with_variant(sa.String(length=length, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    _directory()
    _placing()
    _worksheets()
    op.add_column("decisions", sa.Column("school_code", _code(32), nullable=True))
    op.add_column("decisions", sa.Column("evidence", sa.Text(), nullable=True))
    op.add_column("decisions", sa.Column("steps", sa.Text(), nullable=True))
    op.add_column("decisions", sa.Column("unconsulted", sa.Text(), nullable=True))


def _directory() -> None:
    op.create_table(
        "provisions",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("code", _code(32), nullable=False),
        sa.Column("within_id", _KEY, nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", _code(200), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("authority", _code(8), nullable=True),
        sa.Column("partnership", _code(64), nullable=True),
        sa.Column("town", sa.String(length=200), nullable=True),
        sa.Column("phase", sa.String(length=32), nullable=True),
        sa.Column("least_age", sa.Integer(), nullable=True),
        sa.Column("most_age", sa.Integer(), nullable=True),
        sa.Column("admits", sa.String(length=16), nullable=True),
        sa.Column("boarding", sa.Boolean(), nullable=True),
        sa.Column("section_41", sa.Boolean(), nullable=True),
        sa.Column("needs", sa.JSON(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("easting", sa.Integer(), nullable=True),
        sa.Column("northing", sa.Integer(), nullable=True),
        sa.Column("cell", sa.Integer(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("catchment", sa.String(length=400), nullable=True),
        sa.Column("outreach", sa.String(length=400), nullable=True),
        sa.Column("website", sa.String(length=300), nullable=True),
        sa.Column("telephone", sa.String(length=40), nullable=True),
        sa.Column("invented", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("import_digest", _code(64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            _KINDS,
            name=op.f("ck_provisions_kind"),
        ),
        sa.CheckConstraint(
            "state = 'open' OR state = 'closing' OR state = 'proposed' OR state = 'closed'",
            name=op.f("ck_provisions_state"),
        ),
        sa.CheckConstraint(
            "(easting IS NULL) = (northing IS NULL) AND (easting IS NULL) = (cell IS NULL)",
            name=op.f("ck_provisions_where"),
        ),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_provisions_capacity")),
        sa.CheckConstraint("most_age >= least_age", name=op.f("ck_provisions_ages")),
        sa.ForeignKeyConstraint(["within_id"], ["provisions.id"], name=op.f("fk_provisions_within_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provisions")),
        sa.UniqueConstraint("code", name=op.f("uq_provisions_code")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_provisions_authority_name_id"), "provisions", ["authority", "name", "id"])
    op.create_index(op.f("ix_provisions_cell_id"), "provisions", ["cell", "id"])
    op.create_index(op.f("ix_provisions_kind_name_id"), "provisions", ["kind", "name", "id"])
    op.create_index(op.f("ix_provisions_name_id"), "provisions", ["name", "id"])
    op.create_index(op.f("ix_provisions_partnership_name_id"), "provisions", ["partnership", "name", "id"])
    op.create_index(op.f("ix_provisions_within_id"), "provisions", ["within_id"])
    op.create_table(
        "directory_imports",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("sha256", _code(64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('checked', 'applied', 'left')", name=op.f("ck_directory_imports_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_imports")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_directory_imports_sha256"), "directory_imports", ["sha256"])
    op.create_table(
        "provision_changes",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("provision_id", _KEY, nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("import_id", _KEY, nullable=True),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("source IN ('hand', 'import', 'seed')", name=op.f("ck_provision_changes_source")),
        sa.ForeignKeyConstraint(["import_id"], ["directory_imports.id"], name=op.f("fk_provision_changes_import_id")),
        sa.ForeignKeyConstraint(["provision_id"], ["provisions.id"], name=op.f("fk_provision_changes_provision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provision_changes")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_provision_changes_provision_id_id"), "provision_changes", ["provision_id", "id"])
    op.create_table(
        "provision_places",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("provision_id", _KEY, nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("commissioned", sa.Integer(), nullable=True),
        sa.Column("on_roll", sa.Integer(), nullable=True),
        sa.Column("leaving", sa.Integer(), nullable=True),
        sa.Column("named", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "commissioned >= 0 AND on_roll >= 0 AND leaving >= 0 AND named >= 0",
            name=op.f("ck_provision_places_numbers"),
        ),
        sa.ForeignKeyConstraint(["provision_id"], ["provisions.id"], name=op.f("fk_provision_places_provision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provision_places")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_provision_places_provision_id_from_day_id"), "provision_places", ["provision_id", "from_day", "id"]
    )
    op.create_table(
        "provision_costs",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("provision_id", _KEY, nullable=False),
        sa.Column("line", sa.String(length=16), nullable=False),
        sa.Column("band", _code(32), nullable=True),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=True),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("estimated_by", sa.String(length=200), nullable=True),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "line IN ('place', 'top_up', 'fee', 'therapy', 'equipment', 'transport', 'health', 'social_care', 'other')",
            name=op.f("ck_provision_costs_line"),
        ),
        sa.CheckConstraint("pence >= 0", name=op.f("ck_provision_costs_pence")),
        sa.ForeignKeyConstraint(["provision_id"], ["provisions.id"], name=op.f("fk_provision_costs_provision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provision_costs")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_provision_costs_provision_id_from_day_id"), "provision_costs", ["provision_id", "from_day", "id"]
    )
    op.create_table(
        "directory_rows",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("import_id", _KEY, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("code", _code(32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "action = 'new' OR action = 'changed' OR action = 'kept' OR action = 'missing' OR action = 'rejected'",
            name=op.f("ck_directory_rows_action"),
        ),
        sa.ForeignKeyConstraint(["import_id"], ["directory_imports.id"], name=op.f("fk_directory_rows_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_rows")),
        sa.UniqueConstraint(
            "import_id", "action", "line", "code", name=op.f("uq_directory_rows_import_id_action_line_code")
        ),
        sqlite_autoincrement=True,
    )


def _placing() -> None:
    op.create_table(
        "places_sought",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("case_id", _KEY, nullable=False),
        sa.Column("home_sector", _code(8), nullable=True),
        sa.Column("start_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("until_day >= start_day", name=op.f("ck_places_sought_days")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_places_sought_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places_sought")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_places_sought_case_id_id"), "places_sought", ["case_id", "id"])
    op.create_table(
        "schools_asked",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("case_id", _KEY, nullable=False),
        sa.Column("party_id", _KEY, nullable=True),
        sa.Column("provision_id", _KEY, nullable=True),
        sa.Column("school", sa.String(length=200), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("offer", sa.String(length=16), nullable=False),
        sa.Column("offered_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "offer IN ('not_asked', 'asked', 'offered', 'refused')", name=op.f("ck_schools_asked_offer")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_schools_asked_case_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_schools_asked_party_id")),
        sa.ForeignKeyConstraint(["provision_id"], ["provisions.id"], name=op.f("fk_schools_asked_provision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schools_asked")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_schools_asked_case_id_id"), "schools_asked", ["case_id", "id"])
    op.create_table(
        "placement_costs",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("case_id", _KEY, nullable=False),
        sa.Column("provision_id", _KEY, nullable=False),
        sa.Column("line", sa.String(length=16), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=True),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("estimated_by", sa.String(length=200), nullable=True),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "line IN ('place', 'top_up', 'fee', 'therapy', 'equipment', 'transport', 'health', 'social_care', 'other')",
            name=op.f("ck_placement_costs_line"),
        ),
        sa.CheckConstraint("pence >= 0", name=op.f("ck_placement_costs_pence")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_placement_costs_case_id")),
        sa.ForeignKeyConstraint(["provision_id"], ["provisions.id"], name=op.f("fk_placement_costs_provision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_costs")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_placement_costs_case_id_id"), "placement_costs", ["case_id", "id"])
    op.create_table(
        "joint_shares",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("case_id", _KEY, nullable=False),
        sa.Column("provision_id", _KEY, nullable=True),
        sa.Column("agency", sa.String(length=16), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=True),
        sa.Column("agreed_by", sa.String(length=200), nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("from_day", sa.Date(), nullable=True),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.Column("evidence", sa.String(length=400), nullable=True),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "agency IN ('health', 'social_care', 'other_authority', 'other')", name=op.f("ck_joint_shares_agency")
        ),
        sa.CheckConstraint(
            "state <> 'agreed' OR (agreed_by IS NOT NULL AND agreed_on IS NOT NULL)",
            name=op.f("ck_joint_shares_agreed"),
        ),
        sa.CheckConstraint("state IN ('asked', 'agreed', 'refused')", name=op.f("ck_joint_shares_state")),
        sa.CheckConstraint("pence >= 0", name=op.f("ck_joint_shares_pence")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_joint_shares_case_id")),
        sa.ForeignKeyConstraint(["provision_id"], ["provisions.id"], name=op.f("fk_joint_shares_provision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_shares")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_joint_shares_case_id_id"), "joint_shares", ["case_id", "id"])
    op.create_table(
        "place_searches",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("case_id", _KEY, nullable=False),
        sa.Column("sought_id", _KEY, nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("rulebook", sa.String(length=100), nullable=False),
        sa.Column("rulebook_sha256", _code(64), nullable=False),
        sa.Column("metres", sa.Integer(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("engines", sa.JSON(), nullable=False),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_place_searches_case_id")),
        sa.ForeignKeyConstraint(["sought_id"], ["places_sought.id"], name=op.f("fk_place_searches_sought_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_searches")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_place_searches_case_id_id"), "place_searches", ["case_id", "id"])


def _worksheets() -> None:
    op.create_table(
        "worksheets",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("reference", _code(32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("start_day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("rulebook_sha256", _code(64), nullable=True),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", sa.String(length=100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("before_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed", sa.Boolean(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_worksheets_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worksheets")),
        sa.UniqueConstraint("reference", name=op.f("uq_worksheets_reference")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "worksheet_children",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("worksheet_id", _KEY, nullable=False),
        sa.Column("case_id", _KEY, nullable=False),
        sa.Column("held_id", _KEY, nullable=True),
        sa.Column("provision_id", _KEY, nullable=True),
        sa.Column("fit", sa.String(length=16), nullable=True),
        sa.Column("before_id", _KEY, nullable=True),
        sa.Column("looked", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["before_id"], ["provisions.id"], name=op.f("fk_worksheet_children_before_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_worksheet_children_case_id")),
        sa.ForeignKeyConstraint(["held_id"], ["provisions.id"], name=op.f("fk_worksheet_children_held_id")),
        sa.ForeignKeyConstraint(["provision_id"], ["provisions.id"], name=op.f("fk_worksheet_children_provision_id")),
        sa.ForeignKeyConstraint(["worksheet_id"], ["worksheets.id"], name=op.f("fk_worksheet_children_worksheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worksheet_children")),
        sa.UniqueConstraint("worksheet_id", "case_id", name=op.f("uq_worksheet_children_worksheet_id_case_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_worksheet_children_case_id"), "worksheet_children", ["case_id"])
    op.create_table(
        "worksheet_places",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("worksheet_id", _KEY, nullable=False),
        sa.Column("provision_id", _KEY, nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.CheckConstraint("places >= 0", name=op.f("ck_worksheet_places_places")),
        sa.ForeignKeyConstraint(["provision_id"], ["provisions.id"], name=op.f("fk_worksheet_places_provision_id")),
        sa.ForeignKeyConstraint(["worksheet_id"], ["worksheets.id"], name=op.f("fk_worksheet_places_worksheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worksheet_places")),
        sa.UniqueConstraint("worksheet_id", "provision_id", name=op.f("uq_worksheet_places_worksheet_id_provision_id")),
        sqlite_autoincrement=True,
    )
