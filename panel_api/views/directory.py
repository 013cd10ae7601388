"""Files of establishments as a page and a command tell of them: what each would do to the directory, and did."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from panel_api.models import DirectoryImport, DirectoryRow
from panel_api.services.directory_import import Counts, counts_of
from panel_api.services.directory_row import FIELDS
from panel_api.views.provision import field_words, said_field

STATES: Final = {"checked": "Not applied yet", "applied": "Applied", "left": "Left as it is"}
SHOWN: Final = {
    "changed": "Changed",
    "kept": "Left as a person changed it",
    "new": "New",
    "missing": "Missing from this file",
    "rejected": "Rejected",
}
"""What a page shows of a file, in this order."""


def many(number: int, one: str, more: str = "") -> str:
    """A number with its noun: 1 row, 2 rows."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def count_lines(counts: Counts, *, done: bool) -> list[str]:
    """What a file does, in sentences. done: whether it is applied."""
    rows = [
        many(counts.new, "is", "are") + " new",
        many(counts.changed, "changes", "change") + " what the directory has",
        many(counts.unchanged, "changes", "change") + " nothing",
        many(counts.rejected, "is", "are") + " rejected",
    ]
    if counts.elsewhere:
        rows.append(many(counts.elsewhere, "belongs", "belong") + " to other authorities")
    lines = [f"{many(counts.rows, 'row')} in {counts.letters}: {', '.join(rows)}."]
    if counts.nothing:
        lines.append("Nothing in the directory changes.")
    else:
        verb = "were" if done else "would be"
        units = f", {many(counts.units, 'unit')} within schools among them" if counts.units else ""
        lines.append(
            f"{many(counts.provisions_new, 'provision')} {verb} added{units}; {counts.provisions_changed:,} {verb} "
            f"changed: {counts.closed:,} closed, {counts.reopened:,} opened again."
        )
    if counts.kept:
        lines.append(f"{many(counts.kept, 'provision')} differ in what a person changed by hand.")
    if counts.missing:
        lines.append(f"{many(counts.missing, 'provision')} of an earlier file missing from this one: listed, and kept.")
    return lines


def file_row(row: DirectoryImport) -> dict[str, Any]:
    """One file of the list."""
    counts = counts_of(row)
    return {
        "number": row.id,
        "name": row.file_name,
        "state": row.state,
        "state_words": STATES[row.state],
        "rows": counts.rows,
        "new": counts.provisions_new,
        "changed": counts.provisions_changed,
        "rejected": counts.rejected,
        "at": row.written_at,
    }


def numbers_of(counts: Counts) -> dict[str, int]:
    """How many rows stand under each thing that is shown."""
    return {
        "changed": counts.provisions_changed,
        "kept": counts.kept,
        "new": counts.provisions_new,
        "missing": counts.missing,
        "rejected": counts.rejected,
    }


def row_views(rows: Iterable[DirectoryRow]) -> list[dict[str, Any]]:
    """What rows say, each as its page has it."""
    return [{"line": each.line, "code": each.code, "name": each.name, **_said(each.action, each.said)} for each in rows]


def _said(action: str, said: Mapping[str, Any]) -> dict[str, Any]:
    if action == "rejected":
        return {
            "problems": [
                dict(zip(("where", "wrong", "expected", "do"), each, strict=True)) for each in said["problems"]
            ]
        }
    if action == "missing":
        return {"state": said_field("state", said["state"], {})}
    if action == "new" and not said:
        return {"fields": []}
    if action == "new":
        given = dict(zip(FIELDS, said["fields"], strict=True))
        known = ("kind", "state", "town", "least_age", "most_age", "needs", "capacity")
        return {"fields": [_field(name, given[name]) for name in known if given[name] is not None]}
    changes = [_was_is(name, pair) for name, pair in said["changes"].items()]
    if said["roll"]:
        changes.append({"name": "On roll", "was": said_field("", said["roll"][0], {}), "now": str(said["roll"][1])})
    return {"changes": changes, "kept": [_was_is(name, pair) for name, pair in said["kept"].items()]}


def _field(name: str, value: Any) -> dict[str, str]:
    return {"name": field_words(name, {}), "now": said_field(name, value, {})}


def _was_is(name: str, pair: list[Any]) -> dict[str, str]:
    return {"name": field_words(name, {}), "was": said_field(name, pair[0], {}), "now": said_field(name, pair[1], {})}
