"""The checked tree in plain English: what an expression says, and what it came to in one case.

`English(in_force)` says rules as a booklet would ("points are 40 or more"); with an evaluation it puts
in the values ("2 × (language 3 + interaction 1)") and each condition's truth ("no, it is 2").
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from engine.amounts import (
    NOT_KNOWN,
    answer_words,
    inside,
    listing,
    sentence,
    spoken,
    value_words,
)
from engine.explaining.clauses import about, clause, is_fixed
from engine.explaining.phrases import call_words, lookup_words
from engine.facts import Fact
from engine.opinions.evaluation import Evaluation
from engine.opinions.reference import Reading
from engine.remaining.inner import Inner
from engine.rulebook import InForce, Ladder, Plain
from engine.tree import (
    Arithmetic,
    Call,
    IfElse,
    Literal,
    Lookup,
    Name,
    Node,
    Options,
    walk,
)
from engine.values import NONE, Answer, Type, Value

_SIGNS: Final = {"+": "+", "-": "−", "*": "×", "/": "÷", "%of": "of"}
_LOOSE, _SUM, _PRODUCT, _TIGHT = range(4)
_BRACES: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class English:
    """Says the expressions of one rulebook in force; with an evaluation, with their values."""

    def __init__(self, in_force: InForce, evaluation: Evaluation | None = None, reading: Reading | None = None) -> None:
        self.in_force, self.evaluation = in_force, evaluation
        self.book = in_force.rulebook
        self.inner = Inner(evaluation, reading) if evaluation else None
        self.known: dict[str, Answer] = {}
        self._levels: dict[str, bool] = {}
        if evaluation:
            self.known = dict(zip(self.book.facts, evaluation.answers, strict=True))
            self.known |= zip(self.book.derives, evaluation.derived, strict=True)

    # Names

    def label(self, name: str) -> str:
        """What a fact or step is called inside a sentence."""
        fact = self.book.facts.get(name)
        if fact:
            return spoken(name) if fact.asks.rstrip().endswith("?") else inside(fact.asks)
        step = self.book.derives.get(name) or self.book.outcomes.get(name) or self.book.order.get(name)
        return inside(step.says) if step else spoken(name)

    def subject(self, node: Node) -> str:
        """What a condition is about, as the beginning of a sentence."""
        if isinstance(node, Name):
            fact = self.book.facts.get(node.name) if node.source == "fact" else None
            if fact and fact.asks.rstrip().endswith("?"):
                return f"the answer to “{fact.asks.strip()}”"
            return "the day of assessment" if node.source == "day" else self.label(node.name)
        return self.say(node)

    def words(self, node: Node) -> Mapping[str, str]:
        """The words of the options that `node` can give, from the facts it comes from."""
        found: dict[str, str] = {}
        if node.type.kind not in ("choice", "ranked", "set"):
            return found
        for each in self._names_under(node):
            if each.source == "fact" and each.type.kind in ("choice", "ranked", "set"):
                found = {**self.book.facts[each.name].words, **found}
        return found

    def _names_under(self, node: Node) -> Iterator[Name]:
        """Every fact and derived name that `node` reads, through derived names; each once."""
        seen: set[str] = set()
        queue = [node]
        while queue:
            for each in walk(queue.pop(0)):
                if not isinstance(each, Name) or each.name in seen or each.source not in ("fact", "derive"):
                    continue
                seen.add(each.name)
                yield each
                if each.source == "derive":
                    queue.append(self.book.derives[each.name].node)

    def unit(self, node: Node) -> str | None:
        """The unit of what `node` gives: its own, or that of the derived name it is."""
        if isinstance(node, Name) and node.source == "derive":
            return self.book.derives[node.name].unit or node.type.unit
        return node.type.unit

    def is_level(self, node: Node) -> bool:
        """Whether `node` gives one of a strand's levels: a level fact, or the highest or lowest of several."""
        match node:
            case Name(source="fact"):
                return self.book.facts[node.name].is_level
            case Name(source="derive"):
                if node.name not in self._levels:
                    self._levels[node.name] = self.is_level(self.book.derives[node.name].node)
                return self._levels[node.name]
            case Call(name="min" | "max" | "nth_highest"):
                return all(self.is_level(arg) for arg in node.args)
        return False

    # Values

    def value(self, node: Node, value: Answer, *, unit: bool = True) -> str:
        """A value of `node` in words."""
        if isinstance(node, Name) and node.source == "fact":
            fact = self.book.facts[node.name]
            return answer_words(fact, value) if value is not None else NOT_KNOWN
        if self.is_level(node) and isinstance(value, int):
            return f"level {value}"
        return value_words(value, node.type, self.words(node), self.unit(node) if unit else None)

    def constant(self, value: Value, like: Node) -> str:
        """A written value as it meets `like`: a level as "level 3", an option in its words."""
        if self.is_level(like) and isinstance(value, int) and not isinstance(value, bool):
            return f"level {value}"
        if value == NONE and isinstance(like, Name) and like.source == "fact":
            return f"“{answer_words(self.book.facts[like.name], value)}”"
        return value_words(value, like.type, self.words(like))

    def name_value(self, name: str) -> str:
        """A fact, value, derived name or outcome by name, in words, for `{name}` in a rule's sentence."""
        book = self.book
        if name == "day" and self.evaluation:
            return value_words(self.evaluation.day, Type("date"))
        if name in book.facts:
            fact, value = book.facts[name], self.known.get(name)
            if fact.is_level and isinstance(value, int):
                return answer_words(fact, value).removeprefix("level ")
            return NOT_KNOWN if value is None else _none_in_place(fact, value)
        if name in book.derives:
            step = book.derives[name]
            return value_words(self.known.get(name), step.node.type, self.words(step.node), step.unit)
        entry = self.in_force.values.get(name)
        if entry and isinstance(entry.shape, Plain):
            return value_words(entry.shape.value, entry.shape.type)
        return spoken(name) if name in book.values else "{" + name + "}"

    def fill(self, text: str) -> str:
        """A rule's sentence with every `{name}` put into words."""
        return sentence(_BRACES.sub(lambda found: self.name_value(found.group(1)), " ".join(text.split())))

    # Expressions

    def say(self, node: Node) -> str:
        """`node` in words, without values; a yes-or-no tree as a condition."""
        return self._phrase(node, values=False)[0]

    def worked(self, node: Node) -> str:
        """`node` in words with the values of this case: "2 × (language 3 + interaction 1)"."""
        return self._phrase(node, values=True)[0]

    def _phrase(self, node: Node, *, values: bool) -> tuple[str, int]:
        match node:
            case Literal():
                return value_words(node.value, node.type), _TIGHT
            case Options():
                return listing(value_words(each, node.type) for each in node.values), _LOOSE
            case Name():
                return self._name(node, values=values), _TIGHT
            case Arithmetic():
                return self._arithmetic(node, values=values)
            case IfElse() if values and self.inner:
                return self._choice_made(node)
            case IfElse():
                yes, no = self.say(node.yes), self.say(node.no)
                return f"{yes} if {self.condition(node.test)}, otherwise {no}", _LOOSE
            case Call(name="total") if values and self.inner:
                said = call_words(node, [self.say(node.args[0])])
                return f"{said} ({self.value(node, self.inner.value(node), unit=False)})", _LOOSE
            case Call() if node.type.kind != "yes_no":
                return call_words(node, self._arguments(node, values=values)), _LOOSE
            case Lookup():
                gave = self.inner.value(node) if values and self.inner else None
                result = self.value(node, gave, unit=False) if gave is not None else None
                said = lookup_words(node, [self.part(a, values=values) for a in node.args], result)
                return said, _TIGHT if result or all(isinstance(a, Name) for a in node.args) else _LOOSE
            case _:
                return self.condition(node), _LOOSE

    def lookup_said(self, node: Lookup) -> str:
        """A ladder or table with the values it was asked with: "tariff for setting (a mainstream school) and …"."""
        return lookup_words(node, [self.part(arg, values=True) for arg in node.args])

    def _arguments(self, node: Call, *, values: bool) -> list[str]:
        """A function's arguments; a written option in the words of what it stands beside."""
        if node.name == "count":
            return [self.condition(arg) for arg in node.args]
        like = {"given": node.args[0], "rank": node.args[-1]}.get(node.name)
        return [
            f"“{self.constant(arg.value, like)}”" if like and isinstance(arg, Literal) and isinstance(arg.value, str)
            else self.part(arg, values=values)
            for arg in node.args
        ]  # fmt: skip

    def part(self, node: Node, *, values: bool) -> str:
        """A phrase that stands inside another."""
        return self._phrase(node, values=values)[0]

    def _name(self, node: Name, *, values: bool) -> str:
        if node.source == "value":
            return self.name_value(node.name)
        if node.source == "day":
            return self.name_value("day") if values and self.evaluation else "the day of assessment"
        label = self.label(node.name)
        label = f"“{label}”" if "," in label or " and " in label else label
        if not values or not self.evaluation:
            return label
        value = self.known[node.name]
        if node.source == "fact" and self.is_level(node) and value is not None:
            shown = value_words(value, node.type)
        else:
            shown = self.value(node, value, unit=False)
        return f"{label} {shown}" if " " not in label and " " not in shown else f"{label} ({shown})"

    def _arithmetic(self, node: Arithmetic, *, values: bool) -> tuple[str, int]:
        level = _SUM if node.op in "+-" else _PRODUCT
        left, left_level = self._phrase(node.left, values=values)
        right, right_level = self._phrase(node.right, values=values)
        if left_level < level:
            left = f"({left})"
        if right_level < level or (right_level == level and node.op in ("-", "/", "*")):
            right = f"({right})"
        return f"{left} {_SIGNS[node.op]} {right}", level

    def _choice_made(self, node: IfElse) -> tuple[str, int]:
        assert self.inner
        test = self.inner.value(node.test)
        if test is None:
            return f"{NOT_KNOWN} whether {self.condition(node.test)}", _LOOSE
        why = self.condition(node.test, negated=not test)
        return f"{self.worked(node.yes if test else node.no)} because {why}", _LOOSE

    # Conditions

    def condition(self, node: Node, *, negated: bool = False) -> str:
        """A yes-or-no tree as a clause: "points are 40 or more", "the answer to “…?” is yes"."""
        return clause(self, node, negated=negated)

    def say_call(self, node: Call) -> str:
        """A function's phrase without values."""
        return call_words(node, self._arguments(node, values=False))

    def fixed(self, node: Node) -> Value | None:
        """The value of a written constant or of a plain value in force; None for all else."""
        if isinstance(node, Literal):
            return node.value
        entry = self.in_force.values.get(node.name) if isinstance(node, Name) and node.source == "value" else None
        return entry.shape.value if entry and isinstance(entry.shape, Plain) else None

    # Conditions with their truth

    def finding(self, node: Node) -> str:
        """What the things a condition is about turned out to be: "it is 2", "it is £4,100, against £6,000"."""
        assert self.inner
        if self.inner.value(node) is None:
            waits = self.unknowns(node)
            return f"{NOT_KNOWN}: {listing(waits)}" if waits else "left to a person"
        subject, against = about(node)
        if subject is None or (isinstance(subject, Name) and subject.type.kind == "yes_no"):
            return ""
        value = self.inner.value(subject)
        if value is None:
            return NOT_KNOWN
        said = self.value(subject, value, unit=False)
        said = said if value == NONE else f"it is {said}"
        if against is None or is_fixed(against):
            return said
        return f"{said}, against {self.value(against, self.inner.value(against), unit=False)}"

    def unknowns(self, node: Node) -> list[str]:
        """The questions still unanswered that `node` waits for, in the order it reads them."""
        return [
            f"“{self.book.facts[each.name].asks.strip()}”"
            for each in self._names_under(node)
            if each.source == "fact" and self.known.get(each.name) is None
        ]

    def ladder_range(self, ladder: Ladder, rung: int, *, whole: bool = True) -> str:
        """Where a step of a ladder runs: "30 to 39", "50 or more", "below 12".

        whole: whether only whole numbers climb it; otherwise "from 30 to below 40".
        """
        start = ladder.starts[rung]
        first = value_words(start, ladder.key_type)
        if rung + 1 >= len(ladder.starts):
            return f"{first} or more"
        following = ladder.starts[rung + 1]
        if isinstance(start, int) and isinstance(following, int) and ladder.key_type.kind == "whole" and whole:
            return first if following == start + 1 else f"{first} to {value_words(following - 1, ladder.key_type)}"
        return f"from {first} to below {value_words(following, ladder.key_type)}"


def _none_in_place(fact: Fact, value: Value) -> str:
    if value == NONE and fact.none_words in (None, "There is none"):
        return "none"
    return answer_words(fact, value)
