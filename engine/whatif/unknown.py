"""Cases that lack an answer: the least and the most that each can come to, and what they can add to the difference.

Where few answers are missing every one is tried, by both texts at once, so that the ends are exact. Else each text's
own range is taken (`engine.remaining.possible`), and the difference lies within the widest that these allow: sound,
and said not to be exact. What a person would price, or what goes back for information, is never priced here: a case of
which nothing else can come is counted apart.
"""

import datetime as dt
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Final

import polars as pl

from engine.columns.plan import plan_of
from engine.facts import Fact
from engine.remaining.possible import Possible, possible
from engine.remaining.spreads import Spread
from engine.remaining.thresholds import domain_size, every_answer, is_small
from engine.rulebook import Rulebook
from engine.values import Answer
from engine.whatif.asked import Spec
from engine.whatif.document import GROUPS, Pence, Span, Unknown
from engine.whatif.frames import Asks, answers_in, answers_taken, no_cases
from engine.whatif.mattering import evaluated, facts_read, open_facts
from engine.whatif.sides import sides_of
from engine.whatif.totals import Totals

MOST_TRIED: Final = 1_000
"""Combinations of missing answers that are tried for one case."""
FEW: Final = 130
"""So few are tried without asking first which of the answers can still matter."""
Answers = dict[str, Answer]
Ends = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Case:
    """A case that lacks an answer. given: what each text gives, None where it is the one that does not know."""

    answers: Answers
    settled: tuple[bool, bool]
    given: tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Priced:
    """The ends of each text's amount and of the difference, in pence a year."""

    before: Ends
    after: Ends
    difference: Ends
    exact: bool


def add_unknown(totals: Totals, traced: pl.DataFrame, ends: Sequence[tuple[Rulebook, Asks]], spec: Spec) -> None:
    """Add the ranges of the cases that either text leaves unsettled. ends: both texts, where they are in force."""
    if len(ends) != 2:
        return
    books = (ends[0][0], ends[1][0])
    matter = tuple(facts_read(books[0], spec.as_of) | facts_read(books[1], spec.as_of))
    cases: dict[Hashable, Case] = {}
    counted: dict[Hashable, int] = {}
    for case in _unsettled(traced, ends, spec):
        key: Hashable = (case.settled, case.given, tuple(case.answers.get(name) for name in matter))
        cases.setdefault(key, case)
        counted[key] = counted.get(key, 0) + 1
    for key, priced in zip(cases, _priced(list(cases.values()), books, matter, spec.as_of), strict=True):
        _add(totals, priced, counted[key])


def _unsettled(traced: pl.DataFrame, ends: Sequence[tuple[Rulebook, Asks]], spec: Spec) -> Iterator[Case]:
    columns = (traced[name] for name in ("status_before", "status_after", "before", "after"))
    held = [(plan_of(book.on(spec.as_of), spec.as_of), asks) for book, asks in ends]
    for row, (was, will, before, after) in enumerate(zip(*columns, strict=True)):
        if "unsettled" in (was, will):
            answers: Answers = {}
            for plan, asks in held:
                answers |= answers_in(plan, asks, row)
            yield Case(answers, (was != "unsettled", will != "unsettled"), (before, after))


def _priced(
    cases: Sequence[Case], books: tuple[Rulebook, Rulebook], matter: Sequence[str], day: dt.date
) -> list[Priced | None]:
    """What each can come to, in order: all that can be tried together, the others one by one."""
    tries = [_tries(case, books, matter, day) for case in cases]
    tried = iter(_tried([(case, few) for case, few in zip(cases, tries, strict=True) if few is not None], books, day))
    return [_apart(case, books, day) if few is None else next(tried) for case, few in zip(cases, tries, strict=True)]


def _tries(case: Case, books: tuple[Rulebook, Rulebook], matter: Sequence[str], day: dt.date) -> list[Answers] | None:
    """Every combination of the answers that are missing and can matter; None where that is too many."""
    facts = {**books[0].facts, **books[1].facts}
    alike = all(each.facts[name].type == facts[name].type for each in books for name in each.facts)
    missing = [name for name in facts if name in matter and case.answers.get(name) is None]
    if not alike:
        return None
    if not _few(missing, facts, FEW):
        sides = [book for book, settled in zip(books, case.settled, strict=True) if not settled]
        left = {name for book in sides for name in open_facts(evaluated(book, case.answers, day))}
        missing = [name for name in missing if name in left]
        if not _few(missing, facts, MOST_TRIED):
            return None
    choices = [tuple(every_answer(facts[name])) for name in missing]
    return [dict(zip(missing, each, strict=True)) for each in product(*choices)]


