"""Which tables are sealed, and what each still allows. `panel_api.triggers` has it as a table."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import UniqueConstraint

from panel_api.models import Base

_CASE_DISPOSED: Final = "EXISTS (SELECT 1 FROM disposals d WHERE d.case_id = OLD.case_id)"
_RECORD_DISPOSED: Final = (
    "EXISTS (SELECT 1 FROM disposals d JOIN records r ON r.case_id = d.case_id "
    "WHERE r.sequence = OLD.record_sequence AND r.sequence < d.record_sequence)"
)


@dataclass(frozen=True, slots=True)
class Policy:
    """What one sealed table allows, as SQL conditions over OLD and NEW; None is never.

    insert: a condition beside new keys. update, delete: when a row may be changed or go.
    """

    table: str
    insert: str | None = None
    update: str | None = None
    delete: str | None = None

    @property
    def keys(self) -> tuple[tuple[str, ...], ...]:
        """The columns of each key that a new row must not share with an old one."""
        table = Base.metadata.tables[self.table]
        unique = [
            tuple(column.name for column in each.columns)
            for each in table.constraints
            if isinstance(each, UniqueConstraint)
        ]
        return (tuple(column.name for column in table.primary_key.columns), *sorted(unique))


def _next_link(chain: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM chain_heads h WHERE h.chain = '{chain}' "
        "AND NEW.sequence = h.sequence + 1 AND NEW.previous = h.sha256)"
    )


def _moves_to(chain: str, table: str) -> str:
    return (
        f"(OLD.chain = '{chain}' AND EXISTS (SELECT 1 FROM {table} r "
        "WHERE r.sequence = NEW.sequence AND r.sha256 = NEW.sha256))"
    )


_HEAD_MOVES: Final = (
    "NEW.chain = OLD.chain AND NEW.sequence = OLD.sequence + 1 "
    f"AND ({_moves_to('records', 'records')} OR {_moves_to('access', 'access_log')})"
)

POLICIES: Final = (
    Policy("records", insert=_next_link("records")),
    Policy("access_log", insert=_next_link("access")),
    Policy("rulebook_texts"),
    Policy("disposals"),
    Policy("sealed_values", delete=_RECORD_DISPOSED),
    Policy("assessments", delete=_CASE_DISPOSED),
    Policy("recommendations", delete=_CASE_DISPOSED),
    Policy("decisions", delete=_CASE_DISPOSED),
    Policy("chain_heads", update=_HEAD_MOVES),
)

SEALED: Final = tuple(policy.table for policy in POLICIES)


def refusal(table: str, verb: str) -> str:
    """What the database says when it refuses."""
    return f"{table} is sealed: {verb} refused"
