"""The amounts, ladders and tables of a rulebook as tables for people: a column a period, this year beside last."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from engine.amounts import day_words, money_words, value_words
from engine.explaining.english import English
from engine.rulebook import REFER, DatedShape, Ladder, Plain, Result, Rulebook, Table
from engine.values import Type, Value

A_PERSON: Final = "a person decides"
Keys = tuple[str, ...]


def single_amounts(book: Rulebook) -> list[dict[str, Any]]:
    """Every value that is one number: its name, and what it is in each period, with where it comes from."""
    found = []
    for name, dated in book.values.items():
        if all(isinstance(entry.shape, Plain) for entry in dated):
            periods = [{"when": period(book, entry), "is": _plain(entry)} for entry in dated]
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
            for keys, result in lines(book, entry, english):
                rows.setdefault(keys, ["–"] * len(dated))[column] = result
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


def heads(english: English, entry: DatedShape) -> list[str]:
    """What the columns of keys are called."""
    if isinstance(entry.shape, Table):
        labels = [english.label(name) for name in entry.shape.by]
        return [label[:1].upper() + label[1:] for label in labels]
    return ["From … to" if isinstance(entry.shape, Ladder) else ""]


def lines(book: Rulebook, entry: DatedShape, english: English) -> list[tuple[Keys, str]]:
    """The keys and the result of each rung or cell, in the rulebook's order."""
    shape = entry.shape
    if isinstance(shape, Plain):
        return [((), _plain(entry))]
    lead = "up to " if entry.up_to else ""
    if isinstance(shape, Ladder):
        runs = [english.ladder_range(shape, rung) for rung in range(len(shape.starts))]
        return [((run,), _result(result, shape.type, lead)) for run, result in zip(runs, shape.results, strict=True)]
    found = [
        (
            tuple(_key(book, name, key) for name, key in zip(shape.by, keys, strict=True)),
            _result(cell, shape.type, lead),
        )
        for keys, cell in shape.cells.items()
    ]
    if shape.otherwise is not None:
        rest = ("anything else", *[""] * (len(shape.by) - 1))
        found.append((rest, _result(shape.otherwise, shape.type, lead)))
    return found


def _key(book: Rulebook, name: str, key: Value | None) -> str:
    fact = book.facts.get(name)
    words: Mapping[str, str] = fact.words if fact else {}
    if key is None:
        return "anything else"
    if isinstance(key, bool):
        return "yes" if key else "no"
    said = words.get(str(key), str(key).replace("_", " "))
    return f"{key}: {said}" if fact and fact.is_level else said


def _plain(entry: DatedShape) -> str:
    assert isinstance(entry.shape, Plain)
    return _result(entry.shape.value, entry.shape.type, "up to " if entry.up_to else "")


def _result(result: Result, type_: Type, lead: str) -> str:
    if result is REFER:
        return A_PERSON
    if type_.kind == "money" and isinstance(result, int):
        return lead + money_words(result, table=True)
    return lead + value_words(result, type_)


def period(book: Rulebook, entry: DatedShape) -> str:
    """1 April 2025 to 31 March 2026; from 1 April 2026."""
    start = max(entry.period.start, book.in_force.start)
    end = entry.period.end
    return f"{day_words(start)} to {day_words(end)}" if end and end < dt.date.max else f"From {day_words(start)}"


def titled(name: str) -> str:
    """The name of a value as a heading."""
    return name.replace("_", " ").capitalize()


def _sources(book: Rulebook, dated: tuple[DatedShape, ...]) -> str:
    return "; ".join(dict.fromkeys(book.sources[entry.source].title for entry in dated))
