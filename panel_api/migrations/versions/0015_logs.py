"""Every log a chain, and checkpoints over all of them."""

import datetime as dt
import json

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_CHAINS = ("records", "access", "signing", "changes", "ledger", "checkpoints")


def _code(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length=length).with_variant(sa.String(length=length, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables; the access log, which was the only one, goes on as the first of four."""
    _make()
    with op.batch_alter_table("chain_heads") as heads:
        heads.drop_constraint(op.f("ck_chain_heads_chain"), type_="check")
        heads.create_check_constraint(op.f("ck_chain_heads_chain"), f"chain IN ({', '.join(map(repr, _CHAINS))})")
    connection = op.get_bind()
    for chain in _CHAINS[2:]:
        row = {"chain": chain, "sequence": 0, "sha256": "0" * 64}
        connection.execute(sa.text("INSERT INTO chain_heads VALUES (:chain, :sequence, :sha256)"), row)
    _move_access_log(connection)
    op.drop_table("access_log")


def _move_access_log(connection: sa.Connection) -> None:
    lines = sa.table("log_lines", *(sa.column(name) for name in ("log", "sequence", "stored", "sha256", "previous")),
                     sa.column("at", sa.DateTime(timezone=True)),
                     *(sa.column(name) for name in ("action", "subject", "by_role", "by_reference")))  # fmt: skip
    after = 0
    while True:
        rows = connection.execute(
            sa.text(
                "SELECT sequence, stored, sha256, previous FROM access_log WHERE sequence > :after "
                "ORDER BY sequence LIMIT 500"
            ),
            {"after": after},
        ).all()
        if not rows:
            return
        connection.execute(sa.insert(lines), [_line(row) for row in rows])
        after = rows[-1].sequence


def _line(row: sa.Row[tuple[int, bytes, str, str]]) -> dict[str, object]:
    entry = json.loads(row.stored)["entry"]
    return {
        "log": "access", "sequence": row.sequence, "stored": row.stored, "sha256": row.sha256,
        "previous": row.previous, "at": dt.datetime.fromisoformat(entry["at"]), "action": entry["action"],
        "subject": entry["subject"], "by_role": entry["by"]["role"], "by_reference": entry["by"]["who"],
    }  # fmt: skip


def _make() -> None:
    op.create_table(
        "checkpoints",
        sa.Column("sequence", _KEY, autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("stored", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_checkpoints")),
    )
    op.create_index(op.f("ix_checkpoints_day"), "checkpoints", ["day"])
    op.create_table(
        "log_lines",
        sa.Column("log", _code(16), nullable=False),
        sa.Column("sequence", _KEY, autoincrement=False, nullable=False),
        sa.Column("stored", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", _code(40), nullable=False),
        sa.Column("subject", _code(100), nullable=False),
        sa.Column("by_role", sa.String(length=32), nullable=False),
        sa.Column("by_reference", _code(100), nullable=False),
        sa.CheckConstraint("log IN ('access', 'signing', 'changes', 'ledger')", name=op.f("ck_log_lines_log")),
        sa.PrimaryKeyConstraint("log", "sequence", name=op.f("pk_log_lines")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_log_lines_by_reference_log_sequence"), "log_lines", ["by_reference", "log", "sequence"])
    op.create_index(op.f("ix_log_lines_log_action_sequence"), "log_lines", ["log", "action", "sequence"])
    op.create_index(op.f("ix_log_lines_log_at_sequence"), "log_lines", ["log", "at", "sequence"])
    op.create_index(op.f("ix_log_lines_subject_log_sequence"), "log_lines", ["subject", "log", "sequence"])
