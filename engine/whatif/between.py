"""A rulebook between two texts: the first, with some of its pieces as the second has them. It need not be written down.

It can be run where every piece that it reads is there, in the shape and of the kind that its reader was checked with,
and nothing goes round in a circle. Whether it should ever be used is no question here: it stands between two texts
that are checked, for the time of one reckoning.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from engine.rulebook import Rule, Rulebook
from engine.tree import Lookup, walk
from engine.whatif.pieces import COUNTING, ORDER, ROUNDING, Key, Pieces

Held = TypeVar("Held")
MOVING = ("return", "refer", "route")
"""What rules can do to an award."""


class RoundAndRound(Exception):  # noqa: N818 - said as it reads
    """Pieces that would read one another in a circle."""


@dataclass(frozen=True)
class Between:
    """Two texts on a day, from which rulebooks between them are put together."""

    before: Pieces
    after: Pieces
    _books: dict[frozenset[Key], Rulebook] = field(default_factory=dict, repr=False, compare=False)

    def wanting(self, taken: frozenset[Key]) -> frozenset[Key]:
        """The pieces that keep it from running: readers with what they miss. None where nothing does."""
        found: set[Key] = set()
        for key in {*self.before.reads, *self.after.reads}:
            of = self._of(key, taken)
            for read in of.reads.get(key, ()):
                if self._of(read, taken).faces.get(read) != of.faces.get(read):
                    found |= {key, read}
        return frozenset(found)

    def book(self, taken: frozenset[Key]) -> Rulebook:
        """The rulebook with these pieces as the second text has them; the same one again. Raises RoundAndRound."""
        moving = taken - self._still
        if moving not in self._books:
            self._books[moving] = self._put_together(moving)
        return self._books[moving]

    @cached_property
    def _still(self) -> frozenset[Key]:
        """The pieces that can move no award and no status, so that texts which differ in them alone are run once."""
        books = (self.before.book, self.after.book)
        read = {key for of in (self.before, self.after) for reads in of.reads.values() for key in reads}
        moving = {("rule", each.id) for book in books for each in book.rules if _moves(each)}
        keys = {*self.before.marks, *self.after.marks}
        rules = {key for key in keys if key[0] == "rule" and key not in read and key not in moving}
        return frozenset({COUNTING, *rules, *(key for key in keys if key[0] in ("allow", "order"))})

    def _put_together(self, taken: frozenset[Key]) -> Rulebook:
        one, other = self.before.book, self.after.book

        def held(kind: str, before: Mapping[str, Held], after: Mapping[str, Held]) -> dict[str, Held]:
            first, second = (after, before) if ORDER in taken else (before, after)
            names = merged(list(first), list(second))
            found = {name: (after if (kind, name) in taken else before).get(name) for name in names}
            return {name: each for name, each in found.items() if each is not None}

        derives = held("derive", one.derives, other.derives)
        rules = held("rule", {each.id: each for each in one.rules}, {each.id: each for each in other.rules})
        reads = {key: self._of(key, taken).reads.get(key, frozenset()) for key in _keys(derives, rules)}
        in_turn, needed = _in_turn("derive", derives, reads), _needed(rules, reads)
        return replace(
            one,
            facts=held("fact", one.facts, other.facts),
            values=held("value", one.values, other.values),
            derives={name: derives[name] for name in in_turn},
            rules=tuple(rules[name] for name in rules if name in needed),
            rule_order=tuple(name for name in _in_turn("rule", rules, reads) if name in needed),
            outcomes=held("outcome", one.outcomes, other.outcomes),
            order=held("order", one.order, other.order),
            allow=tuple(held("allow", {a.fact: a for a in one.allow}, {a.fact: a for a in other.allow}).values()),
            rounding=(other if ROUNDING in taken else one).rounding,
            award=(other if COUNTING in taken else one).award,
            areas={**one.areas, **other.areas},
            routes={**one.routes, **other.routes},
            sources={**one.sources, **other.sources},
            text="",
            sha256="",
            _stretches={},
        )

    def _of(self, key: Key, taken: frozenset[Key]) -> Pieces:
        return self.after if key in taken else self.before


def _needed(rules: Mapping[str, Rule], reads: Mapping[Key, frozenset[Key]]) -> frozenset[str]:
    """The rules that can move a status or an account, and what these read; what is asked or noted is left out."""
    left = [each.id for each in rules.values() if _moves(each)]
    found: set[str] = set()
    while left:
        name = left.pop()
        if name not in found and name in rules:
            found.add(name)
            left += [read for kind, read in reads["rule", name] if kind == "rule"]
    return frozenset(found)


def _moves(rule: Rule) -> bool:
    """Whether a rule by itself can move an award or a status: also by a lookup in it that lands on refer."""
    return rule.then in MOVING or any(isinstance(node, Lookup) for node in walk(rule.when))


def merged(first: list[str], second: list[str]) -> list[str]:
    """The names of both in the order of the first; one that only the second has comes after what it follows there."""
    found = list(first)
    known = set(first)
    for at, name in enumerate(second):
        if name not in known:
            place = found.index(second[at - 1]) + 1 if at else 0
            found.insert(place, name)
            known.add(name)
    return found


def _keys(derives: Iterable[str], rules: Iterable[str]) -> Iterator[Key]:
    yield from (("derive", name) for name in derives)
    yield from (("rule", name) for name in rules)


def _in_turn(kind: str, names: Iterable[str], reads: Mapping[Key, frozenset[Key]]) -> list[str]:
    """Each after those of its kind that it reads, otherwise as they come. Raises RoundAndRound."""
    done: dict[str, bool] = {}
    order: list[str] = []

    def visit(name: str) -> None:
        if (kind, name) not in reads or done.get(name):
            return
        if name in done:
            raise RoundAndRound(name)
        done[name] = False
        for read in sorted(each for each_kind, each in reads[kind, name] if each_kind == kind):
            visit(read)
        done[name] = True
        order.append(name)

    for name in names:
        visit(name)
    return order
