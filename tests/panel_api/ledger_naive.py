"""The ledger again, as simply as can be: a list of lines, summed anew for every question.

It shares no code with the real one. What an entry does and when it is refused is written here from the words of
`docs/decisions.md`, so that the two can be held against each other.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

BALANCE = ("allocated", "vired", "carried")
EITHER_SIGN = ("allocate", "call", "carry_forward", "hand_over")

Part = dict[str, Any]
Cell = tuple[int, int]


@dataclass
class Naive:
    """overspend: the accounts that may. closed: the last closed year of an account. entries: number to its parts."""

    overspend: set[int]
    closed: dict[int, int] = field(default_factory=dict)
    lines: list[Part] = field(default_factory=list)
    entries: dict[int, tuple[str, int, list[Part]]] = field(default_factory=dict)
    reversed: set[int] = field(default_factory=set)

    def total(self, measure: str, known_at: dt.datetime | None = None, **where: object) -> int:
        """The sum of what is of a measure, of an account, a year, a month, an award, as known at a moment."""
        return sum(
            line["pence"]
            for line in self.lines
            if line["measure"] == measure
            and all(line[name] == value for name, value in where.items())
            and (known_at is None or line["at"] <= known_at)
        )

    def uncommitted(self, cell: Cell) -> int:
        """Allocation ± virement ± carry-forward − paid − outstanding."""
        where = {"account": cell[0], "year": cell[1]}
        held = sum(self.total(each, **where) for each in BALANCE)
        paid = self.total("paid", **where)
        outstanding = self.total("committed", **where) - paid - self.total("released", **where)
        return held - paid - outstanding

    def outstanding(self, cell: Cell, award: object) -> int:
        """Committed − paid − released, of one award."""
        where = {"account": cell[0], "year": cell[1], "award": award}
        return self.total("committed", **where) - self.total("paid", **where) - self.total("released", **where)

    def moment(self, clock: dt.datetime, parts: list[Part]) -> dt.datetime:
        """The clock's, or a later one that is written already where these parts go."""
        cells = {(part["account"], part["year"]) for part in parts}
        return max([clock, *(line["at"] for line in self.lines if (line["account"], line["year"]) in cells)])

    def refusals(self, kind: str, pence: int, parts: list[Part]) -> set[str]:
        """Every reason against an entry; none where it stands."""
        if pence == 0 or (pence < 0 and kind not in (*EITHER_SIGN, "reverse")):
            return {"amount"}
        found: set[str] = set()
        after = Naive(self.overspend, self.closed, [*self.lines, *parts])
        for part in parts:
            account, year = part["account"], part["year"]
            cell, where = (account, year), {"account": account, "year": year}
            if year <= self.closed.get(account, 0):
                found.add("closed")
            now, then = self.uncommitted(cell), after.uncommitted(cell)
            if then < now and then < 0 and account not in self.overspend:
                found.add(f"short of {now - then} with {now} in {account}")
            if after.total("handed", **where) < 0:
                found.add("cash")
            if part["award"] is not None:
                paid = after.total("paid", award=part["award"], **where)
                if paid < 0 or after.outstanding(cell, part["award"]) < 0:
                    found.add("award")
        return found

    def keep(self, number: int, kind: str, pence: int, parts: list[Part], clock: dt.datetime) -> None:
        """Write an entry."""
        at = self.moment(clock, parts)
        self.entries[number] = (kind, pence, parts)
        self.lines += [{**part, "at": at} for part in parts]

    def parts_of_reversal(self, number: int, day: dt.date) -> list[Part]:
        """What takes an entry back."""
        parts = self.entries[number][2]
        return [{**part, "pence": -part["pence"], "month": month(day, part["year"])} for part in parts]


def month(day: dt.date, year: int) -> int:
    """Of the financial year, April 1; what is before or after it stands at its edge."""
    counted = (day.year - year) * 12 + day.month - 3
    return min(max(counted, 1), 12)


def parts_of(kind: str, account: int, other: int, year: int, pence: int, day: dt.date, award: int) -> list[Part]:
    """The parts of an entry of a kind; "pay_by_host" is a payment from the host school's cash."""

    def part(measure: str, amount: int, *, of: int = account, on: dt.date = day, within: int = year) -> Part:
        bound = award if measure in ("committed", "paid", "released", "called", "due_in", "received") else None
        if kind == "pay_by_host":
            bound = award
        return {
            "account": of, "year": within, "measure": measure, "pence": amount, "award": bound,
            "month": month(on, within),
        }  # fmt: skip

    if kind == "vire":
        return [part("vired", -pence), part("vired", pence, of=other)]
    if kind == "carry_forward":
        last, first = dt.date(year + 1, 3, 31), dt.date(year + 1, 4, 1)
        return [part("carried", -pence, on=last), part("carried", pence, on=first, within=year + 1)]
    if kind == "pay_by_host":
        return [part("paid", pence), part("handed", -pence)]
    if kind == "recover":
        return [part("paid", -pence), part("released", pence)]
    measures = {
        "allocate": "allocated", "commit": "committed", "call": "called", "pay": "paid", "release": "released",
        "claim": "due_in", "receive": "received", "hand_over": "handed",
    }  # fmt: skip
    return [part(measures[kind], pence)]
