"""The triggers as SQLite has them: one a table and verb, refusing unless the policy's condition holds."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from panel_api.sealing_policy import Policy, refusal

PREFIX = "sealed_"


class Triggers:
    """Puts, drops and checks the triggers of a SQLite file."""

    def put(self, connection: Connection, policies: Iterable[Policy]) -> None:
        """Create every trigger; none may stand."""
        for _, statement in _statements(policies):
            connection.exec_driver_sql(statement)

    def drop(self, connection: Connection) -> None:
        """Drop every trigger of ours."""
        for name in _standing(connection):
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')

    def broken(self, connection: Connection, policies: Iterable[Policy]) -> list[str]:
        """The names of triggers that are missing or not as written here, in order."""
        standing = _standing(connection)
        return [name for name, statement in _statements(policies) if standing.get(name) != statement]


def _standing(connection: Connection) -> dict[str, str]:
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name")
    return {name: sql for name, sql in rows if name.startswith(PREFIX)}


def _statements(policies: Iterable[Policy]) -> Iterator[tuple[str, str]]:
    for policy in policies:
        yield _trigger(policy.table, "insert", _refuse_insert(policy))
        yield _trigger(policy.table, "update", _unless(policy.update))
        yield _trigger(policy.table, "delete", _unless(policy.delete))


def _trigger(table: str, verb: str, refuse_when: str) -> tuple[str, str]:
    name = f"{PREFIX}{table}_{verb}"
    return name, (
        f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} WHEN {refuse_when} "
        f"BEGIN SELECT RAISE(ABORT, '{refusal(table, verb)}'); END"
    )


def _unless(allowed: str | None) -> str:
    return f"NOT ({allowed})" if allowed else "1"


def _refuse_insert(policy: Policy) -> str:
    shared = [" AND ".join(f"o.{column} = NEW.{column}" for column in key) for key in policy.keys]
    exists = f"EXISTS (SELECT 1 FROM {policy.table} o WHERE {' OR '.join(f'({each})' for each in shared)})"
    return f"{exists} OR NOT ({policy.insert})" if policy.insert else exists
