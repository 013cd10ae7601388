"""Rows of a file that somebody sends: columns by their heads, each cell read or told what is wrong with it."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from engine.problems import Problem
from panel_api.errors import Trouble
from panel_api.typed import day_typed

MOST_PENCE: Final = 10**10
"""£100 million: no single payment is larger."""
_URN: Final = re.compile(r"[A-Za-z0-9-]{1,32}")


def columns_of(heads: Sequence[str], known: Mapping[str, tuple[str, ...]], needed: Iterable[str]) -> dict[str, int]:
    """Where each column stands, by the first of its heads that is there. Raises Trouble "bad-input"."""
    plain = [re.sub(r"[^a-z]+", " ", head.lower()).strip() for head in heads]
    problems, found = [], {}
    for name, words in known.items():
        head = next((word for word in words if word in plain), None)
        if head is not None and plain.count(head) == 1:
            found[name] = plain.index(head)
        elif head is not None:
            problems.append(Problem("row 1", f"two columns are headed “{head}”", "one of each", "Keep one of them"))
        elif name in needed:
            expected = f"a head such as {' or '.join(words[:2])}"
            problems.append(Problem("row 1", f"no column is headed “{words[0]}”", expected, "Add it"))
    if problems:
        raise Trouble("bad-input", problems=problems)
    return found


def cells_of(row: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    """A row's cells by column; a column the file does not have is empty."""
    return {name: row[place] if place < len(row) else "" for name, place in columns.items()}


@dataclass(slots=True)
class Row:
    """One row, and where its problems are told. wrong: whether it has any."""

    number: int
    problems: list[Problem]
    wrong: bool = False

    def add(self, column: str, wrong: str, expected: str) -> None:
        """Tell one problem."""
        self.wrong = True
        self.problems.append(Problem(f"row {self.number}, {column}", wrong, expected, "Correct this row"))

    def reference(self, text: str) -> str:
        """An award's reference."""
        if not re.fullmatch(r"[A-Z0-9-]{1,64}", text.upper()):
            self.add("Award", "this is no reference of an award" if text else "it is empty", "such as W-CDFG-HJKM")
        return text.upper()

    def school(self, text: str) -> str:
        """A school's URN."""
        if text and not _URN.fullmatch(text):
            self.add("School", f"“{text[:30]}” is no URN", "six digits, such as 100000")
        return text

    def day(self, column: str, text: str) -> dt.date | None:
        """A day as people and programs write it; None where it is none, and that is told."""
        try:
            return dt.date.fromisoformat(day_typed(text))
        except ValueError:
            self.add(column, f"“{text[:30]}” is no day" if text else "it is empty", "a day such as 1/9/2026")
            return None

    def pence(self, text: str) -> int | None:
        """An amount in pounds as pence; (12.00) and -12.00 are below nothing."""
        bare = text.replace("£", "").replace(",", "").replace("−", "-").strip()
        if bare.startswith("(") and bare.endswith(")"):
            bare = f"-{bare[1:-1]}"
        try:
            if not re.fullmatch(r"-?\d{1,12}(\.\d+)?", bare):
                raise InvalidOperation
            pence = Decimal(bare) * 100
        except InvalidOperation:
            self.add("Amount", f"“{text[:30]}” is no amount" if text else "it is empty", "pounds, such as 390.00")
            return None
        if pence != int(pence) or not 0 < abs(pence) <= MOST_PENCE:
            self.add("Amount", f"{text[:30]} cannot be paid", "whole pence, and not nothing")
            return None
        return int(pence)
