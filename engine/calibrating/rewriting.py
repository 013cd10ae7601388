"""Putting what was found into the text of a rulebook, and of the worked cases beside it, and touching nothing else.

Only the figures are replaced, where they stand: comments, order and the way of writing stay as somebody wrote them.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from engine.calibrating.ladders import Steps
from engine.calibrating.tables import Cell, Cells
from engine.language.literals import read_literal
from engine.language.source_text import Entries, Items, Text, Written, read_text
from engine.problems import Complaints, Place
from engine.proof.cases import read_cases, try_case
from engine.rulebook import Rulebook

Change = tuple[Place, str, str]
"""Where something stands, what stands there, and what is to stand there."""
_MONEY: Final = re.compile(r"-?£\d+(?:,\d{3})*(?:\.\d{1,2})?")


def with_cells(book: Rulebook, name: str, day: dt.date, cells: Cells, found: Mapping[Cell, int]) -> str:
    """The rulebook's text with the cells of a table as found."""
    rows = _entry(book, name, day).entries["rows"]
    written = list(_leaves(rows, ()))
    commas = any("," in text.text for _, text in written)
    changes = [
        (text.at, text.text, money_written(found[cell], commas=commas, pence="." in text.text))
        for cell, text in written
        if cell in found and found[cell] != cells.wished[cell]
    ]
    return replaced(book.text, changes)


def with_starts(book: Rulebook, name: str, day: dt.date, steps: Steps, found: Sequence[int]) -> str:
    """The rulebook's text with the steps of a ladder beginning where it was found."""
    ladder = _entry(book, name, day).entries["ladder"]
    assert isinstance(ladder, Entries)
    changes: list[Change] = []
    keys = list(ladder.keys.values())
    for number, key in enumerate(keys):
        low, between, high = key.text.partition(" to ")
        end = str(found[number + 1] - 1) if between and number + 1 < len(keys) else high
        changes.append((key.at, key.text, f"{_start(low, steps, found, number)}{between}{end}"))
    return replaced(book.text, [each for each in changes if each[1] != each[2]])


def with_outcomes(before: Rulebook, after: Rulebook, cases: str, file: str) -> tuple[str, list[str]]:
    """The worked cases with the amounts that `after` gives, where `before` gave what was expected; and their names.

    A case whose status changes is left as it is: a person works it out again.
    """
    changes: list[Change] = []
    names: list[str] = []
    for case in read_cases(before, cases, file, Complaints()):
        was, will = try_case(before, case), try_case(after, case)
        if was[0] != will[0]:
            continue
        for unit, expected in case.expected.items():
            for outcome, (value, at) in expected.outcome.items():
                money = before.outcomes[outcome].node.type.kind == "money"
                if not money or unit not in will[1] or was[1][unit].outcome[outcome] != value:
                    continue
                now = will[1][unit].outcome[outcome]
                if isinstance(now, int) and now != value:
                    changes.append(_expected(cases, at, now))
                    names.append(case.name)
    return replaced(cases, changes), list(dict.fromkeys(names))


def replaced(text: str, changes: Sequence[Change]) -> str:
    """A text with each change made. Raises ValueError where something else stands there."""
    lines = text.split("\n")
    for at, old, new in sorted(changes, key=lambda change: change[0], reverse=True):
        line, start = lines[at.line - 1], at.column - 1
        start += line[start : start + 1] in ("'", '"')
        if not line.startswith(old, start):
            raise ValueError(f"{at}: `{old}` does not stand here")
        lines[at.line - 1] = line[:start] + new + line[start + len(old) :]
    return "\n".join(lines)


def money_written(amount: int, *, commas: bool, pence: bool = False) -> str:
    """An amount of pence as it stands in a rulebook. commas: between thousands. pence: even where there are none."""
    pounds, rest = divmod(amount, 100)
    whole = f"£{pounds:,}" if commas else f"£{pounds}"
    return f"{whole}.{rest:02d}" if rest or pence else whole


def _entry(book: Rulebook, name: str, day: dt.date) -> Entries:
    at = book.on(day).values[name].at
    top = read_text(book.text, at.file, Complaints())
    assert isinstance(top, Entries)
    values = top.entries["values"]
    assert isinstance(values, Entries)
    dated = values.entries[name]
    assert isinstance(dated, Items)
    return next(each for each in dated.items if isinstance(each, Entries) and each.at == at)


def _leaves(written: Written, path: Cell) -> Iterator[tuple[Cell, Text]]:
    if isinstance(written, Text):
        yield path, written
        return
    assert isinstance(written, Entries)
    for key, below in written.entries.items():
        literal = None if key == "*" else read_literal(written.keys[key], Complaints())
        yield from _leaves(below, (*path, None if literal is None else literal[0]))


def _start(low: str, steps: Steps, found: Sequence[int], number: int) -> str:
    return low if found[number] == steps.starts[number] else str(found[number])


def _expected(text: str, at: Place, now: int) -> Change:
    line = text.split("\n")[at.line - 1]
    start = at.column - 1
    matched = _MONEY.match(line, start + (line[start : start + 1] in ("'", '"')))
    if matched is None:
        raise ValueError(f"{at}: no amount stands here")
    return at, matched[0], money_written(now, commas="," in matched[0], pence="." in matched[0])
