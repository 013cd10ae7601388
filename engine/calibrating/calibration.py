"""A calibration from a rulebook's text to a text: where cases land, what is found, and the new text run on every case.

Which cases the text settles may hang on the values that are sought, so what was found is run, and where it settles
other cases than were counted, it is sought again with those. What it comes to is always what the new text gives.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from engine.calibrating.checking import Totals, ladder_broken, table_broken, totals
from engine.calibrating.finding import Asking, Findings, Question, around, find
from engine.calibrating.ladders import LadderQuestion, Steps, steps_of
from engine.calibrating.landing import CannotCalibrate, Landed, OneCase, amounts, grouped, landed, shape_of
from engine.calibrating.rewriting import with_cells, with_starts
from engine.calibrating.solving import Answer
from engine.calibrating.tables import Cell, Cells, TableQuestion, cells_of, key_words
from engine.calibrating.target import Elsewhere, Group, Key, Target
from engine.language.loading import load_text
from engine.rulebook import Rulebook, Table

ROUNDS: Final = 4
"""How often what was found is sought again because the text settles other cases than were counted."""


@dataclass(frozen=True, slots=True)
class Row:
    """One value: its keys, what it is now, as wished, and as found, in pence or units; how many cases land on it."""

    key: Key
    in_force: int | None
    wished: int
    found: int | None
    cases: int
    fixed: bool


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What came of it. text: the new text, None where nothing meets the target. kind: "table" or "ladder". by: the
    keys. wished: the caseload by the text it began from; found: by the new one, run on every case. rows: in the order
    of the text, with what comes nearest where nothing meets the target. left: cases with an award by the text in force
    that the new text leaves to a person or settles with none. rounds: how often it was sought."""

    kind: str
    by: tuple[str, ...]
    rows: tuple[Row, ...]
    findings: Findings
    wished: Totals
    found: Totals | None
    nearest: Totals | None
    text: str | None
    left: int
    rounds: int
    settled: bool


def calibrate(
    book: Rulebook, in_force: Rulebook | None, name: str, day: dt.date, cases: Sequence[OneCase], target: Target
) -> Calibrated:
    """Find the cells of a table or the steps of a ladder. in_force: the text of now, for what stands there now.

    Raises CannotCalibrate, and `solving.TooHard`.
    """
    _refuse(target)
    value = _Value(book, name, day, cases, target)
    settled: Sequence[int | None] = [each.after for each in value.landed]
    wished = totals(_run(value.landed, settled), _paid, target)
    rounds, run, text, same = 0, None, None, True
    while True:
        groups, rounds = grouped(value.landed, settled), rounds + 1
        findings = find(value.asking(groups), target)
        if findings.answer is None:
            break
        text = value.text(groups, findings.answer)
        given = amounts(load_text(text, book.vocabulary_text, book.file), day, cases)
        same = [each is None for each in given] == [each is None for each in settled]
        run, settled = totals(_run(value.landed, given), _paid, target), given
        if same or not run.broken or rounds == ROUNDS:
            break
    findings = around(findings, value.asking(groups), target, groups)
    answer = findings.answer or findings.nearest
    question = value.asking(groups)(target)
    nearest = None
    if findings.answer is None and answer is not None:
        nearest = totals(groups, lambda spot: question.amount(spot).at(answer.values), target)
    broken = value.broken(groups, answer) if findings.answer and answer else ()
    if broken:
        raise AssertionError(f"what was found breaks {', '.join(broken)}")
    rows = value.rows(groups, answer, in_force)
    left = sum(each is None for each in settled)
    done = findings.answer is not None and run is not None and not run.broken
    return Calibrated(
        value.kind, value.by, rows, findings, wished, run if findings.answer else None, nearest,
        text if findings.answer else None, left, rounds, done,
    )  # fmt: skip


