"""The triggers as PostgreSQL has them: a function and a trigger a table and verb, always enabled.

Functions look names up in the tables' own schema and in temporary tables last, so that a session
cannot put a temporary table of the same name in the way. ENABLE ALWAYS holds them on even where a
session calls itself a replica.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, text

from panel_api.sealing_policy import Policy, refusal

PREFIX = "sealed_"
_ROW, _BEFORE = 1, 2
_VERBS = {"insert": 4, "delete": 8, "update": 16, "truncate": 32}


@dataclass(frozen=True, slots=True)
class _Trigger:
    table: str
    verb: str
    allowed: str | None

    @property
    def name(self) -> str:
        return f"{PREFIX}{self.table}_{self.verb}"

    @property
    def by_row(self) -> bool:
        """A verb that is never allowed is refused even where it would meet no row."""
        return self.allowed is not None

    @property
    def kind(self) -> int:
        """As the catalogue's `tgtype` has it."""
        return _BEFORE | _VERBS[self.verb] | (_ROW if self.by_row else 0)

    @property
    def body(self) -> str:
        raising = f"RAISE EXCEPTION '{refusal(self.table, self.verb)}' USING ERRCODE = '23001';"
        if self.allowed is None:
            return f"BEGIN {raising} END"
        row = "OLD" if self.verb == "delete" else "NEW"
        return f"BEGIN IF NOT ({self.allowed}) THEN {raising} END IF; RETURN {row}; END"


class Triggers:
    """Puts, drops and checks the triggers of a PostgreSQL schema."""

    def put(self, connection: Connection, policies: Iterable[Policy]) -> None:
        """Create every trigger with its function; none may stand."""
        for each in _triggers(policies):
            rows = "ROW" if each.by_row else "STATEMENT"
            for statement in (
                f"CREATE FUNCTION {each.name}() RETURNS trigger LANGUAGE plpgsql "
                f"SET search_path = {_path(connection)} AS $body${each.body}$body$",
                f"CREATE TRIGGER {each.name} BEFORE {each.verb} ON {each.table} "
                f"FOR EACH {rows} EXECUTE FUNCTION {each.name}()",
                f"ALTER TABLE {each.table} ENABLE ALWAYS TRIGGER {each.name}",
            ):
                connection.execute(text(statement.replace(":", r"\:")))

    def drop(self, connection: Connection) -> None:
        """Drop every function of ours, and with it its trigger."""
        names = connection.scalars(
            text(
                "SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace "
                "AND starts_with(proname, :prefix) ORDER BY proname"
            ),
            {"prefix": PREFIX},
        )
        for name in names.all():
            connection.execute(text(f"DROP FUNCTION {name}() CASCADE"))

    def broken(self, connection: Connection, policies: Iterable[Policy]) -> list[str]:
        """The names of triggers that are missing, switched off or not as written here, in order."""
        standing = set(_standing(connection))
        path = [f"search_path={_path(connection)}"]
        return [
            each.name
            for each in _triggers(policies)
            if (each.table, each.name, each.kind, "A", each.body, path[0]) not in standing
        ]


def _triggers(policies: Iterable[Policy]) -> Iterator[_Trigger]:
    for policy in policies:
        if policy.insert:
            yield _Trigger(policy.table, "insert", policy.insert)
        yield _Trigger(policy.table, "update", policy.update)
        yield _Trigger(policy.table, "delete", policy.delete)
        yield _Trigger(policy.table, "truncate", None)


def _path(connection: Connection) -> str:
    schema = connection.scalar(text("SELECT quote_ident(current_schema())"))
    return f"{schema}, pg_temp"


def _standing(connection: Connection) -> list[tuple[str, str, int, str, str, str]]:
    rows = connection.execute(
        text(
            "SELECT c.relname, t.tgname, t.tgtype, t.tgenabled, p.prosrc, array_to_string(p.proconfig, ';') "
            "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE c.relnamespace = current_schema()::regnamespace AND t.tgname = p.proname "
            "AND starts_with(t.tgname, :prefix) ORDER BY c.relname, t.tgname"
        ),
        {"prefix": PREFIX},
    )
    return [
        (table, name, int(kind), _letter(enabled), body, path or "") for table, name, kind, enabled, body, path in rows
    ]


def _letter(enabled: str | bytes) -> str:
    return enabled.decode() if isinstance(enabled, bytes) else enabled
