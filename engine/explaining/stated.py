"""What a rulebook states on a day, thing by thing, read from the checked tree.

A value, a need with the words of its levels, a question, a step, a rule, a source: each has parts, and each part has
its words and a mark that is the same wherever the meaning is the same. An amount that a rule names is a part of the
value, never of the rule, so that a change of it is told once.
"""

import datetime as dt
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from engine.amounts import day_words
from engine.awards.saying import ROUNDED, counting_words
from engine.explaining.english import English
from engine.explaining.rules_said import THEN, answer_kind, rule_words, step_words
from engine.explaining.values_said import heads, lines, titled
from engine.facts import KINDS, Fact
from engine.rulebook import InForce, Period, Rule, Rulebook, Source, Step
from engine.tree import likeness

SECTIONS: Final = {
    "value": "Amounts, points and tables",
    "need": "Needs, and the words of each level",
    "question": "What else is asked",
    "step": "How the answer is worked out",
    "rule": "Rules",
    "rulebook": "The rulebook itself",
    "source": "Sources",
}
"""The kinds of things, in the order in which they are told, with their headings."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing said. label: what it is, or the keys of its row; mark: its meaning; written: as the rulebook has it."""

    label: tuple[str, ...]
    text: str
    mark: Hashable
    written: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something a rulebook states, known by its section and name. since, until: when it stands so; source: a title."""

    section: str
    name: str
    title: str
    parts: Mapping[Hashable, Part]
    since: dt.date
    until: dt.date | None = None
    source: str = ""
    heads: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standing:
    """A rulebook on a day on which it is in force. from_day: since when this text is the one in force."""

    book: Rulebook
    day: dt.date
    from_day: dt.date

    @cached_property
    def in_force(self) -> InForce:
        """As it stands then."""
        return self.book.on(self.day)

    @cached_property
    def english(self) -> English:
        """In words."""
        return English(self.in_force)

    @cached_property
    def things(self) -> Mapping[tuple[str, str], Thing]:
        """All that it states, by section and name, in the order of its sections."""
        found = {(each.section, each.name): each for each in _things(self)}
        order = list(SECTIONS)
        return dict(sorted(found.items(), key=lambda each: order.index(each[0][0])))


def standing(book: Rulebook, day: dt.date, from_day: dt.date | None = None) -> Standing:
    """A rulebook on a day, or on the nearest on which it is in force."""
    start, end = book.in_force.start, book.in_force.end
    return Standing(book, max(start, min(day, end or day)), max(start, from_day or start))


def _things(of: Standing) -> Iterator[Thing]:
    yield from (_value(of, name) for name in of.in_force.values)
    yield from (_question(of, fact) for fact in of.book.facts.values())
    for step in (*of.book.derives.values(), *of.book.outcomes.values(), *of.book.order.values()):
        yield _step(of, step)
    yield from (_rule(of, rule) for rule in of.in_force.rules)
    yield _itself(of)
    yield from (_source(of, source) for source in of.book.sources.values())


def _value(of: Standing, name: str) -> Thing:
    entry = of.in_force.values[name]
    parts: dict[Hashable, Part] = {
        ("line", each.place): Part(each.keys, each.text, (each.result, entry.shape.type.kind, entry.up_to))
        for each in lines(of.book, entry, of.english)
    }
    keyed = any(each.label for each in parts.values())
    width = len(heads(of.english, entry)) if keyed else 0
    parts["source"] = Part(("Source", *[""] * (width - 1)), _title(of, entry.source), entry.source)
    since, until = _days(of, entry.period)
    return Thing(
        "value",
        name,
        titled(name),
        parts,
        since,
        until,
        _title(of, entry.source),
        tuple(heads(of.english, entry)) if keyed else (),
    )


def _question(of: Standing, fact: Fact) -> Thing:
    section = "need" if fact.is_level else "question"
    said = {
        "Asks": fact.asks,
        "Help": fact.help,
        "Area": of.book.areas.get(fact.area or "", fact.area or ""),
        "Read as": KINDS[fact.kind],
    }
    parts = _texts(said)
    bounds = () if fact.is_level else (fact.least, fact.most, fact.places)
    kind = (fact.type.kind, fact.type.unit, fact.type.maybe_none, fact.none_words, fact.of, fact.once, *bounds)
    answer = answer_kind(fact) + (f", or “{fact.none_words}”" if fact.none_words else "")
    parts["Answer"] = Part(("Answer",), answer, kind, fact.expected)
    for code, words in fact.words.items():
        label = f"Level {code}" if fact.is_level else f"Answer “{code.replace('_', ' ')}”"
        parts["words", code] = Part((label,), words, " ".join(words.split()))
    return Thing(section, fact.name, fact.asks, parts, of.from_day)


def _step(of: Standing, step: Step) -> Thing:
    words = step_words(of.english, step)
    parts = _texts({"Called": step.says, "Counted in": step.unit})
    parts["is"] = Part(("Is",), words["text"], likeness(step.node), step.text)
    return Thing("step", step.name, words["says"], parts, of.from_day)


def _rule(of: Standing, rule: Rule) -> Thing:
    words = rule_words(rule, of.english, of.book)
    parts: dict[Hashable, Part] = {
        "met": Part(("Says",), words["met"], " ".join(rule.met.split()), rule.met),
        "when": Part(("When",), words["when"], likeness(rule.when), rule.text),
        "not_met": Part(("Otherwise",), rule.not_met, " ".join(rule.not_met.split()), rule.not_met),
        "then": Part(("What it is for",), THEN[rule.then], rule.then),
        "source": Part(("Source",), words["source"], rule.source),
    }
    if rule.route:
        parts["route"] = Part(("Account",), words["route"], rule.route)
    since, until = _days(of, rule.period)
    return Thing("rule", rule.id, rule.id.replace("_", " ").capitalize(), parts, since, until, words["source"])


def _itself(of: Standing) -> Thing:
    book = of.book
    parts = _texts({"Title": book.title, "About": book.about, "Notice": book.notice, "Decides": book.decides})
    parts["over"] = Part(("Over",), book.over or "one child", book.over)
    parts["rounding"] = Part(("Rounded",), ROUNDED[book.rounding], book.rounding)
    end = day_words(book.in_force.end) if book.in_force.end else "further notice"
    parts["in force"] = Part(("In force",), f"{day_words(book.in_force.start)} to {end}", book.in_force)
    counting = book.counting(of.day)
    parts["counting"] = Part(("How awards are counted in time",), " ".join(counting_words(counting)), counting)
    if len(book.order) > 1:
        listed = "; ".join(step.says for step in book.order.values())
        parts["order"] = Part(("In what order places stand",), listed, tuple(book.order))
    for code, words in book.areas.items():
        parts["area", code] = Part((f"Area “{code}”",), words, words)
    for code, words in book.routes.items():
        parts["route", code] = Part((f"Account “{code}”",), words, words)
    for each in book.allow:
        shapes = " and ".join(each.shapes)
        parts["allow", each.fact] = Part(
            (f"Besides need: {book.facts[each.fact].asks}",), f"{each.why} (shapes {shapes})", (each.why, each.shapes)
        )
    return Thing("rulebook", book.name, book.title, parts, of.from_day)


def _source(of: Standing, source: Source) -> Thing:
    said = {
        "Title": source.title,
        "Publisher": source.publisher,
        "Address": source.url,
        "Read": source.read,
        "Note": source.note,
    }
    return Thing("source", source.key, source.title, _texts(said), of.from_day)


def _texts(said: Mapping[str, str | None]) -> dict[Hashable, Part]:
    """Parts that are their own words; what is not said is no part."""
    return {label: Part((label,), text, " ".join(text.split())) for label, text in said.items() if text}


def _title(of: Standing, source: str) -> str:
    return of.book.sources[source].title


def _days(of: Standing, period: Period | None) -> tuple[dt.date, dt.date | None]:
    if period is None:
        return of.from_day, None
    end = period.end if period.end and period.end < dt.date.max else None
    return max(period.start, of.from_day), end