class _Value:
    """The table or ladder that is calibrated."""

    def __init__(self, book: Rulebook, name: str, day: dt.date, cases: Sequence[OneCase], target: Target) -> None:
        self.book, self.name, self.day, self.target = book, name, day, target
        self.shape = shape_of(book, name, day)
        self.landed = landed(book, name, day, cases)
        self.cells: Cells | None = cells_of(self.shape) if isinstance(self.shape, Table) else None
        self.steps: Steps | None = None if isinstance(self.shape, Table) else steps_of(self.shape)
        self.kind, self.by = ("table", self.shape.by) if isinstance(self.shape, Table) else ("ladder", ("step",))
        strange = [key for key in (*target.fixed, *target.bounds) if key not in self._keys()]
        if strange:
            raise CannotCalibrate(f"`{name}` has no value {' '.join(strange[0])}")

    def asking(self, groups: Sequence[Group]) -> Asking:
        def asked(target: Target) -> Question:
            if self.cells is not None:
                return TableQuestion(self.cells, target, groups)
            assert self.steps is not None
            return LadderQuestion(self.steps, target, groups)

        return asked

    def text(self, groups: Sequence[Group], answer: Answer) -> str:
        if self.cells is not None:
            return with_cells(self.book, self.name, self.day, self.cells, self._cells(groups, answer))
        assert self.steps is not None
        return with_starts(self.book, self.name, self.day, self.steps, self._starts(groups, answer))

    def broken(self, groups: Sequence[Group], answer: Answer) -> Sequence[str]:
        if self.cells is not None:
            return table_broken(self.cells, self._cells(groups, answer), self.target)
        assert self.steps is not None
        starts = self._starts(groups, answer)
        return ladder_broken(self.steps.starts, starts, self.steps.names, self.target)

    def rows(self, groups: Sequence[Group], answer: Answer | None, in_force: Rulebook | None) -> tuple[Row, ...]:
        now = _now(in_force, self.name, self.day)
        if self.cells is not None:
            found: Mapping[Cell, int] = {} if answer is None else self._cells(groups, answer)
            return tuple(
                self._row(self.cells.keys[cell], now, wished, found.get(cell), _at(groups, cell))
                for cell, wished in self.cells.wished.items()
            )
        assert self.steps is not None
        starts = None if answer is None else self._starts(groups, answer)
        return tuple(
            self._row((name,), now, start, None if starts is None else starts[number], self._between(groups, number))
            for number, (name, start) in enumerate(zip(self.steps.names, self.steps.starts, strict=True))
        )

    def _row(self, key: Key, now: Mapping[Key, int], wished: int, found: int | None, cases: int) -> Row:
        return Row(key, now.get(key), wished, found, cases, key in self.target.fixed)

    def _keys(self) -> set[Key]:
        if self.cells is not None:
            return set(self.cells.keys.values())
        assert self.steps is not None
        return {(name,) for name in self.steps.names}

    def _cells(self, groups: Sequence[Group], answer: Answer) -> dict[Cell, int]:
        question = self.asking(groups)(self.target)
        assert isinstance(question, TableQuestion)
        return question.found(answer.values)

    def _starts(self, groups: Sequence[Group], answer: Answer) -> tuple[int, ...]:
        question = self.asking(groups)(self.target)
        assert isinstance(question, LadderQuestion)
        return question.found(answer.values)

    def _between(self, groups: Sequence[Group], number: int) -> int:
        assert self.steps is not None
        low = self.steps.starts[number]
        high = self.steps.starts[number + 1] if number + 1 < len(self.steps.starts) else None
        return sum(
            group.cases
            for group in groups
            if isinstance(group.spot, tuple) and low <= group.spot[0] and (high is None or group.spot[0] < high)
        )


def _run(landed: Sequence[Landed], given: Sequence[int | None]) -> list[Group]:
    """The cases with what a text gave each, as groups of awards that lie elsewhere: nothing of a solver is in it."""
    return [
        Group(Elsewhere(after), each.school, each.before, 1)
        for each, after in zip(landed, given, strict=True)
        if after is not None
    ]


def _paid(spot: object) -> int:
    assert isinstance(spot, Elsewhere)
    return spot.pence


def _at(groups: Sequence[Group], cell: Cell) -> int:
    return sum(group.cases for group in groups if group.spot == cell)


def _now(book: Rulebook | None, name: str, day: dt.date) -> dict[Key, int]:
    """What the value is by the text in force, by key; empty where it has none such."""
    if book is None or not book.in_force.holds(day):
        return {}
    try:
        shape = shape_of(book, name, day)
    except CannotCalibrate:
        return {}
    if isinstance(shape, Table):
        return {key_words(cell): pence for cell, pence in cells_of(shape).wished.items()}
    steps = steps_of(shape)
    return {(each,): start for each, start in zip(steps.names, steps.starts, strict=True)}


def _refuse(target: Target) -> None:
    if target.step <= 0:
        raise CannotCalibrate("a step is at least 1")
    if target.within < 0 or (target.within_pence or 0) < 0:
        raise CannotCalibrate("a tolerance is not below nothing")
    for least, most in target.bounds.values():
        if least > most:
            raise CannotCalibrate("the least of a value lies above its most")
