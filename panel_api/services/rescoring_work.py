"""Working a caseload out by two texts of a rulebook, over all processors, with progress. Nothing is written.

By the generated evaluator alone: second opinions confirm what a person decides on, and nobody decides a case by this.
The answers are those kept with each case, and the balances among them are as they stood when it was last assessed.
"""

import datetime as dt
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from typing import Final

from engine.assessing import Assessment, assess
from engine.language.loading import load_text
from engine.law.bases import BASES
from engine.ledger.accounts import account_code
from engine.problems import Refused
from engine.rulebook import Rulebook
from panel_api.services.answers import taken_out
from panel_api.services.assess import headline
from panel_api.store.rescorings import InCaseload

Text = tuple[str, str]
"""A rulebook's text, and the vocabulary it is read with."""
NOT_TAKEN: Final = "not_taken"
"""The status of a case of whose answers the text takes one no more."""
NO_ACCOUNT: Final = "none"
FEW: Final = 2_000
"""Cases for which no other process is started."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one text gives for a case. band, pence, account: only where it settles with an amount."""

    status: str
    band: str | None = None
    pence: int | None = None
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Both:
    """A case by the text in force and by the one tried."""

    case: InCaseload
    before: Side
    after: Side


class Worker:
    """Works cases out by two texts on one day; one a process."""

    def __init__(self, before: Text, after: Text, day: dt.date) -> None:
        self.books, self.day = (load_text(*before), load_text(*after)), day

    def batch(self, cases: Iterable[InCaseload]) -> list[Both]:
        """Several cases, in their order."""
        return [Both(each, *(side(book, each, self.day) for book in self.books)) for each in cases]


def side(book: Rulebook, case: InCaseload, day: dt.date) -> Side:
    """What a text gives for a case on a day."""
    try:
        assessment = assess(book, taken_out(book, case.facts), day)
    except Refused:
        return Side(NOT_TAKEN)
    band, pence = headline(assessment)
    return Side(assessment.status, band, pence, None if pence is None else _account(assessment, case))


def worked_out(
    before: Text,
    after: Text,
    day: dt.date,
    batches: Iterator[list[InCaseload]],
    many: int,
    told: Callable[[int], None] | None = None,
) -> Iterator[Both]:
    """Each case by both texts, in the order they come. many: how many will. told: called with how many are done."""
    done = 0
    for found in _batches(before, after, day, batches, many):
        yield from found
        done += len(found)
        if told is not None:
            told(done)


def _batches(
    before: Text, after: Text, day: dt.date, batches: Iterator[list[InCaseload]], many: int
) -> Iterator[list[Both]]:
    if many <= FEW:
        here = Worker(before, after, day)
        yield from map(here.batch, batches)
        return
    count = os.cpu_count() or 1
    start = (before, after, day)
    with ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), _begin, start) as pool:
        waiting: deque[Future[list[Both]]] = deque()
        for batch in batches:
            waiting.append(pool.submit(_work, batch))
            if len(waiting) > 2 * count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _account(assessment: Assessment, case: InCaseload) -> str:
    """The code of the account that would bear it, as `services.charge` finds it."""
    facts: Mapping[str, object] = case.facts
    statutory = BASES[case.legal_basis].statutory or facts.get("ehc_plan") is True
    setting, phase = str(facts.get("setting", "")), str(facts.get("phase", ""))
    try:
        return account_code(
            _route(assessment), statutory=statutory, setting=setting, phase=phase, partnership=case.partnership
        )
    except LookupError:
        return NO_ACCOUNT


def _route(assessment: Assessment) -> str | None:
    evaluation = assessment.evaluation
    if evaluation is None:
        return None
    rules = zip(evaluation.in_force.ordered_rules, evaluation.rules, strict=True)
    return next((rule.route for rule, truth in rules if truth is True and rule.route), None)


_here: Worker | None = None


def _begin(before: Text, after: Text, day: dt.date) -> None:
    global _here  # noqa: PLW0603 - a helper process has one worker for all its batches
    _here = Worker(before, after, day)


def _work(cases: list[InCaseload]) -> list[Both]:
    assert _here is not None
    return _here.batch(cases)
