"""Triggers that keep sealed tables sealed, on both databases, and the check that they stand.

| tables | INSERT | UPDATE | DELETE | TRUNCATE |
|---|---|---|---|---|
| records, log_lines, checkpoints | only the next link of the chain | refused | refused | refused |
| rulebook_texts, disposals, money_disposals | new keys only | refused | refused | refused |
| sealed_values, assessments, recommendations, decisions | new keys only | refused | to a logged disposal | refused |
| awards, award_terms, open_parts, roll_lines, leavings | new keys only | refused | to a logged disposal | refused |
| ledger_lines | only what runs on from the line before and overdraws nothing | refused | refused | refused |
| ledger_entries | only with all its lines, as its kind demands | refused | refused | refused |
| ledger_assertions, allocations, allocation_postings, open_snapshots | new keys only | refused | refused | refused |
| rescorings, adoptions | new keys only | refused | refused | refused |
| imports, paid_lines | new keys only | refused | to a logged disposal of money | refused |
| corrections, rescored_cases | new keys only | refused | to a logged disposal | refused |
| chain_heads | new keys only | forward by one, to a link that exists | refused | refused |

"New keys only" is what refuses SQLite's INSERT OR REPLACE, which deletes without asking DELETE triggers;
PostgreSQL has no such statement, and its ON CONFLICT DO UPDATE asks the UPDATE triggers.
"""

from sqlalchemy import Connection, Engine, inspect

from panel_api import triggers_postgresql, triggers_sqlite
from panel_api.sealing_policy import POLICIES


class TriggersMissing(RuntimeError):  # noqa: N818
    """Triggers that should stand are gone or altered; `names` says which."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(
            f"sealed tables are not protected: {', '.join(names)} missing, altered or switched off. "
            "Run `evenhand verify` to see whether anything was changed, then migrate to put them back"
        )
        self.names = names


def put_triggers(connection: Connection) -> None:
    """Put the triggers on every sealed table there is. Every migration ends with this."""
    drop_triggers(connection)
    there = set(inspect(connection).get_table_names())
    policies = [policy for policy in POLICIES if policy.table in there]
    _dialect(connection).put(connection, policies)


def drop_triggers(connection: Connection) -> None:
    """Take all triggers off, as a migration must before it rebuilds a table. Only an owner can."""
    _dialect(connection).drop(connection)


def check_triggers(engine: Engine) -> None:
    """Return if every trigger stands as written and is switched on; otherwise raise TriggersMissing.

    The server and every command that writes call this before anything else.
    """
    with engine.connect() as connection:
        broken = _dialect(connection).broken(connection, POLICIES)
    if broken:
        raise TriggersMissing(broken)


def _dialect(connection: Connection) -> triggers_sqlite.Triggers | triggers_postgresql.Triggers:
    if connection.dialect.name == "sqlite":
        return triggers_sqlite.Triggers()
    return triggers_postgresql.Triggers()
