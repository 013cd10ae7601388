"""The rules of a record: which applied, which did not, and why, worked out again from its own answers and text."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from engine.assessing import assess
from engine.explaining.trace import trace
from engine.problems import Refused
from engine.recording.canonical import assessed_from
from engine.rulebook import Rulebook
from panel_api.services.answers import taken_out

_APPLIED: Final = "1"
_NOT: Final = "0"


def inputs_of(entry: Mapping[str, Any], opened: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that a record seals, by the names of its rulebook's facts; empty once disposed of."""
    paths = {name: f"/facts/{name}" for name in entry.get("facts") or {}}
    return {name: opened[path] for name, path in paths.items() if path in opened}


def rules_of(entry: Mapping[str, Any], opened: Mapping[str, Any], book: Rulebook | None) -> dict[str, Any] | None:
    """applied, not_applied, unknown: what each rule says, in the rulebook's order; None where it cannot be told.

    What is told is held against the record: `same` is whether each rule comes out as it was sealed.
    """
    facts, working = inputs_of(entry, opened), opened.get("/working")
    if book is None or not working or "as_of" not in entry:
        return None
    try:
        again = assess(book, taken_out(book, facts), dt.date.fromisoformat(entry["as_of"]))
    except Refused:
        return None
    if again.evaluation is None:
        return None
    lines = [line for line in trace(again.evaluation) if line.kind == "rule"]
    said = {truth: [_said(line) for line in lines if line.truth == truth] for truth in (_APPLIED, _NOT)}
    return {
        "applied": said[_APPLIED],
        "not_applied": said[_NOT],
        "unknown": [_said(line) for line in lines if line.truth not in said],
        "same": assessed_from(again).rules == working["rules"],
    }


def _said(line: Any) -> dict[str, str]:
    """A rule by its name, with what it says."""
    return {"name": line.home.replace("_", " "), "sentence": line.finding or "It cannot be told from what is known."}
