"""The caseload as columns: what is known of each case, and its answers as each text's questions read them."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from engine.columns.facts import frame_of_values
from engine.columns.plan import Plan
from engine.columns.schema import fact_schema
from engine.facts import Fact, from_canonical
from engine.law.bases import BASES
from engine.problems import Problem
from engine.rulebook import Rulebook
from engine.values import Answer, Value
from engine.whatif.caseload import Row
from engine.whatif.pieces import mark_of

WORDS: Final = ("partnership", "school", "phase", "setting", "need")
KNOWN: Final = pl.Schema(
    {
        "case": pl.Int64(),
        "open": pl.Boolean(),
        "statutory": pl.Boolean(),
        **{name: pl.String() for name in WORDS},
        "present_pence": pl.Int64(),
        "from_day": pl.Date(),
        "until_day": pl.Date(),
        "review_day": pl.Date(),
    }
)
"""What is known of each case beside its answers. statutory: law requires the support; partnership, need, school: null
where not known; setting, phase: "" where not known."""


@dataclass(frozen=True)
class Asks:
    """The cases with their answers as one set of questions reads them: facts in columns, and which it takes.

    `row` numbers them, so that there are as many rows as cases where nothing is asked.
    """

    facts: pl.DataFrame
    taken: pl.Series


def known_of(rows: Sequence[Row]) -> pl.DataFrame:
    """What is known of each case, in the order of the rows."""
    found: dict[str, list[object]] = {name: [] for name in KNOWN}
    for row in rows:
        facts = row.facts
        statutory = BASES[row.legal_basis].statutory or facts.get("ehc_plan") is True
        words = (row.partnership, row.school, str(facts.get("phase", "")), str(facts.get("setting", "")), row.need)
        terms = (row.present_pence, row.from_day, row.until_day, row.review_day)
        for name, each in zip(KNOWN, (row.case, row.open, statutory, *words, *terms), strict=True):
            found[name].append(each)
    return pl.DataFrame(found, schema=KNOWN)


def asks_of(book: Rulebook, rows: Sequence[Row]) -> Asks:
    """The answers by a text's questions. One of whose answers it takes no more has none and is not taken."""
    read = _Reader(book.facts)
    answers = [read.case(row.facts) for row in rows]
    taken = pl.Series("taken", [each is not None for each in answers], dtype=pl.Boolean)
    return Asks(_numbered(frame_of_values(book, [each or {} for each in answers]), len(rows)), taken)


def answers_taken(book: Rulebook, answers: Sequence[Mapping[str, Value]]) -> Asks:
    """Answers that were read already, all of them taken."""
    taken = pl.Series("taken", [True]).new_from_index(0, len(answers))
    return Asks(_numbered(frame_of_values(book, answers), len(answers)), taken)


def _numbered(facts: pl.DataFrame, many: int) -> pl.DataFrame:
    return pl.DataFrame({"row": range(many)}).hstack(facts.get_columns())


def facts_in(book: Rulebook, frame: pl.DataFrame, read_by: Rulebook) -> Asks:
    """The answers of a caseload that is in columns already, as `read_by` holds them, by another text's questions.

    What that text asks and the frame has not is unanswered; a case with an answer that it asks no more is not taken.
    Raises ValueError where both ask something in different ways: the answers themselves must then be read again.
    """
    names = [name for name in book.facts if name in read_by.facts]
    if any(mark_of(book.facts[name]) != mark_of(read_by.facts[name]) for name in names):
        raise ValueError(f"{book.name} asks something otherwise than the columns hold it")
    schema = fact_schema(book)
    own = [pl.lit(None, dtype=kind).alias(name) for name, kind in schema.items() if name not in frame.columns]
    gone = [name for name in frame.columns if name.startswith("fact.") and name not in schema]
    taken = frame.select(pl.all_horizontal(pl.lit(True), *(_unanswered(name) for name in gone)).alias("taken"))
    whole = pl.Series("taken", [True]).new_from_index(0, len(frame))
    return Asks(_numbered(frame.with_columns(own).select(list(schema)), len(frame)), taken["taken"] if gone else whole)


def _unanswered(name: str) -> pl.Expr:
    """Whether a column holds no answer; the one beside it, of answers that are "none", is false then."""
    column = pl.col(name)
    return ~column.fill_null(False) if name.endswith(".none") else column.is_null()


def no_cases(many: int) -> pl.DataFrame:
    """So many rows of which nothing is known beside their answers."""
    empty = pl.DataFrame({"case": range(many)}, schema={"case": pl.Int64()})
    blank = {"open": False, "statutory": False, "setting": "", "phase": ""}
    rest = [pl.lit(blank.get(name), dtype=kind).alias(name) for name, kind in KNOWN.items() if name != "case"]
    return empty.with_columns(rest)


def answers_in(plan: Plan, asks: Asks, row: int) -> dict[str, Answer]:
    """The answers of the case in one row, None where one is missing."""
    held = asks.facts.row(row, named=True)
    names = [name for name in plan.book.facts if f"fact.{name}" in held]
    return {n: plan.value(f"fact.{n}", held[f"fact.{n}"], held.get(f"fact.{n}.none")) for n in names}


class _Reader:
    """Reads answers as they are kept; one that occurs again is not read again."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self.facts = facts
        self.seen: dict[Hashable, Value | Problem] = {}

    def case(self, kept: Mapping[str, object]) -> dict[str, Value] | None:
        """The answers of one case, or None where one is not taken."""
        good: dict[str, Value] = {}
        for name, raw in kept.items():
            value = self._answer(name, raw)
            if value is None or isinstance(value, Problem):
                return None
            good[name] = value
        return good

    def _answer(self, name: str, raw: object) -> Value | Problem | None:
        fact = self.facts.get(name)
        if fact is None:
            return None
        if not isinstance(raw, str | int):
            return from_canonical(fact, raw)
        key = (name, type(raw), raw)
        found = self.seen.get(key)
        if found is None:
            found = self.seen[key] = from_canonical(fact, raw)
        return found
