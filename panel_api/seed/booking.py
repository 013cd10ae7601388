"""Writes the invented county's ledger in the order in which it happened: one entry after another, as posting would.

The verbs of the service post one entry at a time; two years of a county are some twenty thousand. So this works out the
same entries in memory, and the database's own triggers hold each of them as they hold any other.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from engine.amounts import day_words
from engine.awards.calendars import NO_DATES
from engine.awards.cost import schedule
from engine.awards.counting import BY_DAYS
from engine.awards.terms import as_it_stands
from engine.days import financial_year, financial_year_days, within_year
from engine.ledger import entries
from engine.ledger.accounts import CONTINGENCY, COUNTY_ACCOUNTS, partnership_code
from engine.ledger.entries import Line
from engine.ledger.figures import Figures, uncommitted_effect
from panel_api.seed.allocations import run_reference
from panel_api.seed.awarded import END, Change
from panel_api.seed.county import PARTNERSHIPS
from panel_api.seed.services import HOST
from panel_api.services.posting import year_words
from panel_api.store.ledger import NewEntry

Cell = tuple[int, int]
CLOSES: Final = dt.date(2026, 4, 1)
HANDED: Final = (dt.date(2025, 9, 15), dt.date(2026, 4, 20))
_BY: Final = {"by_role": "finance_officer", "by_reference": "invented-finance-1"}
_STANDING: Final = "Within the partnership's standing consent (invented)"


Dues = list[tuple[Cell, dt.date, int]]
"""An award's payments in one year: cell, the first day of the period, pence."""


@dataclass(frozen=True, slots=True)
class Held:
    """An award or service whose rows are kept: its number, its terms, the decision behind it."""

    award: int
    changes: tuple[Change, ...]
    decision: int | None
    claim_from: str | None
    by_host: bool


