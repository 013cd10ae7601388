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

_PAID_LONG_AGO: Final = (
    "EXISTS (SELECT 1 FROM money_disposals d WHERE OLD.paid_on < d.before AND OLD.until_day < d.before)"
)
_FILE_IS_EMPTY: Final = (
    "EXISTS (SELECT 1 FROM money_disposals d WHERE OLD.written_at < d.before) "
    "AND NOT EXISTS (SELECT 1 FROM paid_lines l WHERE l.import_id = OLD.id) "
    "AND NOT EXISTS (SELECT 1 FROM roll_lines l WHERE l.import_id = OLD.id)"
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
    """A row is the next link of a chain. chain: its name, as SQL."""
    return (
        f"EXISTS (SELECT 1 FROM chain_heads h WHERE h.chain = {chain} "
        "AND NEW.sequence = h.sequence + 1 AND NEW.previous = h.sha256)"
    )


def _moves_to(table: str, where: str) -> str:
    return f"EXISTS (SELECT 1 FROM {table} r WHERE {where} AND r.sequence = NEW.sequence AND r.sha256 = NEW.sha256)"


_HEAD_MOVES: Final = (
    "NEW.chain = OLD.chain AND NEW.sequence = OLD.sequence + 1 AND ("
    + " OR ".join(
        (
            _moves_to("records", "OLD.chain = 'records'"),
            _moves_to("checkpoints", "OLD.chain = 'checkpoints'"),
            _moves_to("log_lines", "r.log = OLD.chain"),
        )
    )
    + ")"
)

_CELL: Final = "l.account_id = NEW.account_id AND l.year = NEW.year"
_BEFORE: Final = f"FROM ledger_lines l WHERE {_CELL} AND l.sequence = NEW.sequence - 1"
_RUNNING: Final = {
    "held_after": "NEW.measure IN ('allocated', 'vired', 'carried')",
    "committed_after": "NEW.measure = 'committed'",
    "paid_after": "NEW.measure = 'paid'",
    "released_after": "NEW.measure = 'released'",
    "handed_after": "NEW.measure = 'handed'",
}


def _runs_on(total: str, counts: str) -> str:
    """A running total is the one of the line before and what this line adds to it."""
    return f"NEW.{total} = COALESCE((SELECT l.{total} {_BEFORE}), 0) + CASE WHEN {counts} THEN NEW.pence ELSE 0 END"


_NEXT_LINE: Final = " AND ".join(
    (
        "NOT EXISTS (SELECT 1 FROM ledger_entries e WHERE e.id = NEW.entry_id)",
        f"(CASE WHEN NEW.sequence = 1 THEN NOT EXISTS (SELECT 1 FROM ledger_lines l WHERE {_CELL}) "
        f"ELSE EXISTS (SELECT 1 {_BEFORE} AND l.written_at <= NEW.written_at) END)",
        *(_runs_on(total, counts) for total, counts in _RUNNING.items()),
        f"NEW.month_after = NEW.pence + COALESCE((SELECT l.month_after FROM ledger_lines l WHERE {_CELL} "
        "AND l.measure = NEW.measure AND l.month = NEW.month ORDER BY l.sequence DESC LIMIT 1), 0)",
    )
)
"""Each line runs on from the one before it in its cell, and its entry is not written yet."""
_NOT_OVERDRAWN: Final = (
    "(NEW.held_after - NEW.committed_after + NEW.released_after >= 0 "
    "OR NOT (CASE WHEN NEW.measure = 'committed' THEN NEW.pence > 0 "
    "WHEN NEW.measure IN ('allocated', 'vired', 'carried', 'released') THEN NEW.pence < 0 ELSE 1 = 0 END) "
    "OR EXISTS (SELECT 1 FROM accounts a WHERE a.id = NEW.account_id AND a.may_overspend))"
)
"""Nothing takes an account below nothing unless law or the authority's setting lets it."""
_OF_AWARD: Final = f"FROM ledger_lines l WHERE l.award_id = NEW.award_id AND {_CELL}"
_WITHIN_COMMITMENT: Final = (
    "(NEW.award_id IS NULL OR (0 <= (SELECT COALESCE(SUM(CASE l.measure WHEN 'committed' THEN l.pence "
    f"WHEN 'paid' THEN -l.pence WHEN 'released' THEN -l.pence ELSE 0 END), 0) {_OF_AWARD}) "
    "+ CASE NEW.measure WHEN 'committed' THEN NEW.pence "
    "WHEN 'paid' THEN -NEW.pence WHEN 'released' THEN -NEW.pence ELSE 0 END "
    "AND (NEW.measure <> 'paid' OR NEW.pence > 0 OR 0 <= NEW.pence + "
    f"(SELECT COALESCE(SUM(l.pence), 0) {_OF_AWARD} AND l.measure = 'paid'))))"
)
"""No award is paid or released beyond what is committed for it in the year, and no more comes back than was paid."""
_OPEN_YEAR: Final = "NOT EXISTS (SELECT 1 FROM accounts a WHERE a.id = NEW.account_id AND NEW.year <= a.closed_through)"
"""A closed year is written to no more."""
_LINES: Final = "FROM ledger_lines l WHERE l.entry_id = NEW.id"
_WHOLE_ENTRY: Final = " AND ".join(
    (
        f"NEW.line_count = (SELECT COUNT(*) {_LINES} AND l.written_at = NEW.written_at)",
        f"NEW.line_count = (SELECT COUNT(*) {_LINES})",
        f"(NEW.kind NOT IN ('vire', 'carry_forward') OR (NEW.line_count = 2 AND 0 = (SELECT SUM(l.pence) {_LINES})))",
        f"(NEW.kind IN ('vire', 'carry_forward', 'recover', 'reverse', 'pay') OR (NEW.line_count = 1 "
        f"AND NEW.pence = (SELECT SUM(l.pence) {_LINES})))",
        "(NEW.kind <> 'reverse' OR (NEW.line_count = (SELECT COUNT(*) FROM ledger_lines o "
        "WHERE o.entry_id = NEW.reverses_id) AND NOT EXISTS (SELECT 1 FROM ledger_lines o "
        "WHERE o.entry_id = NEW.reverses_id AND NOT EXISTS (SELECT 1 FROM ledger_lines l WHERE l.entry_id = NEW.id "
        "AND l.account_id = o.account_id AND l.year = o.year AND l.measure = o.measure AND l.pence = -o.pence))))",
    )
)
"""An entry stands when its lines are all there, written with it, and come to what its kind demands."""

POLICIES: Final = (
    Policy("records", insert=_next_link("'records'")),
    Policy("log_lines", insert=_next_link("NEW.log")),
    Policy("checkpoints", insert=_next_link("'checkpoints'")),
    Policy("rulebook_texts"),
    Policy("disposals"),
    Policy("money_disposals"),
    Policy("sealed_values", delete=_RECORD_DISPOSED),
    Policy("assessments", delete=_CASE_DISPOSED),
    Policy("recommendations", delete=_CASE_DISPOSED),
    Policy("decisions", delete=_CASE_DISPOSED),
    Policy("chain_heads", update=_HEAD_MOVES),
    Policy("awards", delete=_CASE_DISPOSED),
    Policy("award_terms", delete=_CASE_DISPOSED),
    Policy("ledger_lines", insert=f"{_NEXT_LINE} AND {_OPEN_YEAR} AND {_NOT_OVERDRAWN} AND {_WITHIN_COMMITMENT}"),
    Policy("ledger_entries", insert=_WHOLE_ENTRY),
    Policy("imports", delete=_FILE_IS_EMPTY),
    Policy("paid_lines", delete=_PAID_LONG_AGO),
    Policy("roll_lines", delete=_CASE_DISPOSED),
    Policy("leavings", delete=_CASE_DISPOSED),
    Policy("ledger_assertions"),
    Policy("allocations"),
    Policy("allocation_postings"),
    Policy("open_snapshots"),
    Policy("open_parts", delete=_CASE_DISPOSED),
    Policy("provision_changes"),
    Policy("provision_places"),
    Policy("provision_costs"),
    Policy("places_sought", delete=_CASE_DISPOSED),
    Policy("place_searches", delete=_CASE_DISPOSED),
    Policy("placement_changes", delete=_CASE_DISPOSED),
    Policy("corrections", delete=_CASE_DISPOSED),
    Policy("rescorings"),
    Policy("rescored_cases", delete=_CASE_DISPOSED),
    Policy("adoptions"),
    Policy("whatifs"),
    Policy("whatif_texts"),
    Policy("calibrations"),
    Policy("equity_reports"),
    Policy("equity_notes"),
)

SEALED: Final = tuple(policy.table for policy in POLICIES)


def refusal(table: str, verb: str) -> str:
    """What the database says when it refuses."""
    return f"{table} is sealed: {verb} refused"
