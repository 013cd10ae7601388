"""What differs between two rulebooks, or in one between two days: every amount, rung, cell, step, question and rule."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from engine.awards.saying import counting_words
from engine.explaining.english import English
from engine.rulebook import InForce, Rulebook
from panel_api.views.amounts import heads, lines, titled
from panel_api.views.booklet import met_words, rule_words, step_words

NOT_THERE: Final = "not there"
Said = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class Side:
    """A rulebook on a day that lies in the days it is in force."""

    book: Rulebook
    day: dt.date

    @cached_property
    def in_force(self) -> InForce:
        """As it stands then."""
        return self.book.on(self.day)

    @cached_property
    def english(self) -> English:
        """In words."""
        return English(self.in_force)


def side(book: Rulebook, day: dt.date) -> Side:
    """A rulebook on a day, or on the nearest on which it is in force."""
    start, end = book.in_force.start, book.in_force.end
    return Side(book, max(start, min(day, end or day)))


def differing(first: Side, second: Side) -> dict[str, Any]:
    """Side by side: the values that differ, what is said otherwise, and the rules that came or went.

    said: rows of what it is about, as it was, as it is.
    """
    values = dict.fromkeys([*first.book.values, *second.book.values])
    tables = [table for name in values if (table := _value(name, first, second))["rows"]]
    before, after = ({rule.id: rule for rule in each.in_force.rules} for each in (first, second))
    found: dict[str, Any] = {
        "tables": tables,
        "said": _said_otherwise(dict(_said(first)), dict(_said(second))),
        "came": [met_words(after[each].met, second.english) for each in after if each not in before],
        "went": [met_words(before[each].met, first.english) for each in before if each not in after],
    }
    return {**found, "any": any(found.values())}


def _value(name: str, first: Side, second: Side) -> dict[str, Any]:
    sides: list[dict[tuple[str, ...], str]] = []
    shown: list[str] = [""]
    for each in (first, second):
        entry = each.in_force.values.get(name)
        sides.append(dict(lines(each.book, entry, each.english)) if entry else {})
        shown = heads(each.english, entry) if entry else shown
    keys = list(dict.fromkeys([*sides[0], *sides[1]]))
    rows = [(_as_wide(key, shown), sides[0].get(key, NOT_THERE), sides[1].get(key, NOT_THERE)) for key in keys]
    return {
        "title": titled(name),
        "heads": shown if any(keys) else [],
        "rows": [row for row in rows if row[1] != row[2]],
        "same": sum(row[1] == row[2] for row in rows),
    }


def _as_wide(key: tuple[str, ...], shown: list[str]) -> tuple[str, ...]:
    """A key with as many cells as the table has heads: a value may have changed its shape."""
    return (*key, *[""] * (len(shown) - len(key)))[: len(shown)] if key else key


def _said(each: Side) -> Iterator[tuple[tuple[str, str], str]]:
    """What a rulebook says, by what it is called and what it is about: the questions, the steps, the rules."""
    book = each.book
    yield ("The rulebook", "Title"), book.title
    yield ("The rulebook", "About"), book.about
    yield ("Awards", "Counted"), " ".join(counting_words(book.counting(each.day)))
    for fact in book.facts.values():
        about = f"Question: {fact.name.replace('_', ' ')}"
        yield (about, "Asks"), " ".join(filter(None, (fact.asks, fact.help)))
        for code, words in fact.words.items():
            yield (about, f"Level {code}" if fact.is_level else "Answer"), words
    for step in (*book.derives.values(), *book.outcomes.values(), *book.order.values()):
        yield (f"Step: {step.name.replace('_', ' ')}", "Is"), step_words(each.english, step)["text"]
    for rule in each.in_force.rules:
        said = rule_words(rule, each.english, book)
        yield (f"Rule: {rule.id.replace('_', ' ')}", "When"), said["when"]
        yield (f"Rule: {rule.id.replace('_', ' ')}", "Says"), said["met"]
        if said["not_met"]:
            yield (f"Rule: {rule.id.replace('_', ' ')}", "Says otherwise"), said["not_met"]


def _said_otherwise(before: Said, after: Said) -> list[tuple[str, str, str]]:
    """What both say, but not in the same words; and questions and steps that only one has (rules are told apart)."""
    rows = []
    for key in dict.fromkeys([*before, *after]):
        one, other = before.get(key), after.get(key)
        if one == other or (key[0].startswith("Rule") and None in (one, other)):
            continue
        rows.append((f"{key[0]}. {key[1]}", one or NOT_THERE, other or NOT_THERE))
    return rows
