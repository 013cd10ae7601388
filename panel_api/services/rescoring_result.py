"""What a re-scoring comes to: counts and pounds of many cases together, of open ones and of those with an award apart.

What is not known is in no sum: a case is compared where both texts settle it with an amount, and is counted otherwise.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from engine.values import pounds_text
from panel_api.services.rescoring_work import Both

GROUPS = ("open", "running")
"""Cases that are not decided; decided ones with an award by band that runs on the day."""


class Totals:
    """The totals of one group of cases. Money in pence a year."""

    def __init__(self) -> None:
        self.cases = 0
        self.statuses: Counter[tuple[str, str]] = Counter()
        self.bands: Counter[tuple[str, str]] = Counter()
        self.compared = [0, 0, 0]
        self.only = {"before": [0, 0], "after": [0, 0]}
        self.rising, self.falling = [0, 0, 0], [0, 0, 0]
        self.accounts: dict[str, list[int]] = {}

    def add(self, both: Both) -> None:
        """Count one case."""
        before, after = both.before, both.after
        self.cases += 1
        self.statuses[before.status, after.status] += 1
        if before.pence is not None and after.pence is not None:
            self.bands[before.band or "", after.band or ""] += 1
            self._compare(before.pence, after.pence)
            self.accounts.setdefault(before.account or "", [0, 0])[0] += before.pence
            self.accounts.setdefault(after.account or "", [0, 0])[1] += after.pence
            return
        for which, side in (("before", before), ("after", after)):
            if side.pence is not None:
                self.only[which][0] += 1
                self.only[which][1] += side.pence

    def _compare(self, before: int, after: int) -> None:
        self.compared[0] += 1
        self.compared[1] += before
        self.compared[2] += after
        moved = after - before
        if moved:
            part = self.rising if moved > 0 else self.falling
            part[0] += 1
            part[1] += abs(moved)
            part[2] = max(part[2], abs(moved))

    def document(self) -> dict[str, Any]:
        """The totals as they are kept and sealed; money in pounds a year, as text."""
        cases, before, after = self.compared
        return {
            "cases": self.cases,
            "compared": {
                "cases": cases,
                "before": pounds_text(before),
                "after": pounds_text(after),
                "difference": pounds_text(after - before),
            },
            "only_before": _amount(*self.only["before"]),
            "only_after": _amount(*self.only["after"]),
            "rising": {**_amount(*self.rising[:2]), "largest": pounds_text(self.rising[2])},
            "falling": {**_amount(*self.falling[:2]), "largest": pounds_text(self.falling[2])},
            "accounts": [
                {"account": code, "before": pounds_text(was), "after": pounds_text(will)}
                for code, (was, will) in sorted(self.accounts.items())
            ],
            "bands": _flow(self.bands),
            "statuses": _flow(self.statuses),
        }


class Result:
    """The totals of both groups."""

    def __init__(self) -> None:
        self.groups = {name: Totals() for name in GROUPS}

    def add(self, both: Both) -> None:
        """Count one case in its group."""
        self.groups["open" if both.case.open else "running"].add(both)

    @property
    def cases(self) -> int:
        """How many cases there are in all."""
        return sum(each.cases for each in self.groups.values())

    def document(self) -> dict[str, Any]:
        """Both as they are kept and sealed."""
        return {name: each.document() for name, each in self.groups.items()}


def _amount(cases: int, pence: int) -> dict[str, Any]:
    return {"cases": cases, "pounds": pounds_text(pence)}


def _flow(counted: Mapping[tuple[str, str], int]) -> list[dict[str, Any]]:
    """From what to what how many, in order; bands that are numbers by their number."""
    pairs = sorted(counted.items(), key=lambda each: tuple((len(word), word) for word in each[0]))
    return [{"before": before, "after": after, "cases": cases} for (before, after), cases in pairs]
