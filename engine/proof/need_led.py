"""Need-led, proved: what every expression reads is followed through every step, and what may not count is refused.

Source: design section 2, "Need-led". Reading is meant widely: a fact in an argument of a ladder, in the test
of an if, in a rule whose conclusion is read, all count, whether or not they could change anything.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from engine.facts import Fact
from engine.problems import Place, Problem
from engine.proof.whereabouts import Whereabouts
from engine.reach.ranges import Ranges
from engine.rulebook import REFER, Allow, Ladder, Plain, Rule, Rulebook, Shape, Step
from engine.tree import Call, Compare, Concluded, IfElse, Literal, Lookup, Member, Name, Node, children, walk

BARRED: Final[Mapping[str, frozenset[str]]] = {
    "outcome": frozenset({"duty", "plan", "diagnosis", "family", "identity", "money"}),
    "refer": frozenset({"plan", "diagnosis", "family", "identity", "money"}),
    "return": frozenset({"duty", "plan", "diagnosis", "family", "identity", "money"}),
    "route": frozenset({"diagnosis", "family", "identity", "money"}),
    "ask": frozenset(),
    "note": frozenset(),
    "flag": frozenset(),
    "order": frozenset(),
}
"""The kinds of fact that may not be read, by what reads: top-ups and placements."""

BARRED_IN_FIT: Final[Mapping[str, frozenset[str]]] = {
    **BARRED,
    "outcome": frozenset({"diagnosis", "family", "identity", "money"}),
    "refer": frozenset({"diagnosis", "family", "identity", "money"}),
    "note": frozenset({"money"}),
    "order": frozenset({"diagnosis", "family", "identity"}),
}
"""The same for fit: money is read to put places in order and nowhere else, not even in a softer condition. A diagnosis
matched with what a place is for does not count as read."""

_NOT_SHARED_OUT: Final = frozenset({"evidence", "duty", "plan", "diagnosis", "family", "identity"})
BARRED_IN_ALLOCATION: Final[Mapping[str, frozenset[str]]] = {
    **BARRED,
    **dict.fromkeys(("outcome", "refer", "return", "route", "order"), _NOT_SHARED_OUT),
}
"""The same for allocations: need, context, provision and money, nothing else."""

_ONLY_ALLOWED: Final = frozenset({"context", "provision"})
_DRIVES: Final = frozenset({"need", "evidence"})


@dataclass(frozen=True, slots=True)
class Reading:
    """How a fact is read: the names on the way to it, and where it stands. `matched`: only with a place's own."""

    path: tuple[str, ...]
    at: Place
    matched: bool = False


Readings = dict[tuple[str, bool], Reading]


def readings(book: Rulebook, home: Step | Rule) -> Mapping[str, tuple[str, ...]]:
    """Every fact that a step or rule reads, with the names on the way: `("annual_top_up", "rate", "ehc_plan")`."""
    name, node = (home.id, home.when) if isinstance(home, Rule) else (home.name, home.node)
    found = _Reader(book).of(node)
    return {fact: (name, *reading.path) for (fact, _), reading in found.items()}


def decided_by(book: Rulebook, home: Node, wanted: Node) -> Mapping[str, Fact] | None:
    """The facts that decide what `wanted`, under `home`, comes to; None where the day may decide as well."""
    reader = _Reader(book)
    if reader.reads_day(home):
        return None
    return {fact: book.facts[fact] for fact, _ in reader.deciding(home, wanted) or {}}


def barred(book: Rulebook) -> Mapping[str, frozenset[str]]:
    """The kinds of fact that may not be read in this rulebook, by what reads: `outcome`, `order` or a rule's `then`."""
    return {"fit": BARRED_IN_FIT, "allocation": BARRED_IN_ALLOCATION}.get(book.decides, BARRED)


