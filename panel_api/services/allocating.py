"""Sharing the devolved budget by an allocation rulebook: worked out, held to lose nothing, and given as pence.

Of such a rulebook the service reads three names: the fact `pot`, the outcome `allocation`, and, where something is
set aside first, the derived `contingency`. The three must add up to the penny.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from engine.amounts import money_words, sentence
from engine.problems import Complaints, Problem
from engine.rulebook import Rulebook
from engine.sharing.allocation import Allocation, AllocationAnswers, allocate, read_allocation_answers
from panel_api.errors import Trouble, conflict
from panel_api.services.answers import refuse_if_any
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


def _shares_a_pot(book: Rulebook) -> bool:
    share, pot = book.outcomes.get(SHARE), book.facts.get(POT)
    money = share is not None and share.node.type.kind == "money" and pot is not None and pot.type.kind == "money"
    return money and book.over is not None and pot is not None and pot.once


def shares_of(allocation: Allocation) -> Shares:
    """The shares of an allocation that is settled.

    Raises Trouble "conflict" where it is not, or where what is set aside and the shares are not the whole pot.
    """
    if allocation.status != "settled":
        says = (
            " ".join(sentence(each) for each in allocation.reasons) or "Something is missing or wrong in its figures."
        )
        raise conflict(f"This cannot be allocated yet. {says.rstrip('.')}", "Look at what each partnership's page says")
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


def _pence(value: object) -> int:
    assert isinstance(value, int)
    return value
