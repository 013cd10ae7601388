"""What a band that a person decided is worth a year on a day: the rulebook's amounts with the band held as decided.

Need is not worked out anew. An award keeps its band until a review; only the amount follows the dated tariff.
"""

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction

from engine.awards.uprating import DatedAmount
from engine.opinions.reference import Reading
from engine.opinions.reference_functions import rounded
from engine.rulebook import Rulebook
from engine.tree import Concluded, Name, Node, walk
from engine.values import Value


def worth_of_band(book: Rulebook, answers: Mapping[str, Value], band: str, day: dt.date) -> int | None:
    """Pence a year of a band on a day; None where a person must price it, or the rulebook is not in force.

    answers: the child's, as they were assessed; where the place is may shape the amount. band: as the decision has it,
    or "" in a rulebook that goes straight to money. None too where the headline cannot be held as it.
    """
    headline, money = _headline(book), book.amount
    if money is None or not book.in_force.holds(day):
        return None
    held: dict[str, int | str] = {}
    if headline is not money.node:
        whole = headline.type.kind == "whole"
        if not isinstance(headline, Name) or headline.source not in ("fact", "derive") or whole != band.isdecimal():
            return None
        held[headline.name] = int(band) if whole else band
    reading = Reading(book.on(day), answers, day)
    reading.facts.update({name: value for name, value in held.items() if name in book.facts})
    for name, step in book.derives.items():
        reading.derive(name, step)
        reading.derived[name] = held.get(name, reading.derived[name])
    for rule in reading.in_force.ordered_rules:
        reading.conclude(rule.id, rule.when)
    amount = reading.value(money.node)
    return int(rounded(amount, 0, book.rounding)) if isinstance(amount, int | Fraction) else None


def amounts_of_band(
    book: Rulebook, answers: Mapping[str, Value], band: str, first: int, through: int
) -> tuple[DatedAmount, ...]:
    """What the band is worth from each 1 April of the financial years `first` to `through`, where that is known.

    For `engine.awards.uprating.uprate`, and only for an award that stands at what its band is worth: an amount that a
    person set is an individual price.
    """
    aprils = [dt.date(year, 4, 1) for year in range(first, through + 1)]
    worth = [(april, worth_of_band(book, answers, band, april)) for april in aprils]
    return tuple(DatedAmount(april, pence) for april, pence in worth if pence is not None)


def facts_behind_worth(book: Rulebook) -> frozenset[str]:
    """The facts that a decided band's worth can depend on: what the amount reads with the headline held.

    Answers that agree in these are worth the same in the same band, so many awards need few workings out.
    """
    if book.amount is None:
        return frozenset()
    headline = _headline(book)
    held = headline.name if isinstance(headline, Name) else None
    whens = {rule.id: rule.when for rule in book.rules}
    found: set[str] = set()
    seen: set[str] = set()
    queue = [book.amount.node]
    while queue:
        for each in walk(queue.pop()):
            if isinstance(each, Concluded) and each.rule in whens:
                queue.append(whens.pop(each.rule))
            elif isinstance(each, Name) and each.name not in (held, *seen):
                seen.add(each.name)
                if each.source == "fact":
                    found.add(each.name)
                elif each.source == "derive":
                    queue.append(book.derives[each.name].node)
    return frozenset(found)


def _headline(book: Rulebook) -> Node:
    return next(iter(book.outcomes.values())).node
