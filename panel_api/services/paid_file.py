"""Reading a file of payments that the council's finance system made: each row, or what is wrong with it.

Columns by their heads, in any order: award, from and until (or day), amount, school (URN), paid on; payment number
where the system gives one. CSV or XLSX.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from engine.problems import Problem
from panel_api.services.file_rows import Row, cells_of, columns_of

_HEADS: Final[dict[str, tuple[str, ...]]] = {
    "award": ("award", "award reference", "reference"),
    "from": ("from", "period from", "day", "from day"),
    "until": ("until", "to", "period until", "period to", "until day"),
    "amount": ("amount", "amount paid", "pounds"),
    "school": ("school urn", "urn", "school reference", "school"),
    "paid_on": ("paid on", "payment date", "date paid"),
    "payment": ("payment", "payment number", "payment reference", "transaction"),
}
_NEEDED: Final = ("award", "from", "amount")


@dataclass(frozen=True, slots=True)
class PaidRow:
    """One payment. row: in the file. pence: below nothing came back. sha256: names the payment, wherever it stands."""

    row: int
    award: str
    from_day: dt.date
    until_day: dt.date
    paid_on: dt.date
    pence: int
    school: str | None
    sha256: str


@dataclass(slots=True)
class Read:
    """What a file holds: its good rows, and every problem by row. sha256: of what its rows say."""

    rows: list[PaidRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    sha256: str = ""


def read_paid(rows: Iterable[tuple[int, list[str]]], progress: Callable[[int], None] | None = None) -> Read:
    """Read every row. Raises Trouble "bad-input" where the first is no row of heads; other problems are listed."""
    found, seen, whole = Read(), dict[str, int](), hashlib.sha256()
    every = iter(rows)
    columns = columns_of(next(every, (1, []))[1], _HEADS, _NEEDED)
    for number, cells in every:
        row = _row(number, cells_of(cells, columns), found.problems)
        if row is not None:
            seen[row[1]] = seen.get(row[1], 0) + 1
            named = hashlib.sha256(f"{row[1]}\x1f{seen[row[1]]}".encode()).hexdigest()
            whole.update(named.encode())
            found.rows.append(PaidRow(number, *row[0], named))
        if progress:
            progress(number)
    found.sha256 = whole.hexdigest()
    return found


_Values = tuple[str, dt.date, dt.date, dt.date, int, str | None]


def _row(number: int, cells: dict[str, str], problems: list[Problem]) -> tuple[_Values, str] | None:
    """The values of a row and what it says as one text; None, with its problems told, where it cannot be used."""
    row = Row(number, problems)
    award = row.reference(cells["award"])
    first = row.day("From", cells["from"])
    last = row.day("Until", cells.get("until") or cells["from"])
    if first and last and last < first:
        row.add("Until", "it comes before the first day", "a day after it")
    paid_on = row.day("Paid on", cells["paid_on"]) if cells.get("paid_on") else last
    pence, school = row.pence(cells["amount"]), row.school(cells.get("school", ""))
    if row.wrong or first is None or last is None or paid_on is None or pence is None:
        return None
    values: _Values = (award, first, last, paid_on, pence, school or None)
    return values, "\x1f".join(str(each) for each in (*values, cells.get("payment", "")))
