"""Reading a roll return: for each pupil of an award, whether the school has them on roll, and if not, since when.

Columns by their heads, in any order: school URN, award (or the pupil's UPN), on roll (yes or no), left on.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from engine.problems import Problem
from panel_api.services.file_rows import Row, cells_of, columns_of

_HEADS: Final[dict[str, tuple[str, ...]]] = {
    "school": ("school urn", "urn", "school reference", "school"),
    "award": ("award", "award reference"),
    "pupil": ("upn", "pupil", "pupil reference"),
    "on_roll": ("on roll", "onroll", "still on roll"),
    "left_on": ("left on", "left", "last day on roll", "leaving date"),
}
_NEEDED: Final = ("school", "on_roll", "left_on")
_SAYS: Final = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}


@dataclass(frozen=True, slots=True)
class RollRow:
    """One pupil. award, pupil: its reference or the pupil's UPN, one of them. left_on: the last day on roll."""

    row: int
    school: str
    award: str
    pupil: str
    on_roll: bool
    left_on: dt.date | None


@dataclass(slots=True)
class RollRead:
    """What a return holds: its good rows, and every problem by row. sha256: of what its rows say."""

    rows: list[RollRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    sha256: str = ""


def read_roll(rows: Iterable[tuple[int, list[str]]]) -> RollRead:
    """Read every row. Raises Trouble "bad-input" where the first is no row of heads; other problems are listed."""
    found, whole, every = RollRead(), hashlib.sha256(), iter(rows)
    columns = columns_of(next(every, (1, []))[1], _HEADS, _NEEDED)
    for number, cells in every:
        row = _row(number, {**dict.fromkeys(_HEADS, ""), **cells_of(cells, columns)}, found.problems)
        if row is not None:
            said = (row.school, row.award, row.pupil, row.on_roll, row.left_on)
            whole.update("\x1f".join(str(each) for each in said).encode() + b"\x1e")
            found.rows.append(row)
    found.sha256 = whole.hexdigest()
    return found


def _row(number: int, cells: dict[str, str], problems: list[Problem]) -> RollRow | None:
    row = Row(number, problems)
    school, pupil = row.school(cells["school"]), cells["pupil"].upper()
    if not school:
        row.add("School", "it is empty", "the school's URN, such as 100000")
    award = row.reference(cells["award"]) if cells["award"] or not pupil else ""
    on_roll = _SAYS.get(cells["on_roll"].lower())
    left_on = None
    if on_roll is None:
        row.add("On roll", f"“{cells['on_roll'][:30]}” is neither yes nor no", "yes or no")
    elif on_roll and cells["left_on"]:
        row.add("Left on", "it is filled in, and the pupil is on roll", "empty, or no under on roll")
    elif not on_roll:
        left_on = row.day("Left on", cells["left_on"])
    if row.wrong or on_roll is None:
        return None
    return RollRow(number, school, award, pupil, on_roll, left_on)
