"""What differs between two rulebooks, or in one between two days, as pages and spreadsheets show it."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from engine.explaining.differing import CAME, CHANGED, NOT_THERE, WENT, Difference, differences
from engine.explaining.stated import SECTIONS, Standing
from panel_api.sheets import Cell

BECAME: Final = {CHANGED: "Changed", CAME: "New", WENT: "Taken out"}
HEADS: Final = ("Rulebook", "Section", "What", "What became of it", "Part", "Was", "Is", "From", "Source")


def differing(before: Standing, after: Standing) -> dict[str, Any]:
    """What differs, section by section; any: whether anything does."""
    found = differences(before, after)
    sections = [
        {"title": SECTIONS[section], "things": [_thing(each) for each in things]}
        for section, things in groupby(found, key=lambda each: each.section)
    ]
    return {"sections": sections, "any": bool(found), "count": len(found)}


def csv_rows(before: Standing, after: Standing) -> Iterator[tuple[Cell, ...]]:
    """A line a part that differs, under `HEADS`."""
    for each in differences(before, after):
        for row in each.rows:
            part = ", ".join(filter(None, row.label))
            yield (
                after.book.name,
                SECTIONS[each.section],
                each.title,
                BECAME[each.became],
                part,
                row.was or NOT_THERE,
                row.now or NOT_THERE,
                each.since,
                each.source,
            )


def _thing(each: Difference) -> dict[str, Any]:
    wide = max(len(each.heads), *(len(row.label) for row in each.rows))
    heads = (*each.heads, *[""] * (wide - len(each.heads)))
    if wide and not any(heads):
        heads = ("Part", *heads[1:])
    return {
        "title": each.title,
        "became": each.became,
        "word": BECAME[each.became],
        "since": each.since,
        "source": each.source,
        "heads": heads,
        "rows": [
            ((*row.label, *[""] * (wide - len(row.label))), row.was or NOT_THERE, row.now or NOT_THERE)
            for row in each.rows
        ],
        "same": each.same,
    }
