"""Figures of every partnership as people paste them from a spreadsheet: a line each, under a line of names."""

import csv
import io
from collections.abc import Mapping
from typing import Any

from engine.facts import Fact
from engine.problems import Complaints
from engine.rulebook import Rulebook
from panel_api.pages.answers_typed import answer_typed


def columns(book: Rulebook) -> list[Fact]:
    """What is asked of each partnership, in the order of the columns."""
    return [fact for fact in book.facts.values() if not fact.once]


def figures_text(book: Rulebook, partnerships: Mapping[str, Mapping[str, object]]) -> str:
    """Figures as they stand in the form, parted by commas."""
    written = io.StringIO()
    out = csv.writer(written, lineterminator="\n")
    out.writerow([book.over, *(fact.name for fact in columns(book))])
    for name, facts in partnerships.items():
        out.writerow([name, *(facts.get(fact.name, "") for fact in columns(book))])
    return written.getvalue()


def figures_typed(book: Rulebook, text: str, complaints: Complaints) -> dict[str, dict[str, Any]]:
    """The figures by partnership as programs would send them; what is wrong with a line is noted by its number.

    Columns are parted by tabs, semicolons or commas; the first line names them. An empty cell is left out.
    """
    first = text.lstrip().split("\n", 1)[0]
    part = next((each for each in ("\t", ";") if each in first), ",")
    try:
        read = list(csv.reader(io.StringIO(text.strip()), delimiter=part))
    except csv.Error:
        complaints.add("figures", "This cannot be read as lines", "a line for each partnership", "Paste it again")
        return {}
    lines = [(number, [cell.strip() for cell in cells]) for number, cells in enumerate(read, 1) if any(cells)]
    head = [cell.lower().replace(" ", "_") for cell in lines[0][1]] if lines else []
    asked = {fact.name: fact for fact in columns(book)}
    wanted = [str(book.over), *asked]
    if head[:1] != wanted[:1] or sorted(head) != sorted(wanted):
        complaints.add(
            "figures", "The first line does not name the columns", ", ".join(wanted), "Begin with these names"
        )
        return {}
    found: dict[str, dict[str, Any]] = {}
    for number, cells in lines[1:]:
        if len(cells) != len(head) or cells[0] in found:
            wrong = f"`{cells[0][:60]}` stands twice" if cells[0] in found else f"it has {len(cells)} columns"
            complaints.add(
                "figures", f"Line {number}: {wrong}", f"{len(head)} columns, each partnership once", "Correct it"
            )
            continue
        answers = {name: answer_typed(asked[name], [cell]) for name, cell in zip(head[1:], cells[1:], strict=True)}
        found[cells[0]] = {name: answer for name, answer in answers.items() if answer is not None}
    return found
