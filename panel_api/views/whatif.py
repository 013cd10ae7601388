"""A what-if or a re-scoring as its page shows it: the answer, pictures each with its table, why, what is not known."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from engine.whatif.document import Document, Why
from panel_api.sheets import Cell
from panel_api.views.whatif_flow import flow
from panel_api.views.whatif_pictures import Point, tiles, waterfall
from panel_api.views.whatif_tables import BY, KEEP_BACK, band_words, tables_of
from panel_api.views.whatif_words import (
    GROUP_WORDS,
    answer,
    cases_said,
    flows,
    group_said,
    no_sum_said,
    protection_said,
    signed,
    status_words,
    unknown_said,
)

FIGURES: Final = ("Part", "Line", "Figure", "Value")
"""The heads of the list of figures: a line a figure."""


def whatif_view(document: Document, middles: Mapping[str, Point]) -> dict[str, Any]:
    """Everything the page shows of it. middles: where the schools of each partnership lie, for the tiles."""
    tables = tables_of(document)
    return {
        "answer": answer(document),
        "groups": [
            {"name": name, "title": GROUP_WORDS[name], "said": group_said(name, each), "no_sum": no_sum_said(each)}
            for name, each in document.groups.items()
        ],
        "tables": tables,
        "waterfall": waterfall(document),
        "flow": flow(flows(document)),
        "tiles": tiles(document.by.get("partnership", ()), middles),
        "breakdowns": [(name, tables[name]) for name in BY if name in tables and name != "partnership"],
        "why": [_why(each) for each in document.why],
        "protection": {"said": protection_said(document), "rules": document.protection.rules},
        "unknown": unknown_said(document.unknown),
        "allocations": [
            {"name": each.name, "reasons": each.reasons, "why": each.why, "table": tables.get(f"shares_{each.name}")}
            for each in document.allocations
        ],
        "texts": document.texts,
        "notes": document.notes,
        "whole": bool(document.texts),
        "few": any(KEEP_BACK in row for each in tables.values() for row in each.rows),
    }


def _why(each: Why) -> dict[str, Any]:
    alone = None if each.alone is None else f"{signed(each.alone.pounds)} a year for {cases_said(each.alone.cases)}"
    return {
        "title": each.title,
        "words": each.words,
        "did": f"{signed(each.pounds)} a year for {cases_said(each.cases)}",
        "alone": alone,
        "moved": [
            f"{cases_said(one.cases)} from {words(one.before)} to {words(one.after)}"
            for words, found in ((band_words, each.bands), (lambda code: f"“{status_words(code)}”", each.statuses))
            for one in found
        ],
    }


def figure_rows(document: Document) -> Iterator[tuple[Cell, ...]]:
    """Every figure of every table, a line each, under `FIGURES`."""
    yield ("Answer", "", "In a sentence", answer(document))
    for each in document.texts:
        yield ("Texts", each.title, "SHA-256 of the text tried", each.sha256)
        yield ("Texts", each.title, "SHA-256 of the text in force", each.against_sha256)
    for table in tables_of(document).values():
        words = table.numbers.index(True)
        for row in table.rows:
            name = ", ".join(str(each) for each in row[:words])
            for head, cell in zip(table.heads[words:], row[words:], strict=True):
                if cell is not None:
                    yield (table.title, name, head, cell)
    for said in (protection_said(document), unknown_said(document.unknown), *document.notes):
        if said:
            yield ("Notes", "", "In a sentence", said)
