"""Running a what-if: each text over the caseload in columns, part by part, and one document of all of it.

`prepared` works out once which texts lie between the two; `part_of` is one part of the caseload by all of them, and
parts are added in any order. `what_if` does both. Nothing reads a clock, and nothing is written.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

import polars as pl

from engine.awards.counting import CannotCount
from engine.columns.plan import plan_of
from engine.rulebook import Rulebook
from engine.whatif.allocating import allocated
from engine.whatif.asked import Change, Spec
from engine.whatif.caseload import Row
from engine.whatif.document import NOT_IN_FORCE, Document
from engine.whatif.finishing import document_of
from engine.whatif.frames import KNOWN, Asks, asks_of, facts_in, known_of
from engine.whatif.pieces import Pieces, questions_of
from engine.whatif.results import CaseResult, results_of
from engine.whatif.sides import Side, can_run, nothing, sides_of
from engine.whatif.steps import Made, changes_between, whole_change
from engine.whatif.totals import Totals, add_years, totals_of
from engine.whatif.tracing import traced
from engine.whatif.unknown import add_unknown, unknown_of
from engine.whatif.years import YearWeights

BATCH = 50_000
"""Cases that are in columns at one time."""


@dataclass(frozen=True)
class Prepared:
    """A change ready to be run. number: its place among several; weights: for each year how either text counts."""

    number: int
    change: Change
    made: tuple[Made, ...]
    weights: tuple[tuple[YearWeights, YearWeights], ...]
    notes: tuple[str, ...]

    @property
    def steps(self) -> list[Rulebook]:
        """The text in force, and the text after each change."""
        return [self.change.before, *(each.book for each in self.made)]


def prepared(changes: Sequence[Change], spec: Spec) -> list[Prepared]:
    """Each change with the texts that lie between. Raises CannotHold where one of its two texts cannot be run."""
    return [_prepared(number, change, spec) for number, change in enumerate(changes)]


def _prepared(number: int, change: Change, spec: Spec) -> Prepared:
    day = spec.as_of
    before, after = Pieces(change.before, day), Pieces(change.after, day)
    held = all(book.in_force.holds(day) for book in (change.before, change.after))
    if change.answers is not None or not held:
        runs: Callable[[Rulebook], bool] = lambda _: change.answers is not None  # noqa: E731
    else:
        for book in (change.before, change.after):
            plan_of(book.on(day), day)

        def runs(book: Rulebook) -> bool:
            return can_run(book, day)

    made = changes_between(before, after, runs) if held else whole_change(before, after)
    weights, notes = [], []
    try:
        for year in spec.told_years:
            both = (book.counting(day) for book in (change.before, change.after))
            was, will = (YearWeights(year, counting, spec.calendar) for counting in both)
            weights.append((was, will))
    except CannotCount as error:
        weights, notes = [], [f"What it costs by year cannot be counted: {error}."]
    return Prepared(number, change, made, tuple(weights), tuple(notes))


def part_of(
    ready: Prepared, known: pl.DataFrame, asks: Callable[[Rulebook], Asks], spec: Spec
) -> tuple[Totals, pl.DataFrame]:
    """The totals of some cases of one rulebook, and each of them traced. known: as `frames.KNOWN`; asks: their answers
    as a text's questions read them."""
    steps, alone, plans = _sides(ready, known, asks, spec)
    frame = traced(known, steps, alone)
    totals = totals_of(frame, ready.number, len(ready.made))
    add_years(totals, frame, ready.weights, spec)
    if spec.range:
        add_unknown(totals, frame, plans, spec)
    return totals, frame


def _sides(
    ready: Prepared, known: pl.DataFrame, asks: Callable[[Rulebook], Asks], spec: Spec
) -> tuple[list[Side], list[Side | None], list[tuple[Rulebook, Asks]]]:
    """What every text on the way gives, and each change alone. A text is run once, one that changes nothing not."""
    day, found = spec.as_of, dict[int, Side]()
    wanted = [*ready.steps, *(each.alone for each in ready.made if each.alone is not None)]
    distinct = {id(book): book for book in wanted}
    read: dict[object, Asks] = {}
    running: list[tuple[int, Rulebook, Asks]] = []
    for number, book in distinct.items():
        if not book.in_force.holds(day):
            found[number] = nothing(len(known), NOT_IN_FORCE)
            continue
        questions = questions_of(book)
        if questions not in read:
            read[questions] = asks(book)
        running.append((number, book, read[questions]))
    plans = [(plan_of(book.on(day), day), answers) for _, book, answers in running]
    found |= dict(zip((number for number, *_ in running), sides_of(plans, known), strict=True))
    run = {number: (book, answers) for number, book, answers in running}
    ends = [run[id(book)] for book in (ready.change.before, ready.change.after) if id(book) in run]
    alone = [None if each.alone is None else found[id(each.alone)] for each in ready.made]
    return [found[id(book)] for book in ready.steps], alone, ends


def what_if(
    rows: Iterable[Row],
    changes: Sequence[Change],
    spec: Spec,
    told: Callable[[int], None] | None = None,
    each: Callable[[list[CaseResult]], None] | None = None,
) -> Document:
    """The document of a caseload by both texts of every change.

    rows: of any day, in any order; one whose rulebook is none of the changes' is left out. told: called with how many
    cases are done. each: called with each part's results, case by case, for whoever keeps them.
    """
    ready = prepared(changes, spec)
    by_name = {one.change.name: one for one in ready if one.change.answers is None}
    totals, done, rest = Totals(), 0, iter(rows)
    while batch := list(islice(rest, BATCH)):
        for name, one in by_name.items():
            mine = [row for row in batch if row.rulebook == name]
            if mine:
                part, frame = part_of(one, known_of(mine), partial(asks_of, rows=mine), spec)
                totals.merge(part)
                if each is not None:
                    each(results_of(frame))
        done += len(batch)
        if told is not None:
            told(done)
    return finished(totals, ready, spec)


def what_if_in_columns(
    frames: Iterable[pl.DataFrame], change: Change, spec: Spec, told: Callable[[int], None] | None = None
) -> Document:
    """The same of a caseload that is in columns already, such as batches of a Parquet file: no more than one is held.

    Each frame has the columns of `frames.KNOWN` and the facts as the text in force holds them
    (`engine.columns.schema.fact_schema`). Raises ValueError where a text asks something in another way.
    """
    (ready,), totals, done = prepared([change], spec), Totals(), 0
    for frame in frames:
        asks = partial(facts_in, frame=frame, read_by=change.before)
        totals.merge(part_of(ready, frame.select(list(KNOWN)), asks, spec)[0])
        done += len(frame)
        if told is not None:
            told(done)
    return finished(totals, [ready], spec)


def finished(totals: Totals, ready: Sequence[Prepared], spec: Spec) -> Document:
    """The document of all parts together."""
    formulas = [allocated(one.change, one.made, spec.as_of) for one in ready if one.change.answers is not None]
    notes = dict.fromkeys(note for one in ready for note in one.notes)
    return document_of(
        totals, [(one.change, one.made) for one in ready], spec, unknown_of(totals, spec), formulas, notes
    )
