"""Where each case lands: the cell of the table that gives its award, or its number on the ladder, by the evaluator.

A case counts where both texts settle it with an amount; whether the text tried does may depend on the values themselves
(an award in payment above the band is left to a person), so it is asked again with what was found.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from engine.calibrating.tables import OTHERWISE, Cell
from engine.calibrating.target import Elsewhere, Group, Spot
from engine.opinions.evaluate import evaluate_vector
from engine.opinions.evaluation import Evaluation
from engine.opinions.layout import layout_of
from engine.rulebook import REFER, InForce, Ladder, Rulebook, Table
from engine.values import Answer, Value


class CannotCalibrate(Exception):  # noqa: N818 - said as it reads: raise CannotCalibrate
    """The value cannot be calibrated: why, in a sentence without its stop."""


@dataclass(frozen=True, slots=True)
class OneCase:
    """A case of the caseload. school: "" where none is known. before: pence a year by the text in force; None where
    it gives none. answers: as the text tried types them."""

    school: str
    before: int | None
    answers: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Landed:
    """A case that has an award by the text in force, and where it lands. after: by the text tried, None where it
    gives none."""

    spot: Spot
    school: str
    before: int
    after: int | None


def shape_of(book: Rulebook, name: str, day: dt.date) -> Table | Ladder:
    """The table or ladder. Raises CannotCalibrate."""
    if not book.in_force.holds(day):
        raise CannotCalibrate(f"{book.name} is not in force on that day")
    entry = book.on(day).values.get(name)
    if entry is None:
        raise CannotCalibrate(f"there is no value `{name}` in {book.name} on that day")
    if isinstance(entry.shape, Table) and entry.shape.type.kind == "money":
        return entry.shape
    if isinstance(entry.shape, Ladder) and entry.shape.key_type.kind == "whole":
        return entry.shape
    raise CannotCalibrate(f"`{name}` is neither a table of amounts nor a ladder of whole numbers")


def landed(book: Rulebook, name: str, day: dt.date, cases: Iterable[OneCase]) -> list[Landed]:
    """Where each case with an award by the text in force lands, in their order. Raises CannotCalibrate."""
    shape, in_force = shape_of(book, name, day), book.on(day)
    if book.amount is None:
        raise CannotCalibrate(f"{book.name} gives no award")
    compared = [case for case in cases if case.before is not None]
    if isinstance(shape, Table):
        return [_in_table(in_force, name, shape, day, case) for case in compared]
    return _on_ladder(in_force, name, shape, day, compared)


def amounts(book: Rulebook, day: dt.date, cases: Iterable[OneCase]) -> list[int | None]:
    """What a text gives each case with an award by the text in force, in their order."""
    in_force = book.on(day)
    return [award(_evaluated(in_force, case, day)) for case in cases if case.before is not None]


def grouped(found: Sequence[Landed], settled: Sequence[int | None]) -> list[Group]:
    """Groups of the cases that a text settles, in order. settled: what it gives each, None for no award."""
    counted = Counter(
        (each.spot, each.school, each.before) for each, after in zip(found, settled, strict=True) if after is not None
    )
    rows = [Group(spot, school, before, cases) for (spot, school, before), cases in counted.items()]
    return sorted(rows, key=lambda group: (repr(group.spot), group.school, group.before))


def award(evaluation: Evaluation) -> int | None:
    """The award in pence a year of a settled case, else None."""
    amount = evaluation.in_force.rulebook.amount
    found = None if amount is None else evaluation.outcome[amount.name]
    return found if evaluation.status == "settled" and isinstance(found, int) and found >= 0 else None


def _evaluated(in_force: InForce, case: OneCase, day: dt.date) -> Evaluation:
    return evaluate_vector(in_force, tuple(map(case.answers.get, in_force.rulebook.facts)), day)


def _sites(in_force: InForce, name: str) -> list[int]:
    sites = enumerate(layout_of(in_force).lookups)
    return [number for number, site in sites if getattr(site.node, "name", None) == name]


def _in_table(in_force: InForce, name: str, table: Table, day: dt.date, case: OneCase) -> Landed:
    evaluation = _evaluated(in_force, case, day)
    after = award(evaluation)
    cells: dict[Cell, Answer] = {}
    for number in _sites(in_force, name):
        landing = evaluation.lookups[number]
        if not isinstance(landing, str) and isinstance(landing[1], int) and None not in landing[0]:
            cells[_cell(table, landing[0])] = landing[1]
    assert case.before is not None
    given = [cell for cell, pence in cells.items() if pence == after]
    if after is not None and cells and (len(cells) > 1 or not given):
        raise CannotCalibrate(f"the award is not itself what stands in `{name}`")
    spot: Spot = given[0] if given else next(iter(cells), None)
    return Landed(Elsewhere(after or 0) if spot is None else spot, case.school, case.before, after)


def _cell(table: Table, args: Sequence[Answer]) -> Cell:
    """The cell that a lookup lands on: an exact key wins, leftmost first."""
    tried: list[Cell] = [()]
    for arg in args:
        tried = [(*path, part) for path in tried for part in (arg, None)]
    return next((cell for cell in tried if cell in table.cells), OTHERWISE)


def _on_ladder(in_force: InForce, name: str, ladder: Ladder, day: dt.date, cases: Sequence[OneCase]) -> list[Landed]:
    sites = _sites(in_force, name)
    if len(sites) != 1:
        raise CannotCalibrate(f"`{name}` is read in {len(sites)} places, and only one can be weighed")
    every = [None if result is REFER else _always(in_force, name, ladder, number)
             for number, result in enumerate(ladder.results)]  # fmt: skip
    found = []
    for case in cases:
        evaluation = _evaluated(in_force, case, day)
        landing, after = evaluation.lookups[sites[0]], award(evaluation)
        number = None if isinstance(landing, str) else landing[0][0]
        spot: Spot = Elsewhere(after or 0)
        if isinstance(number, int):
            spot = (number, tuple(each and award(_evaluated(each, case, day)) for each in every))
        assert case.before is not None
        found.append(Landed(spot, case.school, case.before, after))
    return found


def _always(in_force: InForce, name: str, ladder: Ladder, step: int) -> InForce:
    """The same rulebook, whose ladder gives one of its results wherever it gives any."""
    results = tuple(each if each is REFER else ladder.results[step] for each in ladder.results)
    entry = replace(in_force.values[name], shape=replace(ladder, results=results))
    return InForce(in_force.rulebook, {**in_force.values, name: entry}, in_force.rules)