def need_led(book: Rulebook, where: Whereabouts, ranges: Sequence[Ranges]) -> Iterator[Problem]:
    """Every reading that is not allowed, every `allow` line that is missing or idle, and whether a person is reachable.

    `ranges` are those of each stretch of days (see `engine.proof.proofs.stretches`).
    """
    reader = _Reader(book)
    yield from refused_readings(book)
    yield from _idle_leave(book, where, reader)
    yield from _reaches_a_person(book, reader, ranges)


def refused_readings(book: Rulebook) -> Iterator[Problem]:
    """Every reading that is not allowed, with its path; a place that several ways lead to is told once."""
    reader = _Reader(book)
    seen: set[tuple[str, Place]] = set()
    for problem, key in (*_offences(book, reader), *_without_leave(book, reader)):
        if key not in seen:
            seen.add(key)
            yield problem


class _Reader:
    """Readings of a rulebook's trees; derives and rules are worked out once, in their order."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.steps: dict[str, Readings] = {}
        self.rules: dict[str, Readings] = {}
        for name, step in book.derives.items():
            self.steps[name] = self.of(step.node)
        by_id = {rule.id: rule for rule in book.rules}
        for rule in book.rule_order:
            self.rules[rule] = self.of(by_id[rule].when)

    def of(self, node: Node) -> Readings:
        """What `node` reads; the shortest way to each fact."""
        found: Readings = {}
        match node:
            case Name(source="fact"):
                found[node.name, False] = Reading((node.name,), node.at)
            case Name(source="derive"):
                _add(found, self.steps[node.name], node.name)
            case Concluded():
                _add(found, self.rules.get(node.rule, {}), node.rule)
            case Lookup():
                for arg in node.args:
                    _add(found, self.of(arg), node.name)
            case _:
                for child in children(node):
                    _add(found, self.of(child))
                if self.book.decides == "fit":
                    self._match(node, found)
        return found

    def reads_day(self, node: Node) -> bool:
        """Whether the day of the assessment is read, through derived names too."""
        left, seen = [node], set[str]()
        while left:
            for each in walk(left.pop()):
                if (isinstance(each, Name) and each.source == "day") or (
                    isinstance(each, Call) and each.name == "recent"
                ):
                    return True
                if isinstance(each, Name) and each.source == "derive" and each.name not in seen:
                    seen.add(each.name)
                    left.append(self.book.derives[each.name].node)
        return False

    def deciding(self, node: Node, wanted: Node) -> Readings | None:
        """What decides what `wanted`, under `node`, comes to: what it reads, and the tests above it."""
        if node is wanted:
            return self.of(node)
        for child in children(node):
            below = self.deciding(child, wanted)
            if below is not None:
                if isinstance(node, IfElse) and child is not node.test:
                    _add(below, self.of(node.test))
                return below
        return None

    def _match(self, node: Node, found: Readings) -> None:
        """A need type compared with what a place is for is matched, and does not count."""
        sides = children(node)
        comparing = isinstance(node, Member) or (isinstance(node, Compare) and node.op in ("==", "!=", "<="))
        if not (comparing or (isinstance(node, Call) and node.name == "overlap")):
            return
        for mine, other in ((sides[0], sides[1]), (sides[1], sides[0])):
            fact = self._plain_fact(mine) if self._is_place(other) else None
            if fact is not None and self.book.facts[fact].kind == "diagnosis":
                reading = found.pop((fact, False), None)
                if reading is not None:
                    found[fact, True] = Reading(reading.path, reading.at, True)

    def _is_place(self, node: Node) -> bool:
        return isinstance(node, Name) and node.source == "fact" and self.book.facts[node.name].of == "place"

    def _plain_fact(self, node: Node) -> str | None:
        """The fact that `node` is, itself or by another name or with a stand-in for "none"."""
        for _ in range(100):
            if isinstance(node, Name) and node.source == "derive":
                node = self.book.derives[node.name].node
            elif isinstance(node, Call) and node.name == "given" and isinstance(node.args[1], Literal):
                node = node.args[0]
            else:
                break
        return node.name if isinstance(node, Name) and node.source == "fact" else None


def _add(found: Readings, more: Readings, through: str | None = None) -> None:
    for key, reading in more.items():
        path = (through, *reading.path) if through else reading.path
        if key not in found or len(path) < len(found[key].path):
            found[key] = Reading(path, reading.at, reading.matched)


def _offences(book: Rulebook, reader: _Reader) -> Iterator[tuple[Problem, tuple[str, Place]]]:
    table = barred(book)
    for step in book.outcomes.values():
        yield from _refused(book, step.name, f"`{step.name}`", "outcome", reader.of(step.node), table["outcome"])
    for rule in book.rules:
        what = f"`{rule.id}` ({rule.then})"
        yield from _refused(book, rule.id, what, rule.then, reader.rules[rule.id], table[rule.then])
    for step in book.order.values():
        yield from _refused(book, step.name, f"`{step.name}`", "order", reader.of(step.node), table["order"])
    for name, home, lookup in _referring(book):
        found = reader.deciding(home, lookup) or {}
        what = f"`{name}`, through `{lookup.name}`, which may refer,"
        yield from _refused(book, name, what, "refer", found, table["refer"])


def _refused(
    book: Rulebook, name: str, what: str, reads: str, found: Readings, kinds: frozenset[str]
) -> Iterator[tuple[Problem, tuple[str, Place]]]:
    for (fact, matched), reading in found.items():
        kind = book.facts[fact].kind
        if kind in kinds and not matched:
            path = " → ".join((name, *reading.path))
            allowed = ", ".join(each for each in _KINDS if each not in kinds)
            problem = Problem(
                reading.at,
                f"{what} reads the {kind} fact `{fact}`: {path}",
                f"{_READER_WORDS.get(reads, f'a `{reads}` rule')} to read only {allowed}",
                _remedy(book, kind, reads),
            )
            yield problem, (fact, reading.at)


_KINDS: Final = ("need", "evidence", "provision", "context", "duty", "plan", "diagnosis", "family", "identity", "money")
_READER_WORDS: Final = {
    "outcome": "an outcome",
    "order": "an order key",
    "refer": "whatever refers to a person",
}


def _remedy(book: Rulebook, kind: str, reads: str) -> str:
    if kind == "duty" and reads == "outcome" and _priced(book):
        return "Take it out; a `refer` rule may read it, so that a person sets the award"
    if kind == "plan" and _priced(book):
        return "Take it out; a `route` rule may read it"
    if book.decides == "fit" and kind == "money":
        return "Take it out; a key under `order` may read it"
    if kind == "diagnosis":
        return "Describe the need itself in a fact of the kind need, and read that"
    return "Take it out; an `ask`, `note` or `flag` rule may read it"


def _can_refer(shape: Shape) -> bool:
    if isinstance(shape, Plain):
        return False
    if isinstance(shape, Ladder):
        return shape.below or REFER in shape.results
    return shape.otherwise is None or shape.otherwise is REFER or REFER in shape.cells.values()


def _referring(book: Rulebook) -> Iterator[tuple[str, Node, Lookup | Call]]:
    """What may leave a thing to a person, with what it stands in: lookups with a `refer`, and apportion(…)."""
    homes: list[tuple[str, Node]] = [(s.name, s.node) for s in (*book.derives.values(), *book.outcomes.values())]
    homes += [(s.name, s.node) for s in book.order.values()]
    homes += [(rule.id, rule.when) for rule in book.rules]
    able = {name for name, dated in book.values.items() if any(_can_refer(entry.shape) for entry in dated)}
    for name, home in homes:
        for node in walk(home):
            if (isinstance(node, Lookup) and node.name in able) or (
                isinstance(node, Call) and node.name == "apportion"
            ):
                yield name, home, node


def _priced(book: Rulebook) -> bool:
    return book.decides in ("top_up", "placement")


def _without_leave(book: Rulebook, reader: _Reader) -> Iterator[tuple[Problem, tuple[str, Place]]]:
    """Context and provision facts that shape an outcome without an `allow` line."""
    given = {(entry.fact, shape) for entry in book.allow for shape in entry.shapes}
    for step in book.outcomes.values() if _priced(book) else ():
        for (fact, _), reading in reader.of(step.node).items():
            kind = book.facts[fact].kind
            if kind in _ONLY_ALLOWED and (fact, step.name) not in given:
                path = " → ".join((step.name, *reading.path))
                problem = Problem(
                    reading.at,
                    f"`{step.name}` reads the {kind} fact `{fact}`, and no `allow` line says why: {path}",
                    "need and evidence to shape it, or leave with a reason",
                    f"Add `- {{fact: {fact}, shapes: [{step.name}], why: …}}` under `allow`, or take it out",
                )
                yield problem, (fact, reading.at)


def _idle_leave(book: Rulebook, where: Whereabouts, reader: _Reader) -> Iterator[Problem]:
    """`allow` lines that are not needed, or that give a leave nobody can give."""
    given: set[tuple[str, str]] = set()
    for entry in book.allow:
        at, fact = where.field(entry.at, "fact"), book.facts[entry.fact]
        if not _priced(book):
            wrong = f"`allow` has no meaning where `decides: {book.decides}`"
            yield Problem(entry.at, wrong, "no `allow` lines here", "Remove it")
        elif fact.kind not in _ONLY_ALLOWED:
            why = "it needs no leave" if fact.kind in _DRIVES else "no leave can be given"
            wrong = f"`allow` names `{entry.fact}`, a {fact.kind} fact: {why}"
            yield Problem(at, wrong, "a context or provision fact", "Remove it")
        elif not entry.shapes:
            yield Problem(entry.at, "this `allow` names no outcome", "`shapes: [an outcome]`", "Name what it shapes")
        else:
            yield from _idle_shapes(entry, at, where.field(entry.at, "shapes"), book, reader, given)


def _idle_shapes(
    entry: Allow, at: Place, shapes_at: Place, book: Rulebook, reader: _Reader, given: set[tuple[str, str]]
) -> Iterator[Problem]:
    for shape in entry.shapes:
        if (entry.fact, shape) in given:
            yield Problem(at, f"`{entry.fact}` is allowed to shape `{shape}` twice", "each once", "Remove one")
        elif (entry.fact, False) not in reader.of(book.outcomes[shape].node):
            wrong = f"`allow` is not needed: `{shape}` does not read `{entry.fact}`"
            yield Problem(shapes_at, wrong, "leave only where it is used", "Remove it")
        given.add((entry.fact, shape))


def _reaches_a_person(book: Rulebook, reader: _Reader, ranges: Sequence[Ranges]) -> Iterator[Problem]:
    money = [step for step in book.outcomes.values() if step.node.type.kind == "money"]
    if not money or not _priced(book):
        return
    for each in ranges:
        if not any(_driven(book, found) for found in _ways_to_a_person(each, reader)):
            yield Problem(
                money[0].at,
                f"`{money[0].name}` is money, and no need leads to a person",
                "a `refer` above the top band that need or evidence can reach, on every day in force",
                "Add `above: {from: …, do: refer}` to the ladder, a `refer` cell, or a rule with `then: refer`",
            )
            return


def _ways_to_a_person(ranges: Ranges, reader: _Reader) -> Iterator[Readings]:
    """What is read by each refer that can be reached in this stretch of days."""
    in_force = ranges.in_force
    for rule in in_force.rules:
        if rule.then == "refer" and True in ranges.rules[rule.id].truths:
            yield reader.rules[rule.id]
    in_rules = {rule.id for rule in in_force.rules}
    every_rule = {rule.id for rule in in_force.rulebook.rules}
    for name, home, lookup in _referring(in_force.rulebook):
        landing = ranges.lookups.get(id(lookup))
        if landing is not None and landing.refers and (name in in_rules or name not in every_rule):
            yield reader.deciding(home, lookup) or {}


def _driven(book: Rulebook, found: Iterable[tuple[str, bool]]) -> bool:
    return any(book.facts[fact].kind in _DRIVES for fact, _ in found)
