"""Sharing the devolved budget by an allocation rulebook: worked out, held to lose nothing, and given as pence.

Of such a rulebook the service reads three names: the fact `pot`, the outcome `allocation`, and, where something is
set aside first, the derived `contingency`. The three must add up to the penny.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from engine.amounts import money_words, sentence
from engine.explaining.sharing import opened
from engine.facts import canonical
from engine.problems import Complaints, Problem
from engine.rulebook import Rulebook
from engine.sharing.allocation import Allocation, AllocationAnswers, allocate, read_allocation_answers
from panel_api.errors import Trouble, conflict
from panel_api.services.answers import as_sent, refuse_if_any
from panel_api.shelf import Shelf

SCHEME: Final = "partnership_allocation"
"""The rulebook by which money is allocated."""
POT, SHARE, ASIDE = "pot", "allocation", "contingency"


@dataclass(frozen=True, slots=True)
class Shares:
    """What a pot came to, in pence: by partnership, in order of name, and what was set aside first."""

    pot: int
    partnerships: Mapping[str, int]
    contingency: int


def allocation_for(shelf: Shelf, facts: object, day: dt.date, name: str = SCHEME) -> Shares:
    """What these facts come to by a rulebook on the shelf, as it stands on a day. Raises Trouble as below."""
    return shares_of(worked_out(shelf.book(name), facts, day))


def worked_out(book: Rulebook, facts: object, day: dt.date) -> Allocation:
    """The whole allocation of `{"pot": …, "partnership": {name: {…}}}`.

    Raises Trouble "bad-input" where a fact does not fit, the rulebook shares nothing, or is not in force on the day.
    """
    complaints = Complaints()
    if not _shares_a_pot(book):
        wrong, expected = f"`{book.name}` allocates no money", "an allocation rulebook with `pot` and `allocation`"
        raise Trouble("bad-input", problems=[Problem("rulebook", wrong, expected, "Name another")])
    if not book.in_force.holds(day):
        expected = f"a day from {book.in_force.start}"
        complaints.add("as_of", f"`{book.name}` is not in force on {day}", expected, "Give another day")
    answers: AllocationAnswers = read_allocation_answers(book, facts, complaints)
    refuse_if_any(complaints)
    return allocate(book, answers, day)


def facts_kept(allocation: Allocation) -> dict[str, Any]:
    """The facts of an allocation as the database keeps them: numbers as text where JSON would not keep them exactly."""
    book = allocation.rulebook
    once: dict[str, object] = {}
    units: dict[str, dict[str, object]] = {}
    for unit, evaluation in allocation.units.items():
        units[unit] = {}
        for fact, value in zip(book.facts.values(), evaluation.answers, strict=True):
            if value is not None:
                (once if fact.once else units[unit])[fact.name] = canonical(fact, value)
    return {**once, str(book.over): units}


def facts_sent(book: Rulebook, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The same as `worked_out` takes them."""
    units = {name: as_sent(book, each) for name, each in facts.get(str(book.over), {}).items()}
    return {**as_sent(book, {name: each for name, each in facts.items() if name != book.over}), str(book.over): units}


def _shares_a_pot(book: Rulebook) -> bool:
    share, pot = book.outcomes.get(SHARE), book.facts.get(POT)
    money = share is not None and share.node.type.kind == "money" and pot is not None and pot.type.kind == "money"
    return money and book.over is not None and pot is not None and pot.once


def shares_of(allocation: Allocation) -> Shares:
    """The shares of an allocation that is settled.

    Raises Trouble "conflict" where it is not, or where what is set aside and the shares are not the whole pot.
    """
    if allocation.status != "settled":
        raise conflict(
            f"This cannot be shared out. {' '.join(_why_not(allocation))}".rstrip("."), "Correct the numbers"
        )
    book = allocation.rulebook
    partnerships = {name: _pence(each.outcome[SHARE]) for name, each in allocation.units.items()}
    first = next(iter(allocation.units.values()))
    pot = _pence(dict(zip(book.facts, first.answers, strict=True))[POT])
    derived = dict(zip(book.derives, first.derived, strict=True))
    contingency = _pence(derived[ASIDE]) if ASIDE in derived else 0
    lost = pot - contingency - sum(partnerships.values())
    if lost:
        raise conflict(f"`{book.name}` does not share out the whole pot: {money_words(lost)} is over", "Correct it")
    return Shares(pot, partnerships, contingency)


def _why_not(allocation: Allocation) -> Iterator[str]:
    """What stands in the way, in sentences: no shares that keep the bounds, a count that is wrong, one not given."""
    yield from map(sentence, allocation.reasons)
    for unit in allocation.units:
        found = opened(allocation, unit)
        said = [each.sentence for each in found.met if each.then in ("return", "refer")]
        yield from (f"{unit}: {each}" for each in (*said, *(f"not answered: {asks}" for asks in found.missing)))


def _pence(value: object) -> int:
    assert isinstance(value, int)
    return value
