"""The amounts, ladders and tables of a rulebook as tables for people: a column a period, this year beside last."""

import datetime as dt
from typing import Any

from engine.amounts import day_words
from engine.explaining.english import English
from engine.explaining.values_said import heads, lines, titled
from engine.rulebook import DatedShape, Plain, Rulebook

Keys = tuple[str, ...]


def single_amounts(book: Rulebook, english: English) -> list[dict[str, Any]]:
    """Every value that is one number: its name, and what it is in each period, with where it comes from."""
    found = []
    for name, dated in book.values.items():
        if all(isinstance(entry.shape, Plain) for entry in dated):
            periods = [{"when": period(book, entry), "is": lines(book, entry, english)[0].text} for entry in dated]
            found.append({"title": titled(name), "periods": periods, "sources": _sources(book, dated)})
    return found


def tables(book: Rulebook, english: English) -> list[dict[str, Any]]:
    """Every ladder and table, one a value: the keys in the first columns, then a column a period."""
    found = []
    for name, dated in book.values.items():
        if all(isinstance(entry.shape, Plain) for entry in dated):
            continue
        rows: dict[Keys, list[str]] = {}
        for column, entry in enumerate(dated):
            for each in lines(book, entry, english):
                rows.setdefault(each.keys, ["–"] * len(dated))[column] = each.text
        found.append(
            {
                "title": titled(name),
                "heads": heads(english, dated[0]),
                "columns": [period(book, entry) for entry in dated],
                "rows": list(rows.items()),
                "sources": _sources(book, dated),
            }
        )
    return found


def period(book: Rulebook, entry: DatedShape) -> str:
    """1 April 2025 to 31 March 2026; from 1 April 2026."""
    start = max(entry.period.start, book.in_force.start)
    end = entry.period.end
    return f"{day_words(start)} to {day_words(end)}" if end and end < dt.date.max else f"From {day_words(start)}"


def _sources(book: Rulebook, dated: tuple[DatedShape, ...]) -> str:
    return "; ".join(dict.fromkeys(book.sources[entry.source].title for entry in dated))