def _few(missing: Sequence[str], facts: Mapping[str, Fact], most: int) -> bool:
    sizes = [domain_size(facts[name]) or most + 1 for name in missing]
    return all(is_small(facts[name]) for name in missing) and prod(sizes) <= most


def _tried(
    cases: Sequence[tuple[Case, list[Answers]]], books: tuple[Rulebook, Rulebook], day: dt.date
) -> Iterator[Priced | None]:
    """Both texts over every combination of every case, in columns."""
    every = [{**case.answers, **more} for case, tries in cases for more in tries]
    if not every:
        return
    plans = []
    for book in books:
        values = [{n: v for n, v in each.items() if v is not None and n in book.facts} for each in every]
        plans.append((plan_of(book.on(day), day), answers_taken(book, values)))
    sides = sides_of(plans, no_cases(len(every)))
    amounts, at = list(zip(sides[0].pence, sides[1].pence, strict=True)), 0
    for case, tries in cases:
        mine = amounts[at : at + len(tries)]
        at += len(tries)
        yield _ends([_known(case, each) for each in mine])


def _known(case: Case, tried: tuple[int | None, int | None]) -> tuple[int | None, int | None]:
    """What a text gives already stands, whatever else is answered."""
    before, after = (
        given if settled else amount for given, settled, amount in zip(case.given, case.settled, tried, strict=True)
    )
    return before, after


def _ends(amounts: Sequence[tuple[int | None, int | None]]) -> Priced | None:
    both = [(was, will) for was, will in amounts if was is not None and will is not None]
    if not both:
        return None
    sides = [sorted(each) for each in zip(*both, strict=True)]
    moved = sorted(will - was for was, will in both)
    return Priced((sides[0][0], sides[0][-1]), (sides[1][0], sides[1][-1]), (moved[0], moved[-1]), True)


def _apart(case: Case, books: tuple[Rulebook, Rulebook], day: dt.date) -> Priced | None:
    """Each text's own range, and the widest difference that they allow."""
    found: list[Ends] = []
    for book, settled, given in zip(books, case.settled, case.given, strict=True):
        ends = (None if given is None else (given, given)) if settled else _possible(book, case, day)
        if ends is None:
            return None
        found.append(ends)
    before, after = found
    return Priced(before, after, (after[0] - before[1], after[1] - before[0]), False)


def _possible(book: Rulebook, case: Case, day: dt.date) -> Ends | None:
    found: Possible = possible(evaluated(book, case.answers, day))
    names = [name for name, step in book.outcomes.items() if step.node.type.kind == "money"]
    ends: list[int] = []
    for result in found.results:
        for value in (result.outcome[name] for name in names if result.status == "settled"):
            if isinstance(value, Spread):
                bounds = value.only if value.only is not None else (value.low, value.high)
                ends += [max(0, each) for each in bounds if isinstance(each, int)]
            elif isinstance(value, int):
                ends.append(max(0, value))
    return (min(ends), max(ends)) if ends else None


def _add(totals: Totals, priced: Priced | None, cases: int) -> None:
    if priced is None:
        totals.add(("unknown", "unpriced"), cases)
        return
    for name, ends in (("before", priced.before), ("after", priced.after), ("difference", priced.difference)):
        for end, pence in zip(("least", "most"), ends, strict=True):
            totals.add(("unknown", name, end), pence * cases)
    totals.add(("unknown", "inexact"), 0 if priced.exact else cases)


def unknown_of(totals: Totals, spec: Spec) -> Unknown:
    """What is not known, of all cases together."""
    groups = [("group", name == "open") for name in GROUPS]
    cases = sum(totals.of(*each, "unsettled") for each in groups)

    def span(key: str) -> Span:
        return Span(Pence(totals.of("unknown", key, "least")), Pence(totals.of("unknown", key, "most")))

    return Unknown(
        cases,
        span("difference").least,
        span("difference").most,
        spec.range and not totals.of("unknown", "inexact"),
        span("before"),
        span("after"),
        totals.of("unknown", "unpriced"),
        sum(totals.of(*each, "referred") for each in groups),
        spec.range,
    )
