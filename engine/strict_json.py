"""JSON read strictly: exact decimals, no NaN, no name twice, bounded size, depth and digits; faults at their place."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from engine.problems import Problem, Refused

MOST_BYTES: Final = 1_000_000
MOST_DEPTH: Final = 60
MOST_DIGITS: Final = 40
_TOKEN: Final = re.compile(r'("(?:[^"\\]|\\.)*")(\s*:)?|[\[{]|[\]}]|[^\s\[\]{}:,"]+')
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")


def read_json(raw: bytes, where: str = "body") -> object:
    """The value in `raw`, numbers as `int` or `Decimal`. Raises `Refused` with every fault at its line and column.

    A byte order mark at the beginning, as some editors write, is passed over.
    """
    if len(raw) > MOST_BYTES:
        raise _refused(where, f"it has more than {MOST_BYTES:,} bytes", f"at most {MOST_BYTES:,}", "Send less")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(where, "it is not UTF-8 text", "UTF-8", "Save it as UTF-8") from None
    faults = list(_faults(text, where))
    if faults:
        raise Refused(faults)
    try:
        return json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as error:
        place, what = f"{where}:{error.lineno}:{error.colno}", _FOUND.get(error.msg, error.msg)
        raise _refused(place, f"this is not JSON: {what}", "well-formed JSON", "Correct it") from None


_FOUND: Final = {
    "Expecting value": "a value is missing here, or is not one",
    "Extra data": "something follows where the text should end",
    "Expecting property name enclosed in double quotes": "a name in double quotes is missing here",
    "Expecting ',' delimiter": "a comma, or the end of the list or object, is missing here",
    "Expecting ':' delimiter": "a colon is missing after the name",
    "Unterminated string starting at": "this text in quotes is never closed",
    "Illegal trailing comma before end of object": "a comma stands before the end of the object",
    "Illegal trailing comma before end of array": "a comma stands before the end of the list",
}


def _refused(where: str, wrong: str, expected: str, remedy: str) -> Refused:
    return Refused([Problem(where, wrong, expected, remedy)])


def _faults(text: str, where: str) -> Iterator[Problem]:
    """What is well-formed, or nearly, and refused all the same."""
    open_names: list[set[str] | None] = []
    for token in _TOKEN.finditer(text):
        word = token.group(1) or token.group()
        fault: tuple[str, str, str] | None = None
        if word in ("{", "["):
            open_names.append(set() if word == "{" else None)
            if len(open_names) > MOST_DEPTH:
                yield _at(
                    text, token.start(), where, "it is nested too deeply", f"at most {MOST_DEPTH} levels", "Flatten it"
                )
                return
        elif word in ("}", "]"):
            if open_names:
                open_names.pop()
        elif token.group(1):
            names = open_names[-1] if open_names and token.group(2) else None
            if names is not None:
                name = _name(word)
                if name in names:
                    fault = (f"{_short(word)} is written twice", "each name once", "Remove one of them")
                names.add(name)
        else:
            fault = _number_fault(word)
        if fault:
            yield _at(text, token.start(), where, *fault)


def _name(word: str) -> str:
    """The name that a quoted word means: one letter can be written in several ways."""
    try:
        return str(json.loads(word)) if "\\" in word else word[1:-1]
    except json.JSONDecodeError:
        return word  # told when the whole is read


def _number_fault(word: str) -> tuple[str, str, str] | None:
    if word in ("NaN", "Infinity", "-Infinity"):
        return f"{word} is not a number", "a number", "Leave the fact out if it is not known"
    if not _NUMBER.fullmatch(word):
        return None
    if len(word) > MOST_DIGITS:
        return "a number is too long", f"at most {MOST_DIGITS} digits", "Shorten it"
    if abs(Decimal(word).adjusted()) > MOST_DIGITS:
        return f"the number {word} is out of any use", "an ordinary number", "Correct it"
    return None


def _at(text: str, offset: int, where: str, *told: str) -> Problem:
    line, column = text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
    return Problem(f"{where}:{line}:{column}", *told)


def _short(word: str) -> str:
    return word if len(word) <= 60 else word[:57] + '…"'