class Books:
    """The entries so far, and what they come to."""

    def __init__(self, numbers: Mapping[str, int], dues: dict[tuple[int, int, int], Dues] | None = None) -> None:
        self.numbers = numbers
        self.dues = {} if dues is None else dues
        self.entries: list[NewEntry] = []
        self.left: dict[Cell, int] = {}
        self.lowest: dict[Cell, int] = {}
        """The least that each cell ever had uncommitted, in pence."""
        self.handed: dict[Cell, int] = {}
        self.by_award: dict[int, dict[Cell, Figures]] = {}

    def write(
        self,
        held: Sequence[Held],
        shares: Mapping[int, Mapping[str, int]],
        wanting: Mapping[str, int],
        kept: int,
    ) -> None:
        """Everything, in order of time. wanting: what contingency gives a partnership. kept: as in `accounts.KEPT`."""
        happened: list[tuple[dt.datetime, int, Callable[[], None]]] = []

        def on(at: dt.datetime, order: int, what: Callable[[], None]) -> None:
            happened.append((at, order, what))

        for year, amounts in shares.items():
            on(first_moment(year), 0, lambda y=year, a=amounts: self._allocate(y, a))  # type: ignore[misc]
        for each in held:
            for number, change in enumerate(each.changes, start=1):
                on(change.at, 1, lambda e=each, n=number, c=change: self._settle(e, n, c.at, c.from_day))  # type: ignore[misc]
        on(_at(dt.date(2026, 4, 1), 13), 2, lambda: self._open_year(held, dt.date(2026, 4, 1)))
        for day in _paydays():
            on(_at(day, 15), 3, lambda d=day: self._pay(held, d))  # type: ignore[misc]
        for day in HANDED:
            on(_at(day, 10), 4, lambda d=day: self._hand_over(d))  # type: ignore[misc]
        for code, pence in sorted(wanting.items()):
            day = dt.date(2026, 4, 8)
            on(_at(day, 11), 4, lambda c=code, p=pence, d=day: self._vire(c, p, d))  # type: ignore[misc]
        if shares:
            on(_at(CLOSES, 10), 5, lambda: self._close(2025, shares[2025], kept))
        for _, _, what in sorted(happened, key=lambda each: each[:2]):
            what()

    def _put(self, at: dt.datetime, kind: str, pence: int, lines: Sequence[Line], words: str, **details: Any) -> None:
        for line in lines:
            cell = (line.account, line.year)
            self.left[cell] = self.left.get(cell, 0) + uncommitted_effect(line.measure, line.pence)
            self.lowest[cell] = min(self.lowest.get(cell, 0), self.left[cell])
            if line.measure == "handed":
                self.handed[cell] = self.handed.get(cell, 0) + line.pence
            if line.award is not None:
                own = self.by_award.setdefault(line.award, {})
                own[cell] = own.get(cell, Figures()).plus(line.measure, line.pence)
        award = next((line.award for line in lines if line.award is not None), None)
        self.entries.append(NewEntry(kind, pence, lines, words, {**_BY, "award_id": award, **details}, at))

    def _allocate(self, year: int, amounts: Mapping[str, int]) -> None:
        first = financial_year_days(year)[0]
        for code, pence in sorted(amounts.items()):
            lines = entries.allocate(self.numbers[code], year, pence, first)
            source = None if code in COUNTY_ACCOUNTS and code != CONTINGENCY else run_reference(year)
            words = f"Allocation for {year_words(year)} (invented)"
            self._put(first_moment(year), "allocate", pence, lines, words, source=source)

    def _settle(self, held: Held, known: int, at: dt.datetime, day: dt.date) -> None:
        """Commit, release and call what is wanting once so many terms are known, as `award_money.settle` does."""
        now = financial_year(at.date())
        have = self.by_award.get(held.award, {})
        due: dict[Cell, int] = {}
        for year in (now - 1, now, now + 1):
            for cell, _, pence in self._dues_of(held, year, known):
                due[cell] = due.get(cell, 0) + pence
        for cell in sorted({*due, *have}):
            figures, wanted = have.get(cell, Figures()), due.get(cell, 0)
            effect = within_year(day, cell[1])
            calls, committed = (wanted, 0) if cell[1] > now else (0, wanted)
            if calls != figures.called:
                more = calls - figures.called
                self._put(at, "call", more, entries.call(*cell, more, effect, held.award), _why(held, known))
            over = figures.committed - figures.released - committed
            if over > 0 and figures.outstanding:
                freed = min(over, figures.outstanding)
                self._put(at, "release", freed, entries.release(*cell, freed, effect, held.award), _why(held, known))
            if over < 0:
                lines = entries.commit(*cell, -over, effect, held.award)
                self._put(
                    at, "commit", -over, lines, _why(held, known), decision_id=held.decision, consent_words=_STANDING
                )

    def _open_year(self, held: Sequence[Held], day: dt.date) -> None:
        for each in held:
            known = _known(each, _at(day, 13))
            if known and any(cell[1] == day.year and found.called for cell, found in self.by_award[each.award].items()):
                self._settle(each, known, _at(day, 13), day)

    def _pay(self, held: Sequence[Held], day: dt.date) -> None:
        """Pay what is due for the months begun, to the penny; what was paid too much comes back."""
        at, year = _at(day, 15), financial_year(day)
        words = f"Payment run of {day_words(day)}"
        for each in held:
            known = _known(each, at)
            due: dict[Cell, int] = {}
            for cell, begins, pence in self._dues_of(each, year, known) if known else ():
                due[cell] = due.get(cell, 0) + (pence if begins <= day else 0)
            have = self.by_award.get(each.award, {})
            for cell in sorted({*due, *(cell for cell in have if cell[1] == year)}):
                pence = due.get(cell, 0) - have.get(cell, Figures()).paid
                if pence > 0:
                    by_host = each.by_host and self.handed.get(cell, 0) >= pence
                    lines = entries.pay(*cell, pence, day, each.award, by_host=by_host)
                    self._put(at, "pay", pence, lines, words, source=words)
                elif pence < 0:
                    lines = entries.recover(*cell, -pence, day, each.award)
                    self._put(at, "recover", -pence, lines, "Taken off the school's next payment", source=words)

    def _hand_over(self, day: dt.date) -> None:
        lines = entries.hand_over(self.numbers[partnership_code(HOST)], financial_year(day), 4_000_000, day)
        self._put(_at(day, 10), "hand_over", 4_000_000, lines, "Cash for commissioned services, to the host school")

    def _vire(self, code: str, pence: int, day: dt.date) -> None:
        lines = entries.vire(self.numbers[CONTINGENCY], self.numbers[code], financial_year(day), pence, day)
        self._put(
            _at(day, 11), "vire", pence, lines, "Contingency stands by: more awards than foreseen (invented)",
            second_role="senior_officer", second_reference="invented-senior-officer-1",
        )  # fmt: skip

    def _close(self, year: int, amounts: Mapping[str, int], kept: int) -> None:
        """A partnership carries part of its surplus forward and returns the rest; contingency carries all it has."""
        at, (_, last) = _at(CLOSES, 10), financial_year_days(year)
        first = financial_year_days(year + 1)[0]
        contingency = self.numbers[CONTINGENCY]
        for code in map(partnership_code, sorted(PARTNERSHIPS)):
            number, most = self.numbers[code], amounts[code] // kept
            surplus = self.left[number, year]
            if surplus > most:
                lines = entries.allocate(number, year, most - surplus, last)
                self._put(
                    at, "allocate", most - surplus, lines, "Returned: more than may be carried forward (invented)"
                )
            self._carry(at, number, year, min(surplus, most), last, first)
        self._carry(at, contingency, year, self.left[contingency, year], last, first)

    def _carry(self, at: dt.datetime, number: int, year: int, pence: int, last: dt.date, first: dt.date) -> None:
        if pence:
            lines = entries.carry_forward(number, year, pence, last, first)
            self._put(at, "carry_forward", pence, lines, f"Carried forward from {year_words(year)}")

    def _dues_of(self, held: Held, year: int, known: int) -> Dues:
        """What falls due in a year: by cell and first day, so far as so many terms tell."""
        key = (held.award, year, known)
        if key not in self.dues:
            stretches = as_it_stands(
                each.term(number, self.numbers) for number, each in enumerate(held.changes[:known])
            )
            self.dues[key] = [
                ((int(due.account), year), due.from_day, due.pence)
                for due in schedule(stretches, year, BY_DAYS, NO_DATES)
            ]
        return self.dues[key]


def _known(held: Held, at: dt.datetime) -> int:
    """How many of its terms were written by then."""
    return sum(1 for each in held.changes if each.at <= at)


def _why(held: Held, known: int) -> str:
    words = {"decided": "As decided", "commissioned": "Commissioned", "left": "Left the school", "uprated": "Uprated"}
    change = held.changes[known - 1]
    return words.get(change.why, change.words or "Changed")


def _paydays() -> Iterator[dt.date]:
    """The 28th of each month, from April 2025 to the county's last day."""
    day = dt.date(2025, 4, 28)
    while day <= END:
        yield day
        day = _next_month(day)


def _next_month(day: dt.date) -> dt.date:
    """The same day of the next month."""
    return day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1)


def first_moment(year: int) -> dt.datetime:
    """When a year's money is allocated: on its first morning."""
    return _at(dt.date(year, 4, 1), 9)


def _at(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, hour, tzinfo=dt.UTC)
