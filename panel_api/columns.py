"""Column types both databases agree on, and the words that columns may hold."""

import datetime as dt
from typing import Final

from sqlalchemy import DateTime, Dialect, Integer, String, TypeDecorator
from sqlalchemy.types import BigInteger

from engine.law.bases import BASES
from engine.law.kinds import KINDS


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A moment in UTC, with its time zone both ways (SQLite by itself would lose it)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: dt.datetime | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> dt.datetime | None:
        """Refuse a moment without a zone; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment must have a time zone")
        return value.astimezone(dt.UTC)

    def process_result_value(
        self,
        value: dt.datetime | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> dt.datetime | None:
        """Return UTC, whatever the session's time zone."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


Key = BigInteger().with_variant(Integer, "sqlite")
"""A number the database gives; SQLite counts up by itself only under the name INTEGER."""


def code(length: int) -> String:
    """A short code, sorted by its bytes on both databases, so that paging and prefixes agree."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


STAGES: Final = (
    "received", "assessed", "recommended", "returned", "deferred", "referred", "decided",
    "withdrawn", "disposed",
)  # fmt: skip
STATUSES: Final = ("not_in_force", "incomplete", "referred", "unsettled", "settled")
LEGAL_BASES: Final = tuple(BASES)
AUTHORITY_ROLES: Final = ("looking_after", "maintaining", "area", "paying")
AROUND: Final = ("carer", "social_worker", "virtual_school", "advocate")
"""People around a child who is looked after, and whoever speaks for a young person."""
PARTY_ROLES: Final = ("child", "parent", "school", *AUTHORITY_ROLES, *AROUND)
VOICES: Final = ("child", "parent", "school")
DECISION_KINDS: Final = tuple(KINDS)
ROLES: Final = (
    "school", "caseworker", "panel_member", "chair", "senior_officer", "budget_holder", "auditor",
    "rulebook_editor", "administrator", "finance_officer",
)  # fmt: skip
"""What people sign in as; `panel_api.roles` says what each may do."""


def one_of(column: str, words: tuple[str, ...]) -> str:
    """The condition of a check constraint: the column holds one of these words."""
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


def any_of(column: str, words: tuple[str, ...]) -> str:
    """The same for tables that are filled in bulk: SQLite makes the list of an IN anew for every row it writes."""
    return " OR ".join(f"{column} = {word!r}" for word in words)
