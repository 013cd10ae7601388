"""Lines of a log as pages, sheets and programs show them."""

import json
from collections.abc import Mapping
from typing import Any, Final

from panel_api import roles
from panel_api.log_actions import ACTIONS
from panel_api.models import LogLine
from panel_api.services.who_saw import Seen

_MOST: Final = 12
"""Parts of a detail that a page shows; the rest is counted."""
_NOT_ROLES: Final = {
    "local": "Operator at the command line",
    "nobody": "Nobody signed in",
    "none": "Before a role was chosen",
    "provider": "The council's own sign-in",
    "server": "The server",
}


def log_line(row: LogLine) -> dict[str, Any]:
    """One line: when, who, what, to what, and what more it says, in words."""
    return {
        "sequence": row.sequence,
        "at": row.at,
        "who": role_name(row.by_role),
        "reference": row.by_reference,
        "what": ACTIONS[row.action].words if row.action in ACTIONS else row.action,
        "action": row.action,
        "subject": row.subject,
        "case": row.subject if row.log == "access" and "case" in _subject_of(row.action) else None,
        "detail": detail_words(detail_of(row)),
    }


def log_document(row: LogLine) -> dict[str, Any]:
    """The same for programs, with the mark that the chain gives it."""
    return {
        "sequence": row.sequence,
        "sha256": row.sha256,
        "at": row.at.isoformat(),
        "by": {"role": row.by_role, "who": row.by_reference},
        "action": row.action,
        "subject": row.subject,
        "detail": detail_of(row),
    }


def detail_of(row: LogLine) -> Mapping[str, Any]:
    """What more a line says, as it was stored; nothing where it says no more or cannot be read."""
    try:
        found = json.loads(row.stored)["entry"].get("detail", {})
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}
    return found if isinstance(found, dict) else {}


def detail_words(detail: Mapping[str, Any]) -> str:
    """In one line, such as "rows 12; address /cases.csv"; of the ledger's entries only from which to which."""
    entries = detail.get("entries")
    if isinstance(entries, list) and entries:
        numbers = sorted(int(number) for number, _ in entries)
        return f"{len(numbers):,} {'entry' if len(numbers) == 1 else 'entries'}, {numbers[0]:,} to {numbers[-1]:,}"
    parts = [f"{name.replace('_', ' ')} {_said(value)}" for name, value in sorted(detail.items())]
    more = [f"and {len(parts) - _MOST} more"] if len(parts) > _MOST else []
    return "; ".join([*parts[:_MOST], *more])


def role_name(role: str) -> str:
    """A role in words, or who it was that had none."""
    return roles.ABOUT[role].name if role in roles.ABOUT else _NOT_ROLES.get(role, role.capitalize())


def _subject_of(action: str) -> str:
    return ACTIONS[action].subject if action in ACTIONS else ""


def _said(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_said(each)}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(_said, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value is None else str(value)


def seen_view(seen: Seen | None) -> dict[str, Any] | None:
    """Who saw a case, as `_who_saw.html` shows it; None for whoever may not read logs."""
    if seen is None:
        return None
    every = f"/audit/logs?log=access&subject={seen.reference}"
    return {"rows": [log_line(row) for row in seen.rows], "every": every, "more": seen.more}
