"""Proposals of rulebooks as pages show them: rows of the list, what changes line by line, and what the check found."""

import datetime as dt
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import islice
from typing import Any, Final

from engine.explaining.differing import differences
from engine.explaining.stated import standing
from engine.language.loading import RULEBOOK_FILE, text_hash
from engine.problems import Refused
from engine.proof.check import CASES_FILE
from engine.rulebook import Rulebook
from panel_api.models import Proposal
from panel_api.services.proposals import SAID
from panel_api.shelf import Shelf
from panel_api.store.proposals import Proposed
from panel_api.views.differing import differing

STAYS, OUT, IN = "Stays", "Taken out", "Put in"
MOST_LINES: Final = 4_000
"""Of a text that is compared line by line; comparing longer ones takes too long."""
MOST_ROWS: Final = 1_500
_AROUND: Final = 2
_LONGEST_SHOWN: Final = 160


def rows(found: Sequence[Proposed], own: int | None) -> list[dict[str, Any]]:
    """The list's rows."""
    return [
        {
            "reference": each.proposal.reference,
            "name": each.proposal.name,
            "new": each.proposal.begun_from is None,
            "from_day": each.proposal.from_day,
            "proposed_at": each.proposal.proposed_at,
            "proposer": "You" if each.proposal.proposed_by == own else each.proposer,
            "stage": each.proposal.stage,
            "said": SAID[each.proposal.stage],
            "faults": len(each.proposal.faults),
        }
        for each in found
    ]


def line_changes(before: str, after: str) -> dict[str, Any]:
    """What changes line by line: runs of rows with two lines around each, counts of lines out and in.

    A row: what became of the line, its number before and after (None where it is not there), its text. too_long: where
    the texts are not compared at all; more: rows that are left out.
    """
    old, new = before.splitlines(), after.splitlines()
    if max(len(old), len(new)) > MOST_LINES:
        return {"too_long": True, "runs": [], "out": 0, "in": 0, "more": 0}
    matcher = SequenceMatcher(None, old, new)
    runs: list[list[dict[str, Any]]] = []
    for group in matcher.get_grouped_opcodes(_AROUND):
        run: list[dict[str, Any]] = []
        for what, i1, i2, j1, j2 in group:
            if what == "equal":
                run += [_row(STAYS, i, j, old[i]) for i, j in zip(range(i1, i2), range(j1, j2), strict=True)]
            else:
                run += [_row(OUT, i, None, old[i]) for i in range(i1, i2)]
                run += [_row(IN, None, j, new[j]) for j in range(j1, j2)]
        runs.append(run)
    counts = {word: sum(row["word"] == word for run in runs for row in run) for word in (OUT, IN)}
    left = iter([(number, row) for number, run in enumerate(runs) for row in run])
    shown: list[list[dict[str, Any]]] = [[] for _ in runs]
    for number, row in islice(left, MOST_ROWS):
        shown[number].append(row)
    more = sum(1 for _ in left)
    return {
        "too_long": False,
        "runs": [{"title": _title(run), "rows": run} for run in shown if run],
        "out": counts[OUT],
        "in": counts[IN],
        "more": more,
    }


def fault_rows(row: Proposal) -> list[dict[str, Any]]:
    """What the check found, each with the line it stands on; first in the rulebook, by whose faults cases fail too.

    In the vocabulary, which is nobody's to propose here, no line is shown.
    """
    texts = {RULEBOOK_FILE: row.text.splitlines(), CASES_FILE: row.cases.splitlines()}
    found = []
    for each in sorted(row.faults, key=lambda each: each["file"] != RULEBOOK_FILE):
        lines = texts.get(each["file"], [])
        line = lines[each["line"] - 1] if 0 < each["line"] <= len(lines) else ""
        at = min(each["column"] - 1, _LONGEST_SHOWN)
        shown = line if len(line) <= _LONGEST_SHOWN else line[: _LONGEST_SHOWN - 1] + "…"
        field = {RULEBOOK_FILE: "text", CASES_FILE: "cases"}.get(each["file"], "")
        found.append({**each, "text": shown, "before": " " * at, "field": field})
    return found


def in_words(shelf: Shelf, row: Proposal) -> dict[str, Any] | None:
    """What changes in words, from the day it is to be in force and, said apart, on the day before; None where either
    rulebook does not hold, or it begins anew.
    """
    before = _on_shelf(shelf, row.begun_from)
    if before is None or row.faults:
        return None
    try:
        after = shelf.old(text_hash(row.text, row.vocabulary), row.text, row.vocabulary)
    except Refused:  # by a newer engine than the one that checked it
        return None
    eve = row.from_day - dt.timedelta(days=1)
    earlier = before.in_force.holds(eve) and after.in_force.holds(eve)
    return {
        "then": differing(standing(before, row.from_day), standing(after, row.from_day, row.from_day)),
        "eve": eve,
        "backdated": earlier and _tells_otherwise(before, after, eve),
    }


def _tells_otherwise(before: Rulebook, after: Rulebook, day: dt.date) -> bool:
    """Whether two texts differ on a day in more than in the list of their sources, which has no days."""
    return any(each.section != "source" for each in differences(standing(before, day), standing(after, day)))


def _on_shelf(shelf: Shelf, name: str | None) -> Rulebook | None:
    if name is None or name not in shelf.names():
        return None
    try:
        return shelf.book(name)
    except Refused:
        return None


def _row(word: str, before: int | None, after: int | None, text: str) -> dict[str, Any]:
    return {
        "word": word,
        "before": None if before is None else before + 1,
        "after": None if after is None else after + 1,
        "text": text,
    }


def _title(run: Sequence[dict[str, Any]]) -> str:
    numbers = [row["after"] or row["before"] for row in run]
    return f"Lines {min(numbers)} to {max(numbers)}" if len(numbers) > 1 else f"Line {numbers[0]}"
