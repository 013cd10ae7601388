"""The values of a rulebook in words: the rows of an amount, a ladder or a table, each with its keys and its result."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Final

from engine.amounts import money_words, value_words
from engine.explaining.english import English
from engine.rulebook import REFER, DatedShape, Ladder, Plain, Result, Rulebook, Table
from engine.values import Type, Value

A_PERSON: Final = "a person decides"
ANYTHING_ELSE: Final = "anything else"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a value. place: by what it is found, whatever it is called; keys: the same in words."""

    place: Hashable
    keys: tuple[str, ...]
    result: Result
    text: str


def lines(book: Rulebook, entry: DatedShape, english: English) -> list[Line]:
    """The number itself, or each rung or cell, in the rulebook's order."""
    shape, lead = entry.shape, "up to " if entry.up_to else ""

    def line(place: Hashable, keys: tuple[str, ...], result: Result) -> Line:
        return Line(place, keys, result, _result(result, shape.type, lead))

    if isinstance(shape, Plain):
        return [line("is", (), shape.value)]
    if isinstance(shape, Ladder):
        ends = (*shape.starts[1:], None)
        return [
            line((start, end), (english.ladder_range(shape, rung),), result)
            for rung, (start, end, result) in enumerate(zip(shape.starts, ends, shape.results, strict=True))
        ]
    found = [
        line(keys, tuple(_key(book, name, key) for name, key in zip(shape.by, keys, strict=True)), cell)
        for keys, cell in shape.cells.items()
    ]
    if shape.otherwise is not None:
        found.append(line("otherwise", (ANYTHING_ELSE, *[""] * (len(shape.by) - 1)), shape.otherwise))
    return found


def heads(english: English, entry: DatedShape) -> list[str]:
    """What the columns of keys are called."""
    if isinstance(entry.shape, Table):
        labels = [english.label(name) for name in entry.shape.by]
        return [label[:1].upper() + label[1:] for label in labels]
    return ["From … to" if isinstance(entry.shape, Ladder) else ""]


def titled(name: str) -> str:
    """The name of a value as a heading."""
    return name.replace("_", " ").capitalize()


def _key(book: Rulebook, name: str, key: Value | None) -> str:
    fact = book.facts.get(name)
    words: Mapping[str, str] = fact.words if fact else {}
    if key is None:
        return ANYTHING_ELSE
    if isinstance(key, bool):
        return "yes" if key else "no"
    said = words.get(str(key), str(key).replace("_", " "))
    return f"{key}: {said}" if fact and fact.is_level else said


def _result(result: Result, type_: Type, lead: str) -> str:
    if result is REFER:
        return A_PERSON
    if type_.kind == "money" and isinstance(result, int):
        return lead + money_words(result, table=True)
    return lead + value_words(result, type_)
